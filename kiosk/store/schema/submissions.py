"""Submissions, sealed as they came."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Uuid,
)

from kiosk.store.schema.base import Instant, metadata, site_column

submissions = Table(
    "submissions",
    metadata,
    site_column(),
    Column("id", Uuid, nullable=False),
    Column("terminal_id", Uuid, nullable=False),
    Column("reference", String(16), nullable=False),
    Column("form_id", String(64), nullable=False),
    Column("form_version", Integer, nullable=False),
    Column("key_id", String(32), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("time_uncertain", Boolean(create_constraint=False), nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("state", String(16), nullable=False),
    Column("reason", String(64)),
    PrimaryKeyConstraint("site_id", "id"),
    ForeignKeyConstraint(["site_id", "terminal_id"], ["terminals.site_id", "terminals.id"]),
    Index(None, "site_id", "received_at", "id"),
    Index(None, "site_id", "state", "received_at", "id"),
)
