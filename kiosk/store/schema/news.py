"""What terminals are told, in order."""

from __future__ import annotations

from sqlalchemy import Column, Index, String, Table, Text, Uuid

from kiosk.store.schema.base import Counter, Instant, metadata, site_column

# The cursor is the table's own key and never reused, also after rows have gone: terminals keep it across restarts.
news = Table(
    "news",
    metadata,
    Column("seq", Counter, primary_key=True, autoincrement=True),
    site_column(),
    Column("terminal_id", Uuid),
    Column("kind", String(32), nullable=False),
    Column("at", Instant, nullable=False),
    Column("data", Text, nullable=False),
    Index(None, "site_id", "seq"),
    sqlite_autoincrement=True,
)
