"""A record in PostgreSQL, which several hubs share.

Theory of operation. A unit of work was written for a record that nobody else changes meanwhile: on SQLite the
file's one write lock sees to that. Here a lock of our own does (`pg_advisory_xact_lock`), taken as each writing
transaction begins and given back by its commit. So READ COMMITTED is enough, and nothing has to be run again because
two hubs met. It is one for all sites, as the file's is: units of many sites share a commit, and what is shared by the
sites (accounts, for one) is as safe as what is not.

The same lock makes `news.seq` a cursor that can be trusted. A sequence gives its numbers when rows are written, not
when they are committed: without the lock a hub could commit 8 while another has 7 still open, a terminal would ask
for what comes after 8, and 7 would never be told. With it, whoever draws a number has seen every lower one
committed. (The server makes a commit visible before it gives back the locks.)

Every hub hears of the others' commits by NOTIFY, sent within the transaction: it is delivered if, and only if, that
is committed. Deliveries under way are rows held by `FOR UPDATE SKIP LOCKED` on connections of their own: if the hub
dies, the server drops the connections and with them the locks.
"""

from __future__ import annotations

import contextlib
import secrets
from pathlib import Path
from typing import TypeGuard, cast, get_args

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from kiosk.events import log
from kiosk.interfaces.store import Topic
from kiosk.store import dump
from kiosk.store.home import Told
from kiosk.store.line import Line
from kiosk.store.writes import LINE

READERS = 3
"""Connections that read; as many as with SQLite."""

HOLDERS = 8
"""Connections that can hold rows at the same time; they are made when they are needed."""

GROWN = 64
"""Commits of this hub, and twice as many, and so on, after which the server is asked to look at young tables.

It plans the check of a foreign key once for as long as a connection lives. For a table that it has never looked at,
any index that begins with the site seems as good as the key, and every new row then costs a look at all the rows of
the site. By itself it looks a minute after the first fifty rows; the flood of a first day does not wait for that.
"""

PATIENCE_MS = 5_000
"""How long to wait for somebody else's lock, as long as SQLite would."""

CHANNEL = "foyer"
"""What hubs call out on."""

_LOCKS = 0x466F7965
"""First half of the names of our locks ("Foye"), so that another program in the same database keeps its own."""

_SHAPE = 0
"""Second half, for the tables themselves."""

_ROWS = 1
"""Second half, for what is in them."""

_LOOK_AT_THE_YOUNG = """
DO $$
DECLARE young regclass;
BEGIN
    FOR young IN
        SELECT oid FROM pg_class
        WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND reltuples <= 0
            AND pg_relation_size(oid) > 0
    LOOP
        EXECUTE format('ANALYZE %s', young);
    END LOOP;
END $$"""

_ALWAYS = (
    # Whatever the server's default: "thank you" is said to a person once a commit has returned.
    ("synchronous_commit", "on"),
    ("lock_timeout", str(PATIENCE_MS)),
    # A hub that was cut off without a word is noticed within a minute, and what it held is free.
    ("tcp_keepalives_idle", "30"),
    ("tcp_keepalives_interval", "10"),
    ("tcp_keepalives_count", "3"),
)
_WRITING = (
    ("default_transaction_isolation", "read committed"),
    # A hub that stops in the middle must not keep the site from the others.
    ("idle_in_transaction_session_timeout", "10000"),
)
_READING = (("default_transaction_isolation", "repeatable read"), ("default_transaction_read_only", "on"))
_HOLDING = (("default_transaction_isolation", "read committed"),)


