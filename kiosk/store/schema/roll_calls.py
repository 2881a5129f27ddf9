"""Roll-calls: what was begun and ended, what wardens said of each person, and what opens the roll without a hub."""

from __future__ import annotations

from sqlalchemy import Column, Index, LargeBinary, PrimaryKeyConstraint, String, Table, Text, Uuid

from kiosk.store.schema.base import Instant, metadata, site_column

roll_calls = Table(
    "roll_calls",
    metadata,
    site_column(),
    Column("id", Uuid, nullable=False),
    # The first of those that went on at once: two terminals hear one contact, or were apart. They count as one.
    Column("incident", Uuid, nullable=False),
    Column("procedure", String(16), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("source", String(16), nullable=False),
    Column("terminal_id", Uuid),
    Column("account_id", Uuid),
    Column("begun_at", Instant, nullable=False),
    # When a warden first had the names.
    Column("opened_at", Instant),
    Column("ended_at", Instant),
    Column("ended_by", Uuid),
    # In JSON, of each on the roll the visit and whether that was sure: nothing personal, for the report.
    Column("people", Text, nullable=False),
    # Names, how we know, who may need help. Empty once they are forgotten.
    Column("key_id", String(32), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    PrimaryKeyConstraint("site_id", "id"),
    Index(None, "site_id", "begun_at"),
    Index(None, "site_id", "incident"),
)

roll_ticks = Table(
    "roll_ticks",
    metadata,
    site_column(),
    Column("id", Uuid, nullable=False),
    Column("roll_call_id", Uuid, nullable=False),
    # The visit.
    Column("person", Uuid, nullable=False),
    Column("mark", String(8), nullable=False),
    Column("at", Instant, nullable=False),
    Column("account_id", Uuid),
    Column("terminal_id", Uuid),
    PrimaryKeyConstraint("site_id", "id"),
    Index(None, "site_id", "roll_call_id"),
)

# Announced tests of the fire panel.
roll_windows = Table(
    "roll_windows",
    metadata,
    site_column(),
    Column("id", Uuid, nullable=False),
    Column("begins_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("made_by", String(80), nullable=False),
    PrimaryKeyConstraint("site_id", "id"),
)

# What terminals seal their copy of the roll to, and what the code in the fire box unwraps. A site has one at most.
roll_keys = Table(
    "roll_keys",
    metadata,
    site_column(),
    Column("public", LargeBinary(32), nullable=False),
    Column("wrapped", LargeBinary(128), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("made_by", String(80), nullable=False),
    PrimaryKeyConstraint("site_id"),
)
