"""The hub's record in SQLite: one writer with group commit, readers on connections of their own."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import TypeVar
from uuid import UUID, uuid4

from sqlalchemy import Connection, Engine, create_engine, event, insert, select
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from kiosk.domain.errors import Refused
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.store import Record, RecordUnavailable, Topic
from kiosk.store.record import SqlRecord
from kiosk.store.schema import records
from kiosk.store.upgrade import upgrade
from kiosk.store.writer import Listeners, Writer

T = TypeVar("T")

READERS = 3
"""Connections that read; on two cores more would only wait for each other."""

BUSY_TIMEOUT_MS = 5_000
"""How long SQLite waits for somebody else's lock, such as a backup's."""


class DatabaseRefused(Refused, ValueError):
    """The database address is not one this version can use."""

    code = "database_refused"


class Database:
    """The record of one site. Satisfies `kiosk.interfaces.store.Store`.

    Args:
        url: `sqlite:///path`; empty for `hub.db` in the data folder.
        data: the data folder, which exists.
        site_id: the site whose rows are seen and written.
        committed: told how many units each commit held.

    Raises:
        DatabaseRefused: another kind of database, or an address that is none.
        RecordTooNew: a later Foyer wrote it.
        RecordUnavailable: it cannot be opened.
    """

    def __init__(
        self,
        url: str,
        data: Path,
        site_id: str,
        clock: Clock,
        committed: Callable[[int], None] = lambda _: None,
    ) -> None:
        self._file = _file(url, data)
        self._site_id = site_id
        self._clock = clock
        self._listeners: Listeners = {"news": [], "deliveries": [], "terminals": []}
        _make_private(self._file)
        self._writing = self._engine("BEGIN IMMEDIATE", 1, "")
        try:
            self._epoch = self._prepare()
        except DBAPIError as error:
            self._writing.dispose()
            raise RecordUnavailable("record_cannot_open", file=str(self._file), because=str(error.orig)) from error
        self._reading = self._engine("BEGIN", READERS, "PRAGMA query_only = ON")
        self._readers = ThreadPoolExecutor(READERS, "record-reader")
        self._writer = Writer(self._writing, self._record, self._listeners, committed)
        self._writer.start()

    @property
    def site_id(self) -> str:
        return self._site_id

    @property
    def file(self) -> Path:
        """The SQLite file."""
        return self._file

    def listen(self, topic: Topic, heard: Callable[[], None]) -> None:
        self._listeners[topic].append(heard)

    async def transact(self, work: Callable[[Record], T]) -> T:
        return await self._writer.submit(work)

    async def read(self, work: Callable[[Record], T]) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, work)
        except DBAPIError as error:
            raise RecordUnavailable("record_read_failed") from error

    def close(self) -> None:
        """Finishes what is queued and lets go of the file. Twice is fine."""
        self._writer.close()
        self._readers.shutdown()
        self._reading.dispose()
        self._writing.dispose()

    def _read(self, work: Callable[[Record], T]) -> T:
        with self._reading.connect() as connection, connection.begin():
            return work(self._record(connection, set()))

    def _record(self, connection: Connection, touched: set[Topic]) -> Record:
        return SqlRecord(connection, self._site_id, self._epoch, touched)

    def _prepare(self) -> UUID:
        """The right shape, and the site's own row; returns its epoch."""
        with self._writing.connect() as connection, connection.begin():
            upgrade(connection, self._file, self._clock.now())
            mine = records.c.site_id == self._site_id
            epoch = connection.execute(select(records.c.epoch).where(mine)).scalar_one_or_none()
            if epoch is None:
                epoch = uuid4()
                connection.execute(insert(records).values(site_id=self._site_id, epoch=epoch, announced_catalogue=""))
            return epoch

    def _engine(self, begin: str, connections: int, pragma: str) -> Engine:
        engine = create_engine(f"sqlite:///{self._file}", pool_size=connections, max_overflow=0, pool_timeout=10)

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


def _file(url: str, data: Path) -> Path:
    if not url:
        return data / "hub.db"
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise DatabaseRefused("database_address", kind="") from None
    kind = parsed.get_backend_name()
    if kind != "sqlite" or not parsed.database or parsed.database == ":memory:" or parsed.query:
        # The address may hold a password, so only its kind is told.
        raise DatabaseRefused("database_not_supported", kind=kind, supported="sqlite:///path")
    return Path(parsed.database)


def _make_private(file: Path) -> None:
    """The file exists and only its owner can read it; SQLite gives its log files the same mode."""
    try:
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
        file.chmod(0o600)
    except OSError as error:
        raise RecordUnavailable("record_cannot_open", file=str(file), because=error.strerror) from error