class Postgres:
    """Satisfies `kiosk.store.home.Home`. Nothing is connected before it is needed."""

    file: None = None

    def __init__(self, url: URL) -> None:
        self._url = url.set(drivername="postgresql+psycopg")
        self.name = secrets.token_hex(8)
        self.address = url.render_as_string(hide_password=True)
        self.readers = READERS
        self.writing = self._engine(1, _WRITING, autocommit=True)
        self.reading = self._engine(READERS, _READING)
        self.holding = self.shaping = self._engine(HOLDERS, _HOLDING)
        self._commits = 0
        event.listen(self.writing, "begin", _begin_alone)

    def alone(self, connection: Connection) -> None:
        """Waits until nobody else writes, until the end of the transaction."""
        _wait_for(connection, _ROWS)

    def alone_in_the_shape(self, connection: Connection) -> None:
        connection.execute(text("SET LOCAL lock_timeout = '60s'"))  # another hub may be changing it just now
        _wait_for(connection, _SHAPE)

    def answered(self, connection: Connection) -> None:
        _line_of(connection).ask(connection)

    def whole(self, connection: Connection) -> bool:
        if _line_of(connection):
            return True  # what is wrong comes out when it is sent
        driver = connection.connection.driver_connection
        return isinstance(driver, psycopg.Connection) and (
            driver.info.transaction_status is psycopg.pq.TransactionStatus.INTRANS
        )

    def commit(self, connection: Connection, topics: set[Told]) -> None:
        calls = [f"{self.name} {topic} {site_id}" for site_id, topic in sorted(topics)]
        line = _line_of(connection)
        for call in calls:
            line.say("SELECT pg_notify($1, $2)", CHANNEL, call)
        # The driver then sees that the transaction is over, and has nothing left to do for SQLAlchemy's commit.
        line.say("COMMIT")
        line.ask(connection)
        connection.commit()
        if connection.engine is self.writing:
            self._look_at_the_young(connection)

    def _look_at_the_young(self, connection: Connection) -> None:
        self._commits += 1
        if self._commits < GROWN or self._commits.bit_count() > 1:
            return
        driver = connection.connection.driver_connection
        # What was committed stays so, whatever becomes of this.
        with contextlib.suppress(psycopg.Error):
            cast("psycopg.Connection[object]", driver).execute(_LOOK_AT_THE_YOUNG)

    def heard(self, words: str) -> Told | None:
        """The site and topic of what another hub called out; `None` when it is our own, or nothing we know."""
        name, _, rest = words.partition(" ")
        topic, _, site_id = rest.partition(" ")
        # A later hub that shares the record may know topics that this one does not.
        return (site_id, topic) if name != self.name and _known(topic) else None

    def ear(self) -> psycopg.Connection[tuple[object, ...]]:
        """A connection that hears what the other hubs call out."""
        words = self._url.set(drivername="postgresql").render_as_string(hide_password=False)
        connection = psycopg.connect(words, autocommit=True, connect_timeout=5, application_name="foyer")
        connection.execute(f"LISTEN {CHANNEL}")
        return connection

    def keep(self, folder: Path, name: str) -> Path | None:
        """A dump, in this hub's folder. Without PostgreSQL's own program there is none, and the log says so."""
        copy = folder / f"hub-{name}.dump"
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
            dump.write(self._url, copy)
        except (dump.ToolMissing, dump.DumpFailed) as error:
            log("record.copy_not_made", code=error.code)
            return None
        return copy

    def close(self) -> None:
        for engine in (self.holding, self.reading, self.writing):
            engine.dispose()

    def _engine(self, connections: int, options: tuple[tuple[str, str], ...], *, autocommit: bool = False) -> Engine:
        given = self._url.query.get("options", "")
        words = [given if isinstance(given, str) else " ".join(given)]
        words += [f"-c {name}={value.replace(' ', chr(92) + ' ')}" for name, value in (*_ALWAYS, *options)]
        engine = create_engine(
            self._url,
            pool_size=connections,
            max_overflow=0,
            pool_timeout=10,
            connect_args={
                "autocommit": autocommit,
                "options": " ".join(words).strip(),
                "connect_timeout": 5,
                "application_name": "foyer",
                "keepalives_idle": 30,
                "keepalives_interval": 10,
                "keepalives_count": 3,
            },
        )
        event.listen(engine, "connect", _have_a_line)
        event.listen(engine, "before_cursor_execute", _send_what_waits)
        event.listen(engine, "rollback", _forget_what_waits)
        event.listen(engine, "rollback_savepoint", _forget_what_waits)
        return engine


def _have_a_line(driver: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
    entry.info[LINE] = Line(cast("psycopg.Connection[object]", driver))


def _line_of(connection: Connection) -> Line:
    return cast(Line, connection.info[LINE])


def _begin_alone(connection: Connection) -> None:
    """Begins a transaction, which the driver leaves to us here, and waits until nobody else writes."""
    line = _line_of(connection)
    line.say("BEGIN")
    line.say(_alone(_ROWS))


def _send_what_waits(connection: Connection, *_about: object) -> None:
    _line_of(connection).ask(connection)


def _forget_what_waits(connection: Connection, *_about: object) -> None:
    if not connection.invalidated:  # else the line went with it
        _line_of(connection).forget()


def _wait_for(connection: Connection, lock: int) -> None:
    connection.exec_driver_sql(_alone(lock))


def _alone(lock: int) -> str:
    return f"SELECT pg_advisory_xact_lock({_LOCKS}, {lock})"


def _known(topic: str) -> TypeGuard[Topic]:
    return topic in get_args(Topic)
