"""Bookings of rooms, and which of them a visit has."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

# No index of PostgreSQL's own compares texts and spans at once, and the extension that does is not everywhere. So the
# room stands there as a span of one number, its hash.
APART = """
ALTER TABLE bookings ADD CONSTRAINT bookings_apart EXCLUDE USING gist (
    int8range(hashtextextended(site_id || ' ' || room_id, 0), hashtextextended(site_id || ' ' || room_id, 0), '[]')
        WITH &&,
    tstzrange(begins, ends) WITH &&
) WHERE (state IN ('booked', 'confirmed'))
"""


def upgrade() -> None:
    op.create_table(
        "bookings",
        sa.Column("site_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("room_id", sa.String(length=40), nullable=False),
        sa.Column("begins", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wall_begins", sa.String(length=16), nullable=False),
        sa.Column("wall_ends", sa.String(length=16), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("host_id", sa.Uuid(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("tenant_id", sa.Uuid(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stayed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("key_id", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "id", name=op.f("pk_bookings")),
    )
    op.create_index(op.f("ix_bookings_site_id_room_id_ends"), "bookings", ["site_id", "room_id", "ends"])
    op.create_index(op.f("ix_bookings_site_id_ends"), "bookings", ["site_id", "ends"])
    op.add_column("visits", sa.Column("booking_id", sa.Uuid(), nullable=True))
    op.create_index(op.f("ix_visits_site_id_booking_id"), "visits", ["site_id", "booking_id"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(APART)
