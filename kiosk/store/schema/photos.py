"""Photos of parcels and visitors, as terminals sealed them."""

from __future__ import annotations

from sqlalchemy import Column, Index, LargeBinary, PrimaryKeyConstraint, String, Table, Uuid

from kiosk.store.schema.base import Instant, metadata, site_column

# Apart from what they belong to, so that a list of parcels never reads a picture.
photos = Table(
    "photos",
    metadata,
    site_column(),
    # That of the parcel's line, or of the visit.
    Column("id", Uuid, nullable=False),
    Column("about", String(16), nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("key_id", String(32), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    PrimaryKeyConstraint("site_id", "id"),
    Index(None, "site_id", "received_at"),
)
