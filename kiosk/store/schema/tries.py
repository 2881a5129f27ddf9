"""Tries at what could be guessed. They are of the whole estate: the site is `kiosk.domain.roles.EVERYWHERE`."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, LargeBinary, PrimaryKeyConstraint, Table

from kiosk.store.schema.base import metadata, site_column

tries = Table(
    "tries",
    metadata,
    site_column(),
    # Of what is tried and who tries: a hash.
    Column("mark", LargeBinary(32), nullable=False),
    # When all of them are forgotten, in milliseconds since 1970: a number that a statement can add to.
    Column("until_ms", BigInteger, nullable=False),
    PrimaryKeyConstraint("site_id", "mark"),
)
