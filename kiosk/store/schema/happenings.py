"""What terminals told of people: each id once, with what was answered; sealed only while staff have to look at it."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, LargeBinary, PrimaryKeyConstraint, String, Table, Text, Uuid

from kiosk.store.schema.base import Instant, metadata, site_column

happenings = Table(
    "happenings",
    metadata,
    site_column(),
    Column("id", Uuid, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("terminal_id", Uuid, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("time_uncertain", Boolean, nullable=False),
    Column("received_at", Instant, nullable=False),
    # Why staff have to look at it; empty once it was taken, and then so are the two after it.
    Column("kept", String(40), nullable=False),
    Column("key_id", String(32), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    # In JSON: ids, numbers and states.
    Column("answer", Text, nullable=False),
    PrimaryKeyConstraint("site_id", "id"),
    Index(None, "site_id", "kept"),
    Index(None, "site_id", "received_at"),
)
