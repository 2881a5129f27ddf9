"""What only a person can know to be done, and who said that it is."""

from __future__ import annotations

from sqlalchemy import Column, PrimaryKeyConstraint, String, Table, Uuid

from kiosk.store.schema.base import Instant, metadata, site_column

confirmations = Table(
    "confirmations",
    metadata,
    site_column(),
    Column("line", String(64), nullable=False),
    Column("at", Instant, nullable=False),
    Column("who", String(80), nullable=False),
    Column("account_id", Uuid),
    # A digest of what was confirmed: when that changes, it has to be confirmed again.
    Column("about", String(64), nullable=False),
    PrimaryKeyConstraint("site_id", "line"),
)
