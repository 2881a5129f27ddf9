"""What the hubs that share a record have to agree on."""

from __future__ import annotations

from sqlalchemy import Column, PrimaryKeyConstraint, String, Table

from kiosk.store.schema.base import Instant, metadata, site_column

hub_keys = Table(
    "hub_keys",
    metadata,
    site_column(),
    Column("key_id", String(32), nullable=False),
    Column("first_seen_at", Instant, nullable=False),
    PrimaryKeyConstraint("site_id", "key_id"),
)

backups = Table(
    "backups",
    metadata,
    site_column(),
    Column("made_at", Instant),
    Column("claimed_until", Instant),
    PrimaryKeyConstraint("site_id"),
)
