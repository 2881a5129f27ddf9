"""The journal: what this terminal must not forget, written by one thread.

Theory of operation. Work is a plain function of the database. It is queued to the thread `journal-writer`, which
takes everything that waits, runs it in one transaction (each piece in a savepoint of its own) and answers only after
the commit, so that an answer means *on the disk*. However much waits, it costs one flush.

When the file turns out damaged it is put aside, a fresh one takes its place and the same work is done once more. When
the disk is full nothing is half-written: the work fails with a reason, and the next piece of work tries again.
"""

from __future__ import annotations

import asyncio
import errno
import os
import queue
import sqlite3
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from sqlite_utils import Database

from kiosk import events
from kiosk.domain.errors import Unavailable
from kiosk.interfaces.clock import Clock
from kiosk.terminal.journal_file import (
    MIGRATIONS,
    JournalNewer,
    Migration,
    damaged,
    open_journal,
    quarantine,
    unused_name,
)

T = TypeVar("T")

_MOST_IN_A_BATCH = 100
_LEAST_ROOM = 65_536
"""Bytes of disk below which a failure is put down to the disk being full, whatever SQLite calls it."""


class NotSaved(Unavailable, OSError):
    """Nothing was kept. The code says why: `disk_full`, `journal_failed`, `journal_newer` or `form_unknown`."""

    code = "journal_failed"


@dataclass(slots=True)
class _Work(Generic[T]):
    do: Callable[[Database], T]
    done: Future[T]
    answer: T | None = None
    failed: Exception | None = None


class Journal:
    """One durable file and the only thread that touches it.

    Args:
        path: the file. Its folder is made when it is not there, for this user only.
        migrations: what brings a file up to date, oldest first.
        troubled: told, on the writer's thread, the code of each failure to write.
    """

    def __init__(
        self,
        path: Path,
        clock: Clock,
        migrations: Sequence[Migration] = MIGRATIONS,
        troubled: Callable[[str], None] = lambda _code: None,
    ) -> None:
        self.path = path
        self._clock = clock
        self._migrations = migrations
        self._troubled = troubled
        self._queue: queue.SimpleQueue[_Work[Any] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._write, name="journal-writer", daemon=True)
        self._database: Database | None = None
        self._files: tuple[int | None, int | None] = (None, None)
        self._closed = False

    def start(self) -> None:
        """Starts the writer. A file that cannot be opened shows with the first piece of work, which tries again."""
        self._thread.start()

    def close(self) -> None:
        """Finishes what is queued, then closes the file. Calling it twice is fine."""
        if self._closed:
            return
        self._closed = True
        self._queue.put(None)
        if self._thread.ident is not None:
            self._thread.join()

    def submit(self, do: Callable[[Database], T]) -> Future[T]:
        """Queues work; the future is done once it is on the disk.

        The function may run twice when the file has to be replaced, and must do nothing but read and write it.

        Raises (from the future):
            NotSaved: nothing of it was kept.
        """
        work = _Work(do, Future[T]())
        if self._closed:
            work.done.set_exception(NotSaved("journal_failed", because="closed"))
        else:
            self._queue.put(work)
        return work.done

    async def transact(self, do: Callable[[Database], T]) -> T:
        """The same, awaited. Once begun it is carried through even when whoever waits gives up.

        Raises:
            NotSaved: nothing of it was kept.
        """
        return await asyncio.wrap_future(self.submit(do))

    def _write(self) -> None:
        open_for_work = True
        while open_for_work:
            batch: list[_Work[Any]] = []
            waiting = self._queue.get()
            while waiting is not None:
                batch.append(waiting)
                if self._queue.empty() or len(batch) == _MOST_IN_A_BATCH:
                    break
                waiting = self._queue.get()
            open_for_work = waiting is not None
            self._carry_out([work for work in batch if work.done.set_running_or_notify_cancel()])
        self._shut()

    def _carry_out(self, batch: list[_Work[Any]]) -> None:
        if not batch:
            return
        try:
            try:
                self._commit(batch)
            except sqlite3.DatabaseError as error:
                if not damaged(error):
                    raise
                self._put_aside()
                self._commit(batch)
        except Exception as error:  # noqa: BLE001 - the writer outlives every fault: each piece of work gets its answer
            reason = self._reason(error)
            events.log("journal.write_failed", code=reason, error=type(error).__name__, detail=str(error)[:200])
            if reason != "disk_full":
                self._shut()
            self._troubled(reason)
            for work in batch:
                work.done.set_exception(NotSaved(reason))
            return
        for work in batch:
            if work.failed is not None:
                work.done.set_exception(work.failed)
            else:
                work.done.set_result(work.answer)

    def _commit(self, batch: list[_Work[Any]]) -> None:
        database = self._ready()
        with database.atomic():
            for work in batch:
                work.answer = work.failed = None
                try:
                    with database.atomic():
                        work.answer = work.do(database)
                except sqlite3.IntegrityError as error:
                    work.failed = error
                except sqlite3.Error:
                    raise
                except Exception as error:  # noqa: BLE001 - belongs to whoever asked; the others' work goes on
                    work.failed = error

    def _ready(self) -> Database:
        """The open file. One that was moved or deleted under us is opened anew: a commit to it would be lost."""
        if self._database is not None and self._files != self._on_disk():
            events.log("journal.file_gone")
            aside = unused_name(self.path, self._clock.now())
            self._database.execute("VACUUM INTO ?", [str(aside)])
            aside.chmod(0o600)
            self._shut()
        if self._database is None:
            self._database = open_journal(self.path, self._clock.now(), self._migrations)
            self._files = self._on_disk()
        return self._database

    def _put_aside(self) -> None:
        """Renames a damaged file, then lets go of it, in this order: SQLite leaves a file that has moved as it is."""
        if self._database is not None:
            quarantine(self.path, self._clock.now())
            self._shut()

    def _on_disk(self) -> tuple[int | None, int | None]:
        return _inode(self.path), _inode(self.path.with_name(f"{self.path.name}-wal"))

    def _shut(self) -> None:
        if self._database is not None:
            database, self._database = self._database, None
            try:
                database.close()
            except sqlite3.Error as error:
                events.log("journal.write_failed", code="close", error=type(error).__name__, detail=str(error)[:200])

    def _reason(self, error: Exception) -> str:
        if isinstance(error, JournalNewer):
            return "journal_newer"
        if isinstance(error, sqlite3.Error) and getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
            return "disk_full"
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            return "disk_full"
        try:
            room = os.statvfs(self.path.parent)
        except OSError:
            return "journal_failed"
        return "disk_full" if room.f_bavail * room.f_frsize < _LEAST_ROOM else "journal_failed"


def _inode(path: Path) -> int | None:
    try:
        return path.stat().st_ino
    except FileNotFoundError:
        return None
