"""Terminals have a place, a role and a health, and can be withdrawn or replaced."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("terminals", sa.Column("place", sa.String(length=120), nullable=False, server_default=""))
    op.add_column("terminals", sa.Column("role", sa.String(length=16), nullable=False, server_default="visitor"))
    op.add_column("terminals", sa.Column("panel_inches", sa.Float(), nullable=True))
    op.add_column("terminals", sa.Column("mounting_height_mm", sa.Integer(), nullable=True))
    op.add_column("terminals", sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("terminals", sa.Column("replaced_by", sa.Uuid(), nullable=True))
    op.add_column("enrolment_codes", sa.Column("details", sa.Text(), nullable=True))
    op.add_column("enrolment_codes", sa.Column("replaces", sa.Uuid(), nullable=True))
    op.create_table(
        "terminal_health",
        sa.Column("site_id", sa.String(length=64), nullable=False),
        sa.Column("terminal_id", sa.Uuid(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trouble_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("protocol", sa.Integer(), nullable=True),
        sa.Column("report", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["site_id", "terminal_id"],
            ["terminals.site_id", "terminals.id"],
            name=op.f("fk_terminal_health_site_id_terminal_id"),
        ),
        sa.PrimaryKeyConstraint("site_id", "terminal_id", name=op.f("pk_terminal_health")),
    )
    # Each terminal has its row from the day it is enrolled, so that a report is one plain update.
    op.execute("INSERT INTO terminal_health (site_id, terminal_id) SELECT site_id, id FROM terminals")
