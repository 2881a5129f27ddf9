"""Commands to terminals, and what was found at opening and closing."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKeyConstraint, Index, PrimaryKeyConstraint, String, Table, Text, Uuid

from kiosk.store.schema.base import Instant, metadata, site_column

commands = Table(
    "commands",
    metadata,
    site_column(),
    Column("id", Uuid, nullable=False),
    Column("terminal_id", Uuid, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("args", Text, nullable=False),
    Column("given_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("given_by", String(80), nullable=False),
    Column("answered", String(16)),
    Column("result", String(64)),
    Column("answered_at", Instant),
    PrimaryKeyConstraint("site_id", "id"),
    ForeignKeyConstraint(["site_id", "terminal_id"], ["terminals.site_id", "terminals.id"]),
    Index(None, "site_id", "terminal_id", "given_at"),
)

checks = Table(
    "checks",
    metadata,
    site_column(),
    Column("id", Uuid, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("begun_at", Instant, nullable=False),
    Column("begun_by", String(80), nullable=False),
    # What staff say they saw, and at the end what was found, in JSON: a check is read as a whole or not at all.
    Column("confirmed", Text, nullable=False),
    Column("finished_at", Instant),
    Column("finished_by", String(80)),
    Column("lines", Text),
    Column("note", Text, nullable=False, server_default=""),
    PrimaryKeyConstraint("site_id", "id"),
    Index(None, "site_id", "begun_at"),
)
