"""Forms that people carry on with on their own phones, sealed by the link that only they have."""

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

continuations = Table(
    "continuations",
    metadata,
    site_column(),
    Column("token_hash", LargeBinary(32), nullable=False),
    Column("id", Uuid, nullable=False),
    # None for what no terminal was there for: `source` says what was.
    Column("terminal_id", Uuid),
    Column("source", String(8), nullable=False, server_default="terminal"),
    Column("form_id", String(64), nullable=False),
    Column("form_version", Integer, nullable=False),
    Column("state", String(8), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    PrimaryKeyConstraint("site_id", "token_hash"),
    UniqueConstraint("site_id", "id"),
    ForeignKeyConstraint(["site_id", "terminal_id"], ["terminals.site_id", "terminals.id"]),
    Index(None, "site_id", "expires_at"),
)
