"""What staff changed about a site, over what its file says; and what the whole estate keeps the same way."""

from __future__ import annotations

from sqlalchemy import Column, PrimaryKeyConstraint, String, Table, Text

from kiosk.store.schema.base import Instant, metadata, site_column

site_changes = Table(
    "site_changes",
    metadata,
    site_column(),
    Column("part", String(32), nullable=False),
    # JSON: the keys of the part, as staff left them.
    Column("document", Text, nullable=False),
    Column("changed_by", String(80), nullable=False),
    Column("changed_at", Instant, nullable=False),
    PrimaryKeyConstraint("site_id", "part"),
)
