"""Visits: who was expected, came and left. Who they are is sealed; the rest is what staff and rules count by."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
    Uuid,
)

from kiosk.store.schema.base import Instant, metadata, site_column

visits = Table(
    "visits",
    metadata,
    site_column(),
    Column("id", Uuid, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    # On the site's wall.
    Column("day", Date, nullable=False),
    Column("expected_from", Instant),
    Column("expected_until", Instant),
    Column("host_id", Uuid),
    Column("team_id", Uuid),
    # Whose visitor it is; tenants see only theirs.
    Column("tenant_id", Uuid),
    Column("type", String(40), nullable=False),
    Column("private", Boolean, nullable=False),
    Column("group_id", Uuid),
    # Whether it is known who of the group this is.
    Column("named", Boolean, nullable=False),
    Column("place", String(120), nullable=False),
    # The booking of a room that they come for; of a group all have the same.
    Column("booking_id", Uuid),
    # A hash of what is in the code of the invitation, which nobody can guess; a visit has one at most.
    Column("code_mark", LargeBinary(32)),
    # Of the day, from 1.
    Column("badge", Integer),
    Column("came", String(16)),
    Column("went", String(16)),
    Column("arrived_at", Instant),
    Column("left_at", Instant),
    Column("terminal_id", Uuid),
    Column("time_uncertain", Boolean, nullable=False),
    # When, and at which terminal, their code was shown that was not good any more, or that another had taken before.
    Column("shown_again_at", Instant),
    Column("shown_again_where", String(120)),
    # Name, ways to reach them, needs, answers. Empty once they are forgotten.
    Column("key_id", String(32), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("made_by", String(80), nullable=False),
    # When all but who they were was forgotten, and when that was.
    Column("thinned_at", Instant),
    Column("anonymised_at", Instant),
    PrimaryKeyConstraint("site_id", "id"),
    UniqueConstraint("site_id", "code_mark"),
    UniqueConstraint("site_id", "day", "badge"),
    Index(None, "site_id", "day"),
    Index(None, "site_id", "state"),
    Index(None, "site_id", "group_id"),
    Index(None, "site_id", "booking_id"),
)

# A hash of what is in the code on each badge that was printed: a visit may have several, and each leads to it.
visit_badges = Table(
    "visit_badges",
    metadata,
    site_column(),
    Column("mark", LargeBinary(32), nullable=False),
    Column("visit_id", Uuid, nullable=False),
    # Lost, or given back for another: nobody leaves by it.
    Column("void", Boolean, nullable=False),
    PrimaryKeyConstraint("site_id", "mark"),
    Index(None, "site_id", "visit_id"),
)
