"""Codes of visits that were shown again: when, and where."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("visits", sa.Column("shown_again_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("visits", sa.Column("shown_again_where", sa.String(length=120), nullable=True))
