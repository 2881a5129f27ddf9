"""Messages to people outside, and what became of each."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKeyConstraint,
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

messages = Table(
    "messages",
    metadata,
    site_column(),
    Column("id", Uuid, nullable=False),
    # What it tells of, and the terminal that caused it; none for a link to a form.
    Column("submission_id", Uuid),
    Column("terminal_id", Uuid),
    Column("channel", String(8), nullable=False),
    Column("state", String(16), nullable=False),
    Column("reason", String(64)),
    # A keyed hash of the address, to count by. Where it goes and its words are sealed, and empty once it has gone.
    Column("address_mark", LargeBinary(32)),
    Column("key_id", String(32), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    # Hundredths of a penny.
    Column("cost", Integer, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("settled_at", Instant),
    PrimaryKeyConstraint("site_id", "id"),
    UniqueConstraint("site_id", "submission_id"),
    ForeignKeyConstraint(["site_id", "submission_id"], ["submissions.site_id", "submissions.id"]),
    Index(None, "site_id", "state", "due_at"),
    Index(None, "site_id", "made_at"),
)
