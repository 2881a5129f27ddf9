"""Submissions, sealed as they came; what staff wrote about them, and whose turn they are."""

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
    # None for what no terminal was there for: `source` says what was.
    Column("terminal_id", Uuid),
    Column("source", String(8), nullable=False, server_default="terminal"),
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
    Index(None, "site_id", "reference"),
)

submission_notes = Table(
    "submission_notes",
    metadata,
    site_column(),
    Column("id", Uuid, nullable=False),
    Column("submission_id", Uuid, nullable=False),
    Column("at", Instant, nullable=False),
    Column("who", String(80), nullable=False),
    Column("account_id", Uuid),
    Column("key_id", String(32), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    PrimaryKeyConstraint("site_id", "id"),
    ForeignKeyConstraint(["site_id", "submission_id"], ["submissions.site_id", "submissions.id"]),
    Index(None, "site_id", "submission_id"),
)

# One row for each submission that was ever handed to somebody; the audit tells of those before.
hand_overs = Table(
    "hand_overs",
    metadata,
    site_column(),
    Column("submission_id", Uuid, nullable=False),
    Column("holder_kind", String(8), nullable=False),
    Column("holder_id", Uuid, nullable=False),
    Column("holder_name", String(120), nullable=False),
    Column("work", String(8), nullable=False),
    Column("given_by", String(80), nullable=False),
    Column("given_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    PrimaryKeyConstraint("site_id", "submission_id"),
    ForeignKeyConstraint(["site_id", "submission_id"], ["submissions.site_id", "submissions.id"]),
    Index(None, "site_id", "holder_id", "work"),
)
