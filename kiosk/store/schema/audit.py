"""Who did what."""

from __future__ import annotations

from sqlalchemy import Column, Index, String, Table, Uuid

from kiosk.store.schema.base import Counter, Instant, metadata, site_column

audit = Table(
    "audit",
    metadata,
    Column("seq", Counter, primary_key=True, autoincrement=True),
    site_column(),
    Column("at", Instant, nullable=False),
    Column("who", String(80), nullable=False),
    Column("account_id", Uuid),
    Column("action", String(64), nullable=False),
    Column("subject", String(80)),
    Column("outcome", String(16), nullable=False),
    Column("code", String(64)),
    Column("address", String(64)),
    # Given by a terminal that tells what was done at it: told twice, it is kept once.
    Column("told_id", Uuid),
    Index(None, "site_id", "seq"),
    Index(None, "site_id", "at"),
    Index(None, "site_id", "told_id", unique=True),
    sqlite_autoincrement=True,
)
