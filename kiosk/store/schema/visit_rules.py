"""What visits are received by and is no setting: the watch-list, and what each notice ever said."""

from __future__ import annotations

from sqlalchemy import Column, Date, LargeBinary, PrimaryKeyConstraint, String, Table, Text, Uuid

from kiosk.store.schema.base import Instant, metadata, site_column

watched = Table(
    "watched",
    metadata,
    site_column(),
    Column("id", Uuid, nullable=False),
    # Whom, and why.
    Column("key_id", String(32), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    # The last day that it counts.
    Column("until", Date, nullable=False),
    Column("added_by", String(80), nullable=False),
    Column("added_at", Instant, nullable=False),
    PrimaryKeyConstraint("site_id", "id"),
)

notice_versions = Table(
    "notice_versions",
    metadata,
    site_column(),
    Column("notice_id", String(40), nullable=False),
    Column("version", String(16), nullable=False),
    Column("document", Text, nullable=False),
    # Since when visitors could accept it.
    Column("first_at", Instant, nullable=False),
    PrimaryKeyConstraint("site_id", "notice_id", "version"),
)
