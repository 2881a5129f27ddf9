"""One thread that writes, and commits what waits in one go, with either kind of database.

A durable commit costs a wait for the disk whatever it holds. So the writer takes every unit of work that is waiting,
runs them one after the other, and commits once for all of them. Few units raise, and savepoints cost as much as the
work of many of them. So there are none at first; if a unit raises, all is undone and run again with a savepoint
around each, and that unit is undone alone. Nobody is answered before the commit has succeeded; if it fails, everybody
in the batch is told that nothing was kept.
"""

from __future__ import annotations

import asyncio
import queue
import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, IntegrityError

from kiosk.events import log
from kiosk.interfaces.store import Record, RecordUnavailable, Topic
from kiosk.store.again import again, kept_waiting, passing
from kiosk.store.home import Home, Told
from kiosk.store.record import At

T = TypeVar("T")

LARGEST_BATCH = 128
"""Units in one commit at most, so that the first of them does not wait for ever."""


@dataclass(slots=True)
class Unit(Generic[T]):
    """A piece of work and its site, who waits for it, and how it ended."""

    at: At
    work: Callable[[Record], T]
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[T]
    result: T | None = None
    error: BaseException | None = None

    def settle(self) -> None:
        """Answers who waits; runs on their loop. Somebody who has gone is not answered."""
        if self.future.done():
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)  # type: ignore[arg-type] # a unit without an error has its result


class _Raised(Exception):
    """A unit has raised; its error is the cause."""


class Writer:
    """The writer's thread.

    Args:
        home: hands out the writing connection.
        record: the record of a site over a connection, which notes the topics it touched.
        told: given the topics that a commit had something new for.
        committed: told how many units each commit held.
    """

    def __init__(
        self,
        home: Home,
        record: Callable[[Connection, At, set[Topic]], Record],
        told: Callable[[set[Told]], None],
        committed: Callable[[int], None],
    ) -> None:
        self._home = home
        self._record = record
        self._told = told
        self._committed = committed
        self._units: queue.SimpleQueue[Unit[object] | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="record-writer", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def submit(self, at: At, work: Callable[[Record], T]) -> asyncio.Future[T]:
        """Queues a unit of work; the future belongs to the running loop."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        with self._lock:
            if self._closed:
                raise RecordUnavailable("record_closed")
            self._units.put(Unit(at, work, loop, future))  # type: ignore[arg-type] # the queue holds units of every kind
        return future

    def close(self) -> None:
        """Finishes what is queued, then ends. Twice is fine."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._units.put(None)
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        open_ = True
        while open_:
            batch: list[Unit[object]] = []
            unit = self._units.get()
            while unit is not None:
                batch.append(unit)
                if len(batch) == LARGEST_BATCH or self._units.empty():
                    break
                unit = self._units.get()
            open_ = unit is not None
            if batch:
                self._commit(batch)

    def _commit(self, batch: list[Unit[object]]) -> None:
        topics: set[Told] = set()
        try:
            topics = again(lambda: self._batch(batch))
        except Exception as error:  # noqa: BLE001 - the writer outlives every fault: whoever waits gets an answer
            log("record.commit_failed", units=len(batch), error=type(error.__cause__ or error).__name__)
            unavailable = RecordUnavailable("record_write_failed")
            unavailable.__cause__ = error
            for unit in batch:
                unit.error = unavailable
        else:
            self._committed(len(batch))
        # Who listens hears of it first: a key that was withdrawn is forgotten before anybody is told that it is.
        self._told(topics)
        self._settle(batch)

    def _batch(self, batch: list[Unit[object]]) -> set[Told]:
        """Runs and commits a batch; the topics it had something new for."""
        try:
            return self._transaction(batch, apart=False)
        except _Raised:
            return self._transaction(batch, apart=True)

    def _transaction(self, batch: list[Unit[object]], *, apart: bool) -> set[Told]:
        topics: set[Told] = set()
        run = self._run_unit_apart if apart else self._run_unit
        with self._home.writing.connect() as connection, connection.begin():
            for unit in batch:
                unit.result = unit.error = None
                topics |= run(connection, unit)
                if not self._home.whole(connection):
                    # A full disk or a failing one undoes the whole transaction, units before this one included.
                    raise RecordUnavailable("record_write_failed") from unit.error
            try:
                self._home.commit(connection, topics)
            except DBAPIError as error:
                if passing(error, committing=True):
                    raise
                if not apart and not error.connection_invalidated:
                    # What a unit wrote may have been done only now, and be what is wrong.
                    raise _Raised from error
                raise RecordUnavailable("record_write_failed") from error
        return topics

    def _run_unit(self, connection: Connection, unit: Unit[object], *, apart: bool = False) -> set[Told]:
        """The topics that a unit touched.

        Args:
            apart: what it wrote is done, or found to be wrong, before this returns.

        Raises:
            _Raised: what it had done is to be undone.
        """
        touched: set[Topic] = set()
        try:
            unit.result = unit.work(self._record(connection, unit.at, touched))
            if apart:
                self._home.answered(connection)
        except BaseException as error:
            if passing(error) or kept_waiting(error):
                raise
            raise _Raised from error
        return {(unit.at.site_id, topic) for topic in touched}

    def _run_unit_apart(self, connection: Connection, unit: Unit[object]) -> set[Told]:
        """The same, but what raises is undone here, and the unit keeps its error."""
        touched: set[Told] = set()
        try:
            with connection.begin_nested():
                touched = self._run_unit(connection, unit, apart=True)
        except _Raised as raised:
            unit.error = error = raised.__cause__
            if isinstance(error, DBAPIError) and not isinstance(error, IntegrityError):
                # The database's doing, not that of who asked: they may try again.
                unit.error = RecordUnavailable("record_write_failed")
                unit.error.__cause__ = error
        return touched

    def _settle(self, batch: list[Unit[object]]) -> None:
        """Wakes each waiting loop once for all its units."""
        by_loop: dict[asyncio.AbstractEventLoop, list[Unit[object]]] = defaultdict(list)
        for unit in batch:
            by_loop[unit.loop].append(unit)
        for loop, units in by_loop.items():
            try:
                loop.call_soon_threadsafe(_settle_all, units)
            except RuntimeError:
                # The loop has closed: nobody waits there any more, and what was written stays written.
                log("record.answer_unclaimed", units=len(units))


def _settle_all(units: list[Unit[object]]) -> None:
    for unit in units:
        unit.settle()
