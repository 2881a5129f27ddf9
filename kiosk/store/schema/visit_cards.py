"""Visitors' cards: whose they are, as long as they like; and those of today's visits."""

from __future__ import annotations

from sqlalchemy import Column, Index, LargeBinary, PrimaryKeyConstraint, String, Table, Uuid

from kiosk.store.schema.base import Instant, metadata, site_column

remembered_cards = Table(
    "remembered_cards",
    metadata,
    site_column(),
    # The keyed hash of its number.
    Column("mark", LargeBinary(32), nullable=False),
    # The name of its holder, and where they come from.
    Column("key_id", String(32), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    # Keyed hashes of an e-mail address, and of a name with a company: an invitation to the same person has the same.
    Column("email", LargeBinary(32), nullable=False),
    Column("person", LargeBinary(32), nullable=False),
    Column("tied_at", Instant, nullable=False),
    Column("used_at", Instant, nullable=False),
    PrimaryKeyConstraint("site_id", "mark"),
)

# The card of somebody who is expected or in the building: gone once they have left.
visit_cards = Table(
    "visit_cards",
    metadata,
    site_column(),
    Column("visit_id", Uuid, nullable=False),
    Column("mark", LargeBinary(32), nullable=False),
    PrimaryKeyConstraint("site_id", "visit_id"),
    Index(None, "site_id", "mark"),
)
