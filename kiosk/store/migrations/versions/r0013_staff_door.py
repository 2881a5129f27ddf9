"""PINs for the door at terminals; and what was done at a terminal, told by it and kept once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("credentials", sa.Column("verifier", sa.String(length=200), nullable=True))
    op.add_column("audit", sa.Column("told_id", sa.Uuid(), nullable=True))
    op.create_index(op.f("ix_audit_site_id_told_id"), "audit", ["site_id", "told_id"], unique=True)
