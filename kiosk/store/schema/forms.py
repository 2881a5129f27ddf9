"""Forms, version by version."""

from __future__ import annotations

from sqlalchemy import Column, Integer, PrimaryKeyConstraint, String, Table, Text

from kiosk.store.schema.base import Instant, metadata, site_column

forms = Table(
    "forms",
    metadata,
    site_column(),
    Column("form_id", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("content", String(64), nullable=False),
    Column("document", Text, nullable=False),
    Column("published_at", Instant, nullable=False),
    # The place in the list that terminals show; empty when the version is no longer offered.
    Column("place", Integer),
    PrimaryKeyConstraint("site_id", "form_id", "version"),
)
