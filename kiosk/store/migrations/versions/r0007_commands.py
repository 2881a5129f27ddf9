"""Commands to terminals, and the checks at opening and closing."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "commands",
        sa.Column("site_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("terminal_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("args", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_by", sa.String(length=80), nullable=False),
        sa.Column("answered", sa.String(length=16), nullable=True),
        sa.Column("result", sa.String(length=64), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["site_id", "terminal_id"],
            ["terminals.site_id", "terminals.id"],
            name=op.f("fk_commands_site_id_terminal_id"),
        ),
        sa.PrimaryKeyConstraint("site_id", "id", name=op.f("pk_commands")),
    )
    op.create_index(
        op.f("ix_commands_site_id_terminal_id_given_at"), "commands", ["site_id", "terminal_id", "given_at"]
    )
    op.create_table(
        "checks",
        sa.Column("site_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_by", sa.String(length=80), nullable=False),
        sa.Column("confirmed", sa.Text(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_by", sa.String(length=80), nullable=True),
        sa.Column("lines", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("site_id", "id", name=op.f("pk_checks")),
    )
    op.create_index(op.f("ix_checks_site_id_begun_at"), "checks", ["site_id", "begun_at"])
