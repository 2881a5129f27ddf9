"""The tables. Every row carries the site it belongs to, and every statement must say which site it means."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.types import TypeDecorator

REVISION: Final = "0003"
"""The migration these tables stand for. A record that already says so is opened without loading Alembic."""


class Instant(TypeDecorator[datetime]):
    """An aware instant in UTC. SQLite keeps no zone, so it is put on at the edge; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its zone")
        return value.astimezone(UTC).replace(tzinfo=None if dialect.name == "sqlite" else UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _site() -> Column[str]:
    return Column("site_id", String(64), nullable=False)


# SQLite counts in 64 bits only where it says INTEGER.
_Counter = BigInteger().with_variant(Integer, "sqlite")

records = Table(
    "records",
    metadata,
    _site(),
    Column("epoch", Uuid, nullable=False),
    Column("announced_catalogue", String(80), nullable=False),
    PrimaryKeyConstraint("site_id"),
)

terminals = Table(
    "terminals",
    metadata,
    _site(),
    Column("id", Uuid, nullable=False),
    Column("name", String(80), nullable=False),
    Column("key_hash", LargeBinary(32), nullable=False),
    Column("enrolled_at", Instant, nullable=False),
    Column("place", String(120), nullable=False, server_default=""),
    Column("role", String(16), nullable=False, server_default="visitor"),
    Column("panel_inches", Float),
    Column("mounting_height_mm", Integer),
    # Its key is dead from then on. The row stays, because submissions came from it.
    Column("withdrawn_at", Instant),
    Column("replaced_by", Uuid),
    PrimaryKeyConstraint("site_id", "id"),
    UniqueConstraint("site_id", "key_hash"),
)

# Apart from `terminals`, because it is written every minute.
terminal_health = Table(
    "terminal_health",
    metadata,
    _site(),
    Column("terminal_id", Uuid, nullable=False),
    Column("seen_at", Instant),
    Column("reported_at", Instant),
    Column("trouble_since", Instant),
    Column("protocol", Integer),
    Column("report", Text),
    PrimaryKeyConstraint("site_id", "terminal_id"),
    ForeignKeyConstraint(["site_id", "terminal_id"], ["terminals.site_id", "terminals.id"]),
)

enrolment_codes = Table(
    "enrolment_codes",
    metadata,
    _site(),
    Column("code_hash", LargeBinary(32), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    # What the terminal that uses it will be called and where it will hang, in JSON; and which one it takes over from.
    Column("details", Text),
    Column("replaces", Uuid),
    PrimaryKeyConstraint("site_id", "code_hash"),
)

forms = Table(
    "forms",
    metadata,
    _site(),
    Column("form_id", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("content", String(64), nullable=False),
    Column("document", Text, nullable=False),
    Column("published_at", Instant, nullable=False),
    # The place in the list that terminals show; empty when the version is no longer offered.
    Column("place", Integer),
    PrimaryKeyConstraint("site_id", "form_id", "version"),
)

submissions = Table(
    "submissions",
    metadata,
    _site(),
    Column("id", Uuid, nullable=False),
    Column("terminal_id", Uuid, nullable=False),
    Column("reference", String(16), nullable=False),
    Column("form_id", String(64), nullable=False),
    Column("form_version", Integer, nullable=False),
    Column("key_id", String(32), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("time_uncertain", Boolean(create_constraint=False), nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("state", String(16), nullable=False),
    Column("reason", String(64)),
    PrimaryKeyConstraint("site_id", "id"),
    ForeignKeyConstraint(["site_id", "terminal_id"], ["terminals.site_id", "terminals.id"]),
    Index(None, "site_id", "received_at", "id"),
    Index(None, "site_id", "state", "received_at", "id"),
)

deliveries = Table(
    "deliveries",
    metadata,
    _site(),
    Column("id", Uuid, nullable=False),
    Column("submission_id", Uuid, nullable=False),
    Column("destination", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("reason", String(64)),
    PrimaryKeyConstraint("site_id", "id"),
    UniqueConstraint("site_id", "submission_id", "destination"),
    ForeignKeyConstraint(["site_id", "submission_id"], ["submissions.site_id", "submissions.id"]),
    Index(None, "site_id", "state", "due_at"),
)

attempts = Table(
    "attempts",
    metadata,
    _site(),
    Column("delivery_id", Uuid, nullable=False),
    Column("number", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("status", Integer),
    Column("reason", String(64)),
    PrimaryKeyConstraint("site_id", "delivery_id", "number"),
    ForeignKeyConstraint(["site_id", "delivery_id"], ["deliveries.site_id", "deliveries.id"]),
)

# The cursor is the table's own key and never reused, also after rows have gone: terminals keep it across restarts.
news = Table(
    "news",
    metadata,
    Column("seq", _Counter, primary_key=True, autoincrement=True),
    _site(),
    Column("terminal_id", Uuid),
    Column("kind", String(32), nullable=False),
    Column("at", Instant, nullable=False),
    Column("data", Text, nullable=False),
    Index(None, "site_id", "seq"),
    sqlite_autoincrement=True,
)

accounts = Table(
    "accounts",
    metadata,
    _site(),
    Column("id", Uuid, nullable=False),
    Column("name", String(80), nullable=False),
    # The name folded, so that "Ffion" and "ffion" are one person.
    Column("name_key", String(160), nullable=False),
    Column("password_hash", String(200), nullable=False),
    Column("made_at", Instant, nullable=False),
    PrimaryKeyConstraint("site_id", "id"),
    UniqueConstraint("site_id", "name_key"),
)

staff_sessions = Table(
    "staff_sessions",
    metadata,
    _site(),
    Column("token_hash", LargeBinary(32), nullable=False),
    Column("account_id", Uuid, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    PrimaryKeyConstraint("site_id", "token_hash"),
    ForeignKeyConstraint(["site_id", "account_id"], ["accounts.site_id", "accounts.id"]),
)

setup_links = Table(
    "setup_links",
    metadata,
    _site(),
    Column("token_hash", LargeBinary(32), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    PrimaryKeyConstraint("site_id", "token_hash"),
)

audit = Table(
    "audit",
    metadata,
    Column("seq", _Counter, primary_key=True, autoincrement=True),
    _site(),
    Column("at", Instant, nullable=False),
    Column("who", String(80), nullable=False),
    Column("account_id", Uuid),
    Column("action", String(64), nullable=False),
    Column("subject", String(80)),
    Column("outcome", String(16), nullable=False),
    Column("code", String(64)),
    Column("address", String(64)),
    Index(None, "site_id", "seq"),
    sqlite_autoincrement=True,
)

# What was erased because it had been kept long enough: which kind, how many, and up to when. Nothing of what it was.
retention_log = Table(
    "retention_log",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    _site(),
    Column("at", Instant, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("count", Integer, nullable=False),
    Column("until", Instant, nullable=False),
    Index(None, "site_id", "at"),
    sqlite_autoincrement=True,
)
