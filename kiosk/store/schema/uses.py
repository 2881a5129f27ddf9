"""Numbers of use, and nothing of whose use it was."""

from __future__ import annotations

from sqlalchemy import Column, Date, Integer, PrimaryKeyConstraint, String, Table, Uuid

from kiosk.store.schema.base import metadata, site_column

uses = Table(
    "uses",
    metadata,
    site_column(),
    Column("day", Date, nullable=False),
    Column("form_id", String(64), nullable=False),
    Column("terminal_id", Uuid, nullable=False),
    Column("face", String(16), nullable=False),
    Column("language", String(10), nullable=False),
    Column("sent", Integer, nullable=False),
    PrimaryKeyConstraint("site_id", "day", "form_id", "terminal_id", "face", "language"),
)

# Terminals count these in memory and tell their sums again and again. `run` is one life of the terminal's program, so
# that a sum told twice counts once, and one that begins anew at 0 adds to the last.
starts = Table(
    "starts",
    metadata,
    site_column(),
    Column("day", Date, nullable=False),
    Column("form_id", String(64), nullable=False),
    Column("terminal_id", Uuid, nullable=False),
    Column("run", Uuid, nullable=False),
    Column("face", String(16), nullable=False),
    Column("language", String(10), nullable=False),
    Column("started", Integer, nullable=False),
    PrimaryKeyConstraint("site_id", "day", "form_id", "terminal_id", "run", "face", "language"),
)
