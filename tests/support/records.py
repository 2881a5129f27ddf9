"""Where the records of a test are: beside each hub in SQLite, or in databases of one PostgreSQL."""

from __future__ import annotations

import asyncio
import functools
import os
import tempfile
from collections.abc import Callable, Coroutine, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, select

from kiosk.interfaces.clock import Clock
from kiosk.interfaces.store import Record
from kiosk.runtime.clock import SystemClock
from kiosk.store import schema
from kiosk.store.database import Database, SiteRecord
from tests.support.postgres import Server

CLOCK = SystemClock()

_server: Server | None = None
_urls: dict[Path, str] = {}


@contextmanager
def records_in(server: Server | None) -> Iterator[None]:
    """Until the end, records are in this server; in files for `None`."""
    global _server
    before, _server = _server, server
    _urls.clear()
    try:
        yield
    finally:
        if server is not None:
            for url in _urls.values():
                server.drop(url)
        _urls.clear()
        _server = before


def in_files() -> bool:
    return _server is None


def url_of(data: Path) -> str:
    """The `database_url` of the hub with this data folder: the same one whenever it is asked for."""
    if _server is None:
        return ""
    if data not in _urls:
        _urls[data] = _server.shaped(_shape)
    return _urls[data]


def begin(data: Path) -> None:
    """Puts a record where there is none: with its tables and nothing in them, as a hub that starts would make it."""
    file = data / "hub.db"
    if in_files() and not file.exists():
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(file, os.O_CREAT | os.O_WRONLY, 0o600))
        file.write_bytes(_shaped_file())


@functools.cache
def _shaped_file() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        Database("", Path(folder), CLOCK).close()
        return (Path(folder) / "hub.db").read_bytes()


def empty_url_of(data: Path) -> str:
    """The same, of a record without any tables yet."""
    if _server is not None:
        _urls[data] = _server.empty()
    return url_of(data)


def use(data: Path, url: str) -> None:
    """The hub with this data folder has its record there."""
    _urls[data] = url


def share(data: Path, other: Path) -> None:
    """The hubs of both folders have one record."""
    _urls[other] = url_of(data)


def lose_connections(data: Path) -> None:
    """Does to everybody with this record what a restart of the server does."""
    assert _server is not None
    _server.drop_connections(_urls[data])


def engine_of(data: Path) -> Engine:
    """The record as somebody else sees it."""
    return create_engine(url_of(data).replace("postgresql:", "postgresql+psycopg:") or f"sqlite:///{data / 'hub.db'}")


def rows_of(data: Path, sql: str) -> list[tuple[object, ...]]:
    """What somebody else is answered, who is not held to name a site."""
    engine = engine_of(data)
    with closing(engine.raw_connection()) as other, closing(other.cursor()) as cursor:
        cursor.execute(sql)
        found = [tuple(row) for row in cursor.fetchall()]
    engine.dispose()
    return found


def _shape(url: str) -> None:
    Database(url, Path(), CLOCK).close()


class OneSite(SiteRecord):
    """A database of its own, opened for one site, and closed with it."""

    def __init__(
        self, url: str, folder: Path, site: str, clock: Clock, committed: Callable[[int], None] = lambda _: None
    ) -> None:
        database = Database(url, folder, clock, committed)
        try:
            opened = database.at(site)
        except BaseException:
            database.close()
            raise
        super().__init__(database, site, opened._at.epoch)
        self.close = database.close
        self.file = database.file


def with_database(folder: Path, work: Callable[[OneSite], Coroutine[Any, Any, None]], site: str = "here") -> None:
    """Does it with the record of this folder, which is closed afterwards."""

    async def run() -> None:
        database = OneSite(url_of(folder), folder, site, CLOCK)
        try:
            await work(database)
        finally:
            database.close()

    asyncio.run(run())


def add(name: str) -> Callable[[Record], str]:
    """What adds news of this kind."""

    def work(record: Record) -> str:
        record.news.add(name, {}, CLOCK.now(), None)
        return name

    return work


def kinds(folder: Path, site: str = "here") -> list[str]:
    """The kinds of a site's news, in their order, as somebody else sees them."""
    engine = engine_of(folder)
    with engine.connect() as other:
        rows = select(schema.news.c.kind).where(schema.news.c.site_id == site).order_by(schema.news.c.seq)
        found = list(other.execute(rows).scalars())
    engine.dispose()
    return found
