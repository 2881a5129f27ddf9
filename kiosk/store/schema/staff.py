"""Accounts of staff, what they were granted, their sessions, and the links that make them.

They belong to the whole estate, so the site of every row is `kiosk.domain.roles.EVERYWHERE`.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
    Uuid,
)

from kiosk.store.schema.base import Instant, metadata, site_column

accounts = Table(
    "accounts",
    metadata,
    site_column(),
    Column("id", Uuid, nullable=False),
    Column("name", String(80), nullable=False),
    # The name folded, so that "Ffion" and "ffion" are one person.
    Column("name_key", String(160), nullable=False),
    Column("password_hash", String(200), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("signed_in_at", Instant),
    # Kept for a while after somebody has left, so that the audit's ids still have a name.
    Column("removed_at", Instant),
    PrimaryKeyConstraint("site_id", "id"),
    UniqueConstraint("site_id", "name_key"),
)

grants = Table(
    "grants",
    metadata,
    site_column(),
    Column("id", Uuid, nullable=False),
    Column("account_id", Uuid, nullable=False),
    # The site where it counts, or every one.
    Column("scope", String(64), nullable=False),
    Column("role", String(32), nullable=False),
    Column("tenant_id", Uuid),
    # Given by the council's directory, which gives anew at each signing in.
    Column("by_directory", Boolean, nullable=False),
    Column("made_at", Instant, nullable=False),
    PrimaryKeyConstraint("site_id", "id"),
    ForeignKeyConstraint(["site_id", "account_id"], ["accounts.site_id", "accounts.id"]),
    Index(None, "site_id", "account_id"),
)

staff_sessions = Table(
    "staff_sessions",
    metadata,
    site_column(),
    Column("token_hash", LargeBinary(32), nullable=False),
    # What it is called where sessions are listed; the token is nobody's to see.
    Column("id", Uuid, nullable=False),
    Column("account_id", Uuid, nullable=False),
    Column("address", String(64), nullable=False),
    Column("by_directory", Boolean, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    # When they last proved who they are, with more than the cookie.
    Column("proved_at", Instant, nullable=False),
    PrimaryKeyConstraint("site_id", "token_hash"),
    Index(None, "site_id", "account_id"),
    ForeignKeyConstraint(["site_id", "account_id"], ["accounts.site_id", "accounts.id"]),
)

setup_links = Table(
    "setup_links",
    metadata,
    site_column(),
    Column("token_hash", LargeBinary(32), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    PrimaryKeyConstraint("site_id", "token_hash"),
)
