"""What goes on to services, and every try."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
    Uuid,
)

from kiosk.store.schema.base import Instant, metadata, site_column

deliveries = Table(
    "deliveries",
    metadata,
    site_column(),
    Column("id", Uuid, nullable=False),
    Column("submission_id", Uuid, nullable=False),
    Column("destination", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("reason", String(64)),
    # What the destination calls it.
    Column("reference", String(120)),
    PrimaryKeyConstraint("site_id", "id"),
    UniqueConstraint("site_id", "submission_id", "destination"),
    ForeignKeyConstraint(["site_id", "submission_id"], ["submissions.site_id", "submissions.id"]),
    Index(None, "site_id", "state", "due_at"),
)

attempts = Table(
    "attempts",
    metadata,
    site_column(),
    Column("delivery_id", Uuid, nullable=False),
    Column("number", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("status", Integer),
    Column("reason", String(64)),
    PrimaryKeyConstraint("site_id", "delivery_id", "number"),
    ForeignKeyConstraint(["site_id", "delivery_id"], ["deliveries.site_id", "deliveries.id"]),
)
