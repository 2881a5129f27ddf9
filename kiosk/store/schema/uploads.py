"""Photos and files that people added to forms on their phones, sealed: by the link alone while the form is unsent."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, PrimaryKeyConstraint, String, Table, Uuid

from kiosk.store.schema.base import Instant, metadata, site_column

uploads = Table(
    "uploads",
    metadata,
    site_column(),
    Column("id", Uuid, nullable=False),
    # That of the form under way, then of the submission that comes of it: so there is no foreign key.
    Column("submission_id", Uuid, nullable=False),
    # The key of the hub that `facts` are sealed to; none while they are sealed by the link.
    Column("key_id", String(32)),
    # What it is called and what it is, and the key of its bytes: small, because it is sealed anew when it is sent.
    Column("facts", LargeBinary, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("size", Integer, nullable=False),
    Column("made_at", Instant, nullable=False),
    # With the form under way; none once it was sent.
    Column("expires_at", Instant),
    PrimaryKeyConstraint("site_id", "id"),
    Index(None, "site_id", "submission_id"),
    Index(None, "site_id", "expires_at"),
)
