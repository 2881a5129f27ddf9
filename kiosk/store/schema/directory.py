"""Teams, tenants, people, services and other bodies, and the imports that brought them."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, PrimaryKeyConstraint, String, Table, Text, Uuid

from kiosk.store.schema.base import Instant, metadata, site_column

directory_entries = Table(
    "directory_entries",
    metadata,
    site_column(),
    Column("id", Uuid, nullable=False),
    Column("kind", String(16), nullable=False),
    # Counts up with each change, so that two people who edit at once do not overwrite one another.
    Column("revision", Integer, nullable=False),
    Column("account_id", Uuid, nullable=True),
    Column("document", Text, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("changed_by", String(80), nullable=False),
    Column("removed_at", Instant, nullable=True),
    PrimaryKeyConstraint("site_id", "id"),
    Index(None, "site_id", "removed_at"),
    Index(None, "site_id", "account_id"),
)

directory_imports = Table(
    "directory_imports",
    metadata,
    site_column(),
    Column("id", Uuid, nullable=False),
    Column("state", String(16), nullable=False),
    Column("file_name", String(120), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("made_by", String(80), nullable=False),
    Column("account_id", Uuid, nullable=True),
    Column("settled_at", Instant, nullable=True),
    # What each line of the file does, with the entry before and after it, so that it can be undone.
    Column("plan", Text, nullable=False),
    PrimaryKeyConstraint("site_id", "id"),
    Index(None, "site_id", "made_at"),
)
