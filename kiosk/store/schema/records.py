"""The record itself, a row for each site."""

from __future__ import annotations

from sqlalchemy import Column, PrimaryKeyConstraint, String, Table, Uuid

from kiosk.store.schema.base import metadata, site_column

records = Table(
    "records",
    metadata,
    site_column(),
    Column("epoch", Uuid, nullable=False),
    Column("announced_catalogue", String(80), nullable=False),
    PrimaryKeyConstraint("site_id"),
)
