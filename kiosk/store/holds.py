"""Rows that a hub keeps to itself while it does something with them that takes long, such as calling a service."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from kiosk.interfaces.store import Record, RecordUnavailable, Topic
from kiosk.store.again import again
from kiosk.store.home import Told
from kiosk.store.postgres import HOLDERS, Postgres
from kiosk.store.record import At

T = TypeVar("T")
U = TypeVar("U")


class Holds:
    """Transactions that stay open on connections of their own.

    Args:
        record: the record of a site over a connection, which notes the topics it touched.
        told: given the topics of what was committed.
    """

    def __init__(
        self,
        home: Postgres,
        record: Callable[[Connection, At, set[Topic]], Record],
        told: Callable[[set[Told]], None],
    ) -> None:
        self.home = home
        self.record = record
        self.told = told
        self.threads = ThreadPoolExecutor(HOLDERS, "record-holder")
        # Who waits for a connection must not take the thread that would give one back.
        self._free = asyncio.Semaphore(HOLDERS)
        self._lock = threading.Lock()
        self._open: dict[Connection, asyncio.AbstractEventLoop] = {}

    async def take(self, at: At, work: Callable[[Record], T]) -> Holding[T]:
        """Runs `work` and keeps its transaction open; waits while as many are open as there can be."""
        loop = asyncio.get_running_loop()
        await self._free.acquire()
        return await loop.run_in_executor(self.threads, self._take, loop, at, work)

    def _take(self, loop: asyncio.AbstractEventLoop, at: At, work: Callable[[Record], T]) -> Holding[T]:
        def once() -> Holding[T]:
            connection = self.home.holding.connect()
            try:
                connection.begin()
                found = work(self.record(connection, at, set()))
            except BaseException:
                connection.close()
                raise
            with self._lock:
                self._open[connection] = loop
            return Holding(self, connection, at, found)

        try:
            return again(once)
        except BaseException as error:
            self._one_more(loop)
            if isinstance(error, SQLAlchemyError):
                raise RecordUnavailable("record_read_failed") from error
            raise

    def end(self, connection: Connection) -> None:
        """Gives back the connection, and the server every lock with it. Twice is fine."""
        with self._lock:
            loop = self._open.pop(connection, None)
        if loop is None:
            return
        # A connection that is lost has let go already.
        with contextlib.suppress(SQLAlchemyError):
            connection.close()
        self._one_more(loop)

    def close(self) -> None:
        """Lets go of everything, also of what somebody asked for and then did not wait for."""
        self.threads.shutdown()
        for connection in tuple(self._open):
            self.end(connection)

    def _one_more(self, loop: asyncio.AbstractEventLoop) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has closed: nobody waits
            loop.call_soon_threadsafe(self._free.release)


class Holding(Generic[T]):
    """Rows of an open transaction. Satisfies `kiosk.interfaces.store.Held`."""

    def __init__(self, holds: Holds, connection: Connection, at: At, found: T) -> None:
        self.found = found
        self._holds = holds
        self._connection = connection
        self._at = at

    async def settle(self, work: Callable[[Record], U]) -> U:
        return await asyncio.get_running_loop().run_in_executor(self._holds.threads, self._settle, work)

    async def let_go(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self._holds.threads, self._holds.end, self._connection)

    def _settle(self, work: Callable[[Record], U]) -> U:
        topics: set[Topic] = set()
        try:
            self._holds.home.alone(self._connection)
            outcome = work(self._holds.record(self._connection, self._at, topics))
            told = {(self._at.site_id, topic) for topic in topics}
            self._holds.home.commit(self._connection, told)
        except DBAPIError as error:
            # Not tried again here: with the transaction the rows were lost to whoever takes them next.
            raise RecordUnavailable("record_write_failed") from error
        finally:
            self._holds.end(self._connection)
        self._holds.told(told)
        return outcome
