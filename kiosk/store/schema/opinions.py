"""What people thought of a form, each by a name that leads nowhere; their sentence is sealed."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, Integer, LargeBinary, PrimaryKeyConstraint, String, Table, Uuid

from kiosk.store.schema.base import metadata, site_column

opinions = Table(
    "opinions",
    metadata,
    site_column(),
    Column("id", Uuid, nullable=False),
    Column("day", Date, nullable=False),
    Column("form_id", String(64), nullable=False),
    Column("form_version", Integer, nullable=False),
    Column("face", String(16), nullable=False),
    Column("language", String(10), nullable=False),
    Column("stars", Integer),
    Column("recommend", String(8)),
    # Both empty without a sentence, or once it was kept long enough.
    Column("key_id", String(32), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    PrimaryKeyConstraint("site_id", "id"),
    Index(None, "site_id", "day", "form_id"),
)
