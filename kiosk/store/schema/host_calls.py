"""Calls for the hosts of people who wait: whose turn it is, who was told how, and what both sides wrote."""

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
    UniqueConstraint,
    Uuid,
)

from kiosk.store.schema.base import Instant, metadata, site_column

host_calls = Table(
    "host_calls",
    metadata,
    site_column(),
    Column("visit_id", Uuid, nullable=False),
    Column("terminal_id", Uuid),
    Column("state", String(24), nullable=False),
    # In JSON, ids and seconds; empty until the first turn.
    Column("turns", Text, nullable=False),
    Column("at_turn", Integer, nullable=False),
    Column("made_at", Instant, nullable=False),
    # When the next turn begins; empty when nothing is to happen by itself.
    Column("due_at", Instant),
    # Whoever answered, as staff are shown them.
    Column("said_by", String(80), nullable=False),
    Column("said_at", Instant),
    # Where the visitor is to go.
    Column("place", String(40), nullable=False),
    # Whether staff let a typed name onto a public display.
    Column("let_through", Boolean, nullable=False),
    Column("approval", Boolean, nullable=False),
    Column("cannot", Boolean, nullable=False),
    PrimaryKeyConstraint("site_id", "visit_id"),
    Index(None, "site_id", "due_at"),
    Index(None, "site_id", "made_at"),
)

host_notices = Table(
    "host_notices",
    metadata,
    site_column(),
    Column("id", Uuid, nullable=False),
    Column("visit_id", Uuid, nullable=False),
    Column("turn", Integer, nullable=False),
    # Who was told, in the directory; nobody where it was the contact centre.
    Column("entry_id", Uuid),
    # What it was told with; none where nobody could be written to.
    Column("message_id", Uuid),
    # Of the link to answer with.
    Column("token_hash", LargeBinary(32)),
    Column("at", Instant, nullable=False),
    PrimaryKeyConstraint("site_id", "id"),
    UniqueConstraint("site_id", "token_hash"),
    Index(None, "site_id", "visit_id"),
    Index(None, "site_id", "at"),
)

host_choices = Table(
    "host_choices",
    metadata,
    site_column(),
    Column("person_id", Uuid, nullable=False),
    Column("ask_first", Boolean, nullable=False),
    Column("email", Boolean, nullable=False),
    Column("text", Boolean, nullable=False),
    Column("away_until", Instant),
    Column("changed_at", Instant, nullable=False),
    PrimaryKeyConstraint("site_id", "person_id"),
)

visit_words = Table(
    "visit_words",
    metadata,
    site_column(),
    Column("id", Uuid, nullable=False),
    Column("visit_id", Uuid, nullable=False),
    Column("from_visitor", Boolean, nullable=False),
    Column("said_by", String(80), nullable=False),
    Column("at", Instant, nullable=False),
    Column("key_id", String(32), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    PrimaryKeyConstraint("site_id", "id"),
    Index(None, "site_id", "visit_id"),
)
