"""A record in one SQLite file, beside the hub that has it."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from kiosk.interfaces.store import RecordUnavailable
from kiosk.store.home import Told
from kiosk.store.upgrade import copy_of

READERS = 3
"""Connections that read; on two cores more would only wait for each other."""

BUSY_TIMEOUT_MS = 5_000
"""How long SQLite waits for somebody else's lock, such as a backup's."""


class Sqlite:
    """Satisfies `kiosk.store.home.Home`.

    Args:
        file: made, for its owner only, when it is not there.
    """

    def __init__(self, file: Path) -> None:
        _make_private(file)
        self.file = file
        self.writing = _engine(file, "BEGIN IMMEDIATE", 1, "")
        self.reading = _engine(file, "BEGIN", READERS, "PRAGMA query_only = ON")
        self.shaping = self.writing
        self.readers = READERS
        self.address = str(file)

    def alone_in_the_shape(self, connection: Connection) -> None:
        """Nothing to do: a writing transaction is alone in the file."""

    def whole(self, connection: Connection) -> bool:
        return bool(connection.connection.dbapi_connection.in_transaction)  # type: ignore[union-attr] # sqlite3's own attribute

    def answered(self, connection: Connection) -> None:
        """Nothing to do: whatever is written is done at once."""

    def commit(self, connection: Connection, topics: set[Told]) -> None:  # noqa: ARG002 - nobody else has the file open
        connection.commit()

    def keep(self, folder: Path, name: str) -> Path | None:
        """The copy is beside the file, wherever that is."""
        return copy_of(self.file, self.file.parent / folder.name, name)

    def close(self) -> None:
        self.reading.dispose()
        self.writing.dispose()


def accepts(url: URL) -> bool:
    """Whether it names a file that stays."""
    return bool(url.database) and url.database != ":memory:" and not url.query


def _engine(file: Path, begin: str, connections: int, pragma: str) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(file)), pool_size=connections, max_overflow=0, pool_timeout=10
    )

    @event.listens_for(engine, "connect")
    def _(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        # sqlite3's own transaction control does not know BEGIN IMMEDIATE or savepoints; SQLAlchemy's does.
        connection.isolation_level = None
        with closing(connection.cursor()) as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
            cursor.execute("PRAGMA journal_mode = WAL")
            cursor.execute("PRAGMA synchronous = FULL")
            cursor.execute("PRAGMA foreign_keys = ON")
            # What is erased is overwritten, so that it is not read again from the free pages of the file.
            cursor.execute("PRAGMA secure_delete = ON")
            if pragma:
                cursor.execute(pragma)

    @event.listens_for(engine, "begin")
    def _(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _make_private(file: Path) -> None:
    """The file exists and only its owner can read it; SQLite gives its log files the same mode."""
    try:
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
        file.chmod(0o600)
    except OSError as error:
        raise RecordUnavailable("record_cannot_open", file=str(file), because=error.strerror) from error
