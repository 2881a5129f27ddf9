"""The hub's record: one writer with group commit, readers on connections of their own, in SQLite or PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar, get_args
from uuid import UUID, uuid4

from sqlalchemy import Connection, insert, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from kiosk.domain.errors import Refused
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.store import Held, Record, RecordUnavailable, Topic
from kiosk.store import sqlite
from kiosk.store.again import again
from kiosk.store.home import Home
from kiosk.store.record import SqlRecord
from kiosk.store.schema import records
from kiosk.store.sqlite import Sqlite
from kiosk.store.upgrade import upgrade
from kiosk.store.writer import Writer

if TYPE_CHECKING:
    from kiosk.store.holds import Holds

T = TypeVar("T")
U = TypeVar("U")

SUPPORTED = "sqlite:///path or postgresql://user@host/name"


class DatabaseRefused(Refused, ValueError):
    """The database address is not one this version can use."""

    code = "database_refused"


class Database:
    """The record of one site. Satisfies `kiosk.interfaces.store.Store`.

    Args:
        url: `sqlite:///path` or `postgresql://user@host/name`; empty for `hub.db` in the data folder.
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
        self._site_id = site_id
        self._clock = clock
        self._listeners: dict[str, list[Callable[[], None]]] = {topic: [] for topic in get_args(Topic)}
        self._closing = ExitStack()
        parsed = _parsed(url, data)
        with ExitStack() as opened:
            # What is opened last is closed first, also when the next cannot be opened.
            self._holds: Holds | None = None
            self._home = self._file(parsed, opened) if parsed.drivername == "sqlite" else self._server(parsed, opened)
            self._epoch = self._opened()
            self._readers = ThreadPoolExecutor(self._home.readers, "record-reader")
            opened.callback(self._readers.shutdown)
            self._writer = Writer(self._home, self._record, self._told, committed)
            self._writer.start()
            opened.callback(self._writer.close)
            self._closing = opened.pop_all()

    @property
    def site_id(self) -> str:
        return self._site_id

    @property
    def file(self) -> Path | None:
        """The SQLite file; `None` when the record is on a server."""
        return self._home.file

    def listen(self, topic: Topic, heard: Callable[[], None]) -> None:
        self._listeners[topic].append(heard)

    async def transact(self, work: Callable[[Record], T]) -> T:
        return await self._writer.submit(work)

    async def read(self, work: Callable[[Record], T]) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._readers, again, lambda: self._read(work))
        except DBAPIError as error:
            raise RecordUnavailable("record_read_failed") from error

    async def hold(self, work: Callable[[Record], T]) -> Held[T]:
        if self._holds is None:
            return _Unshared(await self.read(work), self)
        return await self._holds.take(work)

    def close(self) -> None:
        """Finishes what is queued and lets go of the file or the server. Twice is fine."""
        self._closing.close()

    def _read(self, work: Callable[[Record], T]) -> T:
        with self._home.reading.connect() as connection, connection.begin():
            return work(self._record(connection, set()))

    def _record(self, connection: Connection, touched: set[Topic]) -> Record:
        return SqlRecord(connection, self._site_id, self._epoch, touched)

    def _told(self, topics: Iterable[str]) -> None:
        # A later hub that shares the record may know topics that this one does not.
        for topic in topics:
            for heard in self._listeners.get(topic, ()):
                heard()

    def _file(self, url: URL, opened: ExitStack) -> Home:
        file = Sqlite(Path(str(url.database)))
        opened.callback(file.close)
        return file

    def _server(self, url: URL, opened: ExitStack) -> Home:
        # Only now: a hub beside its own file needs no driver for a server.
        from kiosk.store.ears import Ears
        from kiosk.store.holds import Holds
        from kiosk.store.postgres import Postgres

        server = Postgres(url, self._site_id)
        opened.callback(server.close)
        self._holds = Holds(server, self._record, self._told)
        opened.callback(self._holds.close)
        ears = Ears(server, self._told, get_args(Topic))
        opened.callback(ears.close)
        ears.start()
        return server

    def _opened(self) -> UUID:
        try:
            return again(self._prepare)
        except SQLAlchemyError as error:
            because = str(getattr(error, "orig", error)).strip().partition("\n")[0]
            if self._home.file is None:
                raise RecordUnavailable("database_away", address=self._home.address, because=because) from error
            raise RecordUnavailable("record_cannot_open", file=self._home.address, because=because) from error

    def _prepare(self) -> UUID:
        """The right shape, and the site's own row; returns its epoch."""
        with self._home.shaping.connect() as connection, connection.begin():
            self._home.alone_in_the_shape(connection)
            upgrade(connection, self._home.file, self._clock.now())
            mine = records.c.site_id == self._site_id
            epoch = connection.execute(select(records.c.epoch).where(mine)).scalar_one_or_none()
            if epoch is None:
                epoch = uuid4()
                connection.execute(insert(records).values(site_id=self._site_id, epoch=epoch, announced_catalogue=""))
            return epoch


class _Unshared(Generic[T]):
    """What was found in a file that no other hub has open. Satisfies `kiosk.interfaces.store.Held`."""

    def __init__(self, found: T, database: Database) -> None:
        self.found = found
        self._database = database

    async def settle(self, work: Callable[[Record], U]) -> U:
        return await self._database.transact(work)

    async def let_go(self) -> None:
        """Nobody waits for it."""


def _parsed(url: str, data: Path) -> URL:
    if not url:
        return URL.create("sqlite", database=str(data / "hub.db"))
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise DatabaseRefused("database_address", kind="") from None
    kind = parsed.get_backend_name()
    if parsed.drivername in ("postgresql", "postgresql+psycopg") and parsed.database:
        return parsed
    if parsed.drivername == "sqlite" and sqlite.accepts(parsed):
        return parsed
    # The address may hold a password, so only its kind is told.
    raise DatabaseRefused("database_not_supported", kind=kind, supported=SUPPORTED)
