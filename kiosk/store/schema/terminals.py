"""Terminals, how they are, and the codes that enrol them."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Float,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)

from kiosk.store.schema.base import Instant, metadata, site_column

terminals = Table(
    "terminals",
    metadata,
    site_column(),
    Column("id", Uuid, nullable=False),
    Column("name", String(80), nullable=False),
    Column("key_hash", LargeBinary(32), nullable=False),
    Column("enrolled_at", Instant, nullable=False),
    Column("place", String(120), nullable=False, server_default=""),
    Column("role", String(16), nullable=False, server_default="visitor"),
    Column("panel_inches", Float),
    Column("mounting_height_mm", Integer),
    # Its key is dead from then on. The row stays, because submissions came from it.
    Column("withdrawn_at", Instant),
    Column("replaced_by", Uuid),
    PrimaryKeyConstraint("site_id", "id"),
    UniqueConstraint("site_id", "key_hash"),
)

# Apart from `terminals`, because it is written every minute.
terminal_health = Table(
    "terminal_health",
    metadata,
    site_column(),
    Column("terminal_id", Uuid, nullable=False),
    Column("seen_at", Instant),
    Column("reported_at", Instant),
    Column("trouble_since", Instant),
    Column("protocol", Integer),
    Column("report", Text),
    PrimaryKeyConstraint("site_id", "terminal_id"),
    ForeignKeyConstraint(["site_id", "terminal_id"], ["terminals.site_id", "terminals.id"]),
)

enrolment_codes = Table(
    "enrolment_codes",
    metadata,
    site_column(),
    Column("code_hash", LargeBinary(32), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    # What the terminal that uses it will be called and where it will hang, in JSON; and which one it takes over from.
    Column("details", Text),
    Column("replaces", Uuid),
    PrimaryKeyConstraint("site_id", "code_hash"),
)
