"""Proofs of what was erased."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table

from kiosk.store.schema.base import Instant, metadata, site_column

# What was erased because it had been kept long enough: which kind, how many, and up to when. Nothing of what it was.
retention_log = Table(
    "retention_log",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    site_column(),
    Column("at", Instant, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("count", Integer, nullable=False),
    Column("until", Instant, nullable=False),
    # Which form and which outcomes, where that made a difference.
    Column("about", String(120)),
    Index(None, "site_id", "at"),
    sqlite_autoincrement=True,
)
