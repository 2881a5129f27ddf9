"""Parcels, who brings them, and what those they are for want done with them."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    Uuid,
)

from kiosk.store.schema.base import Instant, metadata, site_column

# One row for each recipient of a courier's visit.
parcels = Table(
    "parcels",
    metadata,
    site_column(),
    Column("id", Uuid, nullable=False),
    Column("reference", String(16), nullable=False),
    Column("purpose", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("number", Integer, nullable=False),
    Column("signature", Boolean, nullable=False),
    Column("recipient_id", Uuid),
    # As it was called then, so that numbers outlive an entry of the directory.
    Column("recipient", String(120), nullable=False),
    Column("tenant_id", Uuid),
    Column("carrier_id", Uuid),
    Column("carrier", String(80), nullable=False),
    Column("terminal_id", Uuid, nullable=False),
    Column("at", Instant, nullable=False),
    Column("time_uncertain", Boolean, nullable=False),
    Column("ended_at", Instant),
    # Who said that it was over: an account's name, or `code` where the code was typed at a terminal.
    Column("ended_by", String(80)),
    # A keyed hash of the hand-over code, while it waits.
    Column("code_mark", LargeBinary(16)),
    Column("reminded_at", Instant),
    Column("reminders", Integer, nullable=False),
    # The name on the label and the code; empty once it was kept long enough.
    Column("key_id", String(32), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    PrimaryKeyConstraint("site_id", "id"),
    Index(None, "site_id", "state", "at"),
    Index(None, "site_id", "at"),
)

parcel_wishes = Table(
    "parcel_wishes",
    metadata,
    site_column(),
    Column("entry_id", Uuid, nullable=False),
    Column("document", Text, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("changed_by", String(80), nullable=False),
    PrimaryKeyConstraint("site_id", "entry_id"),
)

parcel_options = Table(
    "parcel_options",
    metadata,
    site_column(),
    Column("document", Text, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("changed_by", String(80), nullable=False),
    # When people were last reminded of what waits for them.
    Column("reminded_at", Instant),
    PrimaryKeyConstraint("site_id"),
)

carriers = Table(
    "carriers",
    metadata,
    site_column(),
    Column("id", Uuid, nullable=False),
    Column("name", String(80), nullable=False),
    # Good once; for one recipient where that is said.
    Column("single", Boolean, nullable=False),
    Column("recipient_id", Uuid),
    Column("mark", LargeBinary(16), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("made_by", String(80), nullable=False),
    Column("expires_at", Instant),
    Column("used_at", Instant),
    Column("ended_at", Instant),
    PrimaryKeyConstraint("site_id", "id"),
)
