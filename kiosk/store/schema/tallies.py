"""Numbers of how forms go, and nothing of whose form it was."""

from __future__ import annotations

from sqlalchemy import Column, Date, Integer, PrimaryKeyConstraint, String, Table, Uuid

from kiosk.store.schema.base import metadata, site_column

# `run` is one life of a terminal's program, which tells its sums again and again; all noughts for the hub's own.
tallies = Table(
    "tallies",
    metadata,
    site_column(),
    Column("day", Date, nullable=False),
    Column("form_id", String(64), nullable=False),
    Column("form_version", Integer, nullable=False),
    Column("face", String(16), nullable=False),
    Column("what", String(16), nullable=False),
    Column("value", String(500), nullable=False),
    Column("run", Uuid, nullable=False),
    Column("total", Integer, nullable=False),
    PrimaryKeyConstraint("site_id", "day", "form_id", "form_version", "face", "what", "value", "run"),
)
