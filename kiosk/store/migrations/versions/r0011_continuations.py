"""Forms that people carry on with on their own phones."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "continuations",
        sa.Column("site_id", sa.String(length=64), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("terminal_id", sa.Uuid(), nullable=False),
        sa.Column("form_id", sa.String(length=64), nullable=False),
        sa.Column("form_version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "terminal_id"],
            ["terminals.site_id", "terminals.id"],
            name=op.f("fk_continuations_site_id_terminals"),
        ),
        sa.PrimaryKeyConstraint("site_id", "token_hash", name=op.f("pk_continuations")),
        sa.UniqueConstraint("site_id", "id", name=op.f("uq_continuations_site_id_id")),
    )
    op.create_index(op.f("ix_continuations_site_id_expires_at"), "continuations", ["site_id", "expires_at"])
