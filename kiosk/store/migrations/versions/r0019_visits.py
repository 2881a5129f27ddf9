"""Visits, and what terminals tell of people who come and go."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "happenings",
        sa.Column("site_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("terminal_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("time_uncertain", sa.Boolean(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kept", sa.String(length=40), nullable=False),
        sa.Column("key_id", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "id", name=op.f("pk_happenings")),
    )
    op.create_index(op.f("ix_happenings_site_id_kept"), "happenings", ["site_id", "kept"])
    op.create_index(op.f("ix_happenings_site_id_received_at"), "happenings", ["site_id", "received_at"])
    op.create_table(
        "visits",
        sa.Column("site_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("expected_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expected_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("host_id", sa.Uuid(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("tenant_id", sa.Uuid(), nullable=True),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=True),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("code_mark", sa.LargeBinary(length=32), nullable=True),
        sa.Column("badge", sa.Integer(), nullable=True),
        sa.Column("came", sa.String(length=16), nullable=True),
        sa.Column("went", sa.String(length=16), nullable=True),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("terminal_id", sa.Uuid(), nullable=True),
        sa.Column("time_uncertain", sa.Boolean(), nullable=False),
        sa.Column("key_id", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("thinned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("anonymised_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("site_id", "id", name=op.f("pk_visits")),
        sa.UniqueConstraint("site_id", "code_mark", name=op.f("uq_visits_site_id_code_mark")),
        sa.UniqueConstraint("site_id", "day", "badge", name=op.f("uq_visits_site_id_day_badge")),
    )
    op.create_index(op.f("ix_visits_site_id_day"), "visits", ["site_id", "day"])
    op.create_index(op.f("ix_visits_site_id_state"), "visits", ["site_id", "state"])
    op.create_index(op.f("ix_visits_site_id_group_id"), "visits", ["site_id", "group_id"])
    op.create_table(
        "visit_badges",
        sa.Column("site_id", sa.String(length=64), nullable=False),
        sa.Column("mark", sa.LargeBinary(length=32), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("void", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "mark", name=op.f("pk_visit_badges")),
    )
    op.create_index(op.f("ix_visit_badges_site_id_visit_id"), "visit_badges", ["site_id", "visit_id"])
