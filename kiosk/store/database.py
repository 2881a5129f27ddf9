"""The hub's record: one writer with group commit, readers on connections of their own, in SQLite or PostgreSQL.

A hub has one database for all its sites, so that their commits are grouped and its connections are counted once.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar
from uuid import UUID, uuid4

from sqlalchemy import insert, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from kiosk.domain.errors import Refused
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.store import Held, Record, RecordUnavailable, Topic
from kiosk.store import sqlite
from kiosk.store.again import again
from kiosk.store.home import Home, Told
from kiosk.store.record import At, SqlRecord
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
    """The record of an estate: `at` gives the part of it that is one site's.

    Args:
        url: `sqlite:///path` or `postgresql://user@host/name`; empty for `hub.db` in the data folder.
        data: the data folder, which exists.
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
        clock: Clock,
        committed: Callable[[int], None] = lambda _: None,
    ) -> None:
        self._clock = clock
        self._data = data
        self._listeners: dict[Told, list[Callable[[], None]]] = defaultdict(list)
        self._closing = ExitStack()
        parsed = _parsed(url, data)
        with ExitStack() as opened:
            # What is opened last is closed first, also when the next cannot be opened.
            self._holds: Holds | None = None
            self._home = self._file(parsed, opened) if parsed.drivername == "sqlite" else self._server(parsed, opened)
            self._opening(self._shape)
            self._readers = ThreadPoolExecutor(self._home.readers, "record-reader")
            opened.callback(self._readers.shutdown)
            self._writer = Writer(self._home, SqlRecord, self._told, committed)
            self._writer.start()
            opened.callback(self._writer.close)
            self._closing = opened.pop_all()

    @property
    def file(self) -> Path | None:
        """The SQLite file; `None` when the record is on a server."""
        return self._home.file

    @property
    def about(self) -> tuple[str, str]:
        """The kind of database, and its version as it says itself."""
        dialect = self._home.reading.dialect
        return dialect.name, ".".join(map(str, dialect.server_version_info or ()))

    def at(self, site_id: str) -> SiteRecord:
        """The part of one site, begun when it is new.

        Raises:
            RecordUnavailable: it cannot be opened.
        """
        return SiteRecord(self, site_id, self._opening(lambda: self._begun(site_id)))

    def close(self) -> None:
        """Finishes what is queued and lets go of the file or the server. Twice is fine."""
        self._closing.close()

    def listen(self, site_id: str, topic: Topic, heard: Callable[[], None]) -> None:
        """Calls `heard` whenever a topic of a site has something new."""
        self._listeners[site_id, topic].append(heard)

    def submit(self, at: At, work: Callable[[Record], T]) -> asyncio.Future[T]:
        """Queues a unit of work for a site."""
        return self._writer.submit(at, work)

    async def read(self, at: At, work: Callable[[Record], T]) -> T:
        """What `work` returned, on a connection that reads."""

        def once() -> T:
            with self._home.reading.connect() as connection, connection.begin():
                return work(SqlRecord(connection, at, set()))

        try:
            return await asyncio.get_running_loop().run_in_executor(self._readers, again, once)
        except DBAPIError as error:
            raise RecordUnavailable("record_read_failed") from error

    async def hold(self, at: At, work: Callable[[Record], T]) -> Held[T] | None:
        """What `work` took; `None` when nobody else could have it, because the record is in a file."""
        return None if self._holds is None else await self._holds.take(at, work)

    def _told(self, topics: Iterable[Told]) -> None:
        for each in topics:
            for heard in self._listeners.get(each, ()):
                heard()

    def _everything_told(self) -> None:
        self._told(tuple(self._listeners))

    def _file(self, url: URL, opened: ExitStack) -> Home:
        file = Sqlite(Path(str(url.database)))
        opened.callback(file.close)
        return file

    def _server(self, url: URL, opened: ExitStack) -> Home:
        # Only now: a hub beside its own file needs no driver for a server.
        from kiosk.store.ears import Ears
        from kiosk.store.holds import Holds
        from kiosk.store.postgres import Postgres

        server = Postgres(url)
        opened.callback(server.close)
        self._holds = Holds(server, SqlRecord, self._told)
        opened.callback(self._holds.close)
        ears = Ears(server, self._told, self._everything_told)
        opened.callback(ears.close)
        ears.start()
        return server

    def _opening(self, work: Callable[[], T]) -> T:
        try:
            return again(work)
        except SQLAlchemyError as error:
            because = str(getattr(error, "orig", error)).strip().partition("\n")[0]
            if self._home.file is None:
                raise RecordUnavailable("database_away", address=self._home.address, because=because) from error
            raise RecordUnavailable("record_cannot_open", file=self._home.address, because=because) from error

    def _shape(self) -> None:
        """Brings the tables to the shape of this version."""
        with self._home.shaping.connect() as connection, connection.begin():
            self._home.alone_in_the_shape(connection)
            upgrade(connection, partial(self._home.keep, self._data / "copies"), self._clock.now())

    def _begun(self, site_id: str) -> UUID:
        """The site's epoch, from its own row."""
        with self._home.shaping.connect() as connection, connection.begin():
            self._home.alone_in_the_shape(connection)
            epoch = connection.execute(
                select(records.c.epoch).where(records.c.site_id == site_id)
            ).scalar_one_or_none()
            if epoch is None:
                epoch = uuid4()
                connection.execute(insert(records).values(site_id=site_id, epoch=epoch, announced_catalogue=""))
            return epoch


class SiteRecord:
    """The record of one site. Satisfies `kiosk.interfaces.store.Store`; made by `Database.at`."""

    def __init__(self, database: Database, site_id: str, epoch: UUID) -> None:
        self._database = database
        self._at = At(site_id, epoch)

    @property
    def site_id(self) -> str:
        return self._at.site_id

    def listen(self, topic: Topic, heard: Callable[[], None]) -> None:
        self._database.listen(self._at.site_id, topic, heard)

    async def transact(self, work: Callable[[Record], T]) -> T:
        return await self._database.submit(self._at, work)

    async def read(self, work: Callable[[Record], T]) -> T:
        return await self._database.read(self._at, work)

    async def hold(self, work: Callable[[Record], T]) -> Held[T]:
        held = await self._database.hold(self._at, work)
        return _Unshared(await self.read(work), self) if held is None else held


class _Unshared(Generic[T]):
    """What was found in a file that no other hub has open. Satisfies `kiosk.interfaces.store.Held`."""

    def __init__(self, found: T, store: SiteRecord) -> None:
        self.found = found
        self._store = store

    async def settle(self, work: Callable[[Record], U]) -> U:
        return await self._store.transact(work)

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
