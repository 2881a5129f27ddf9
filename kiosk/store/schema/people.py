"""What an account of staff has beside its name and password.

A second factor, the directory's name for it, ways in that are not finished yet, invitations, and whatever else opens
something in its place. Like accounts they belong to the whole estate, so the site of every row is
`kiosk.domain.roles.EVERYWHERE`.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
    Uuid,
)

from kiosk.store.schema.base import Instant, metadata, site_column


def _of_an_account(column: str = "account_id") -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["site_id", column], ["accounts.site_id", "accounts.id"])


second_factors = Table(
    "second_factors",
    metadata,
    site_column(),
    Column("account_id", Uuid, nullable=False),
    # A new one waits beside the old one until its first code was right.
    Column("confirmed", Boolean, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("key_id", String(32), nullable=False),
    Column("made_at", Instant, nullable=False),
    # The step of time of the newest code that was taken: it and those before it are not taken again.
    Column("last_step", BigInteger, nullable=False),
    PrimaryKeyConstraint("site_id", "account_id", "confirmed"),
    _of_an_account(),
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    site_column(),
    Column("account_id", Uuid, nullable=False),
    Column("mark", LargeBinary(32), nullable=False),
    PrimaryKeyConstraint("site_id", "account_id", "mark"),
    _of_an_account(),
)

identities = Table(
    "identities",
    metadata,
    site_column(),
    Column("tenant", String(64), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("account_id", Uuid, nullable=False),
    Column("made_at", Instant, nullable=False),
    PrimaryKeyConstraint("site_id", "tenant", "subject"),
    UniqueConstraint("site_id", "account_id"),
    _of_an_account(),
)

entrances = Table(
    "entrances",
    metadata,
    site_column(),
    Column("token_hash", LargeBinary(32), nullable=False),
    # Whose password was right; nobody's while somebody is at the directory.
    Column("account_id", Uuid),
    Column("towards", String(200), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("expires_at", Instant, nullable=False),
    PrimaryKeyConstraint("site_id", "token_hash"),
    _of_an_account(),
)

invitations = Table(
    "invitations",
    metadata,
    site_column(),
    Column("id", Uuid, nullable=False),
    Column("token_hash", LargeBinary(32), nullable=False),
    Column("name", String(80), nullable=False),
    Column("scope", String(64), nullable=False),
    Column("role", String(32), nullable=False),
    Column("tenant_id", Uuid),
    Column("made_by", Uuid, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    PrimaryKeyConstraint("site_id", "id"),
    UniqueConstraint("site_id", "token_hash"),
    _of_an_account("made_by"),
)

credentials = Table(
    "credentials",
    metadata,
    site_column(),
    Column("id", Uuid, nullable=False),
    Column("kind", String(16), nullable=False),
    # Keyed with the hub's own key: four digits would be found at once in a plain hash.
    Column("mark", LargeBinary(32), nullable=False),
    # What terminals tell it by, while the hub is gone: a slow hash, and only for what is shown to them.
    Column("verifier", String(200)),
    Column("account_id", Uuid),
    Column("person_id", Uuid),
    Column("made_at", Instant, nullable=False),
    Column("ended_at", Instant),
    PrimaryKeyConstraint("site_id", "id"),
    _of_an_account(),
    Index(None, "site_id", "kind", "mark"),
    Index(None, "site_id", "account_id"),
    Index(None, "site_id", "person_id"),
)
