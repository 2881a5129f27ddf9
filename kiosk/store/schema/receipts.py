"""The links by which people find their receipts again, as hashes."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKeyConstraint, LargeBinary, PrimaryKeyConstraint, Table, UniqueConstraint, Uuid

from kiosk.store.schema.base import metadata, site_column

receipt_links = Table(
    "receipt_links",
    metadata,
    site_column(),
    Column("token_hash", LargeBinary(32), nullable=False),
    Column("submission_id", Uuid, nullable=False),
    PrimaryKeyConstraint("site_id", "token_hash"),
    UniqueConstraint("site_id", "submission_id"),
    ForeignKeyConstraint(["site_id", "submission_id"], ["submissions.site_id", "submissions.id"]),
)
