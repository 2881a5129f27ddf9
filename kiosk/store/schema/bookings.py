"""Bookings of rooms. What they are for is sealed; whose they are and when is what conflicts are found by."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, PrimaryKeyConstraint, String, Table, Uuid

from kiosk.store.schema.base import Instant, metadata, site_column

# On PostgreSQL `bookings_apart` keeps those that hold a room from overlapping, whoever writes; see migration 0024.
bookings = Table(
    "bookings",
    metadata,
    site_column(),
    Column("id", Uuid, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    # Of the site's document.
    Column("room_id", String(40), nullable=False),
    Column("begins", Instant, nullable=False),
    Column("ends", Instant, nullable=False),
    # What the wall shows then, and in which zone: zones get other rules, people keep what they agreed on.
    Column("wall_begins", String(16), nullable=False),
    Column("wall_ends", String(16), nullable=False),
    Column("zone", String(64), nullable=False),
    Column("host_id", Uuid),
    Column("team_id", Uuid),
    Column("tenant_id", Uuid),
    Column("account_id", Uuid),
    Column("asked_at", Instant),
    Column("stayed_at", Instant),
    # What it is for. Empty where nobody said, and once it is forgotten.
    Column("key_id", String(32), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("made_by", String(80), nullable=False),
    PrimaryKeyConstraint("site_id", "id"),
    Index(None, "site_id", "room_id", "ends"),
    Index(None, "site_id", "ends"),
)
