"""How terminals and their devices are, as far as somebody was told or is to be."""

from __future__ import annotations

from sqlalchemy import Column, Integer, PrimaryKeyConstraint, String, Table, Uuid

from kiosk.store.schema.base import Instant, metadata, site_column

alerts = Table(
    "alerts",
    metadata,
    site_column(),
    Column("terminal_id", Uuid, nullable=False),
    # Empty for the terminal itself.
    Column("device", String(80), nullable=False),
    Column("state", String(600), nullable=False),
    Column("since", Instant, nullable=False),
    Column("said", String(600), nullable=False),
    Column("said_at", Instant),
    Column("departed_at", Instant),
    Column("told", Integer, nullable=False),
    PrimaryKeyConstraint("site_id", "terminal_id", "device"),
)
