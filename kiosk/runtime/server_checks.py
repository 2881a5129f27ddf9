"""Looks at a PostgreSQL server as the hub will use it: everything it asks of it, tried once. Keeps nothing there."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime

import psycopg
from sqlalchemy.engine import make_url

from kiosk.runtime.check import Check
from kiosk.runtime.clock import SystemClock
from kiosk.runtime.file_checks import shape
from kiosk.store import dump

OLDEST, TESTED = 13, 15
"""Versions of PostgreSQL: with an older one the hub does not work; with this one it is tested."""

CONNECTIONS = 13
"""What a hub uses at most."""

SKEW = 5.0
"""Seconds that the clocks may differ: hubs of one record judge by their own what is due."""

_LOCK = 0x446F6374
_CHANNEL = "foyer_doctor"
_PATIENCE = 3.0

Connection = psycopg.Connection[tuple[object, ...]]


def database(url: str) -> Iterator[Check]:
    """Everything about the database at an address."""
    parsed = make_url(url)
    address = parsed.render_as_string(hide_password=True)
    words = parsed.set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        with closing(_connected(words)) as one, closing(_connected(words)) as other:
            yield Check("database", "ok", f"{address} answers")
            version = int(_one(one, "SHOW server_version_num") or 0) // 10_000
            yield _version(version)
            yield _encoding(one)
            yield shape("record version", _revision(one))
            yield _writing(one)
            yield _locks(one, other)
            yield _calls(one, other)
            yield _room(one)
            yield _clock(one)
            yield _dumps(version)
    except psycopg.Error as error:
        because = str(error).strip().partition("\n")[0] or type(error).__name__
        remedy = "check that its server runs, that it lets this machine and user in, and the password in the address"
        yield Check("database", "wrong", f"{address} cannot be used ({because})", remedy)


def known_keys(url: str) -> frozenset[str]:
    """The keys that the record there needs; none when it cannot be asked."""
    words = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        with closing(_connected(words)) as connection:
            rows = connection.execute("SELECT key_id FROM hub_keys WHERE site_id = '*'").fetchall()
            return frozenset(str(row[0]) for row in rows)
    except psycopg.Error:
        return frozenset()


def last_backup(url: str) -> datetime | None:
    """When the newest backup that the hubs know of was made."""
    words = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        with closing(_connected(words)) as connection:
            row = connection.execute("SELECT made_at FROM backups WHERE site_id = '*'").fetchone()
    except psycopg.Error:
        return None
    return row[0] if row is not None and isinstance(row[0], datetime) else None


def _connected(words: str) -> Connection:
    return psycopg.connect(words, autocommit=True, connect_timeout=5, application_name="foyer doctor")


def _one(connection: Connection, sql: str) -> str | None:
    row = connection.execute(sql.encode()).fetchone()
    return None if row is None or row[0] is None else str(row[0])


def _version(found: int) -> Check:
    if found < OLDEST:
        return Check("database version", "wrong", f"PostgreSQL {found} is too old", f"install {TESTED}")
    tested = "" if found == TESTED else f"; Foyer is tested with {TESTED}"
    return Check("database version", "ok", f"PostgreSQL {found}{tested}")


def _encoding(connection: Connection) -> Check:
    found = _one(connection, "SHOW server_encoding")
    if found != "UTF8":
        remedy = "make it again with createdb --encoding=UTF8 --template=template0"
        return Check("database encoding", "wrong", f"{found}: Welsh and many names cannot be kept", remedy)
    return Check("database encoding", "ok", found)


def _revision(connection: Connection) -> str | None:
    if _one(connection, "SELECT to_regclass('alembic_version')") is None:
        return None
    return _one(connection, "SELECT version_num FROM alembic_version")


def _writing(connection: Connection) -> Check:
    if _one(connection, "SELECT pg_is_in_recovery()") == "True":
        remedy = "give the address of the server that writes; target_session_attrs=read-write finds it among several"
        return Check("database writing", "wrong", "this is a standby: it only reads", remedy)
    try:
        with connection.transaction(force_rollback=True):
            connection.execute("CREATE TABLE foyer_doctor (word text)")
    except psycopg.Error as error:
        because = str(error).strip().partition("\n")[0]
        remedy = "let the user own the database: ALTER DATABASE … OWNER TO …"
        return Check("database writing", "wrong", f"the user may make no tables ({because})", remedy)
    return Check("database writing", "ok", "possible")


def _locks(one: Connection, other: Connection) -> Check:
    """A pooler that lends a connection for a transaction at a time loses what belongs to the connection."""
    one.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
    mine = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
    kept = _one(one, mine) == "1"
    free = other.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK]).fetchone()
    one.execute("SELECT pg_advisory_unlock_all()")
    other.execute("SELECT pg_advisory_unlock_all()")
    if not kept or free != (False,):
        remedy = "connect straight to the server, or through a pooler in session mode"
        return Check("database locks", "wrong", "a lock was lost between two statements", remedy)
    return Check("database locks", "ok", "advisory locks are kept, and keep others out")


def _calls(one: Connection, other: Connection) -> Check:
    one.execute(f"LISTEN {_CHANNEL}".encode())
    other.execute(f"NOTIFY {_CHANNEL}".encode())
    heard = next(iter(one.notifies(timeout=_PATIENCE, stop_after=1)), None)
    if heard is None:
        remedy = "connect straight to the server: hubs hear of each other by LISTEN and NOTIFY"
        return Check("database calls", "wrong", f"NOTIFY was not heard within {_PATIENCE:.0f} s", remedy)
    return Check("database calls", "ok", "hubs hear of each other")


def _room(connection: Connection) -> Check:
    most = int(_one(connection, "SHOW max_connections") or 0)
    used = int(_one(connection, "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'") or 0)
    if most - used < CONNECTIONS:
        says = f"{used} of {most} connections are used, and a hub uses up to {CONNECTIONS}"
        return Check("database connections", "warning", says, "raise max_connections, and restart the server")
    return Check("database connections", "ok", f"{used} of {most} used")


def _clock(connection: Connection) -> Check:
    before = SystemClock().now()
    there = connection.execute("SELECT clock_timestamp()").fetchone()
    middle = before + (SystemClock().now() - before) / 2
    if there is None or not isinstance(there[0], datetime):
        return Check("database clock", "wrong", "the server tells no time", "look at its log")
    off = (there[0].astimezone(UTC) - middle).total_seconds()
    if abs(off) > SKEW:
        says = f"the server's is {abs(off):.0f} s {'ahead of' if off > 0 else 'behind'} this machine's"
        return Check("database clock", "warning", says, "timedatectl set-ntp true, on both")
    return Check("database clock", "ok", "agrees with this machine's")


def _dumps(server: int) -> Check:
    remedy = f"apt-get install postgresql-client-{server}"
    if not dump.installed():
        return Check("pg_dump", "wrong", "not installed: no backups, and no copy before an upgrade", remedy)
    said = subprocess.run([shutil.which(dump.MAKES) or "", "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"(\d+)", said.stdout)
    if found is None or int(found[1]) < server:
        return Check("pg_dump", "wrong", f"{said.stdout.strip()} is older than the server: it refuses", remedy)
    return Check("pg_dump", "ok", said.stdout.strip())
