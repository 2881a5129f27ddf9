"""What the terminal does when its journal cannot be written: says so, and tries by itself until it can."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlite_utils import Database

from kiosk import events
from kiosk.terminal import records
from kiosk.terminal.backoff import Backoff
from kiosk.terminal.journal import Journal, NotSaved
from kiosk.terminal.settings import TerminalSettings


@dataclass(frozen=True, slots=True)
class Memory:
    """What the journal knows from before a restart. `withdrawn`: the hub has said that it knows our key no more.

    `details` are in JSON, `closed` as `kiosk.terminal.closing` keeps it.
    """

    catalogue: records.Kept | None
    passed: datetime | None
    withdrawn: bool
    details: str | None
    closed: str


class Recovery:
    """Belongs to the terminal's loop. `recover` is a job that goes on until it is cancelled.

    Args:
        terminal: who this machine is to its hub.
        remembered: told what the journal knows, each time it could be read.
        changed: called when trouble has come or gone.
    """

    def __init__(
        self,
        journal: Journal,
        settings: TerminalSettings,
        terminal: str,
        *,
        remembered: Callable[[Memory], None],
        changed: Callable[[], None],
    ) -> None:
        self._journal, self._settings, self._terminal = journal, settings, terminal
        self._remembered, self._changed = remembered, changed
        self._noticed = asyncio.Event()
        self.trouble: str | None = "starting"

    def notice(self, code: str) -> None:
        """Something could not be written."""
        self._noticed.set()
        if code != self.trouble:
            self.trouble = code
            self._changed()

    async def wake(self) -> None:
        """Reads what the journal knows, even on a full disk, and then makes sure that it can be written.

        Raises:
            NotSaved: it cannot be, for now.
        """
        memory = await self._journal.transact(partial(_recall, terminal=self._terminal))
        self._remembered(memory)
        await self._journal.transact(records.try_room)
        await self._journal.transact(partial(records.enrolled_as, terminal=self._terminal))
        released = await self._journal.transact(records.release_held)
        waiting = await self._journal.transact(records.waiting)
        events.log("journal.ready", waiting=waiting, released=released, catalogue=memory.catalogue is not None)
        self.trouble = None
        self._changed()

    async def recover(self) -> None:
        """Waits for trouble, and tries until it is over."""
        while True:
            await self._noticed.wait()
            backoff = Backoff(self._settings.retry_first, self._settings.retry_longest)
            while self.trouble is not None:
                await asyncio.sleep(backoff.next())
                with suppress(NotSaved):
                    await self.wake()
            self._noticed.clear()


def _recall(database: Database, terminal: str) -> Memory:
    passed = records.recall(database, "passed")
    return Memory(
        records.kept_catalogue(database),
        datetime.fromisoformat(passed) if passed else None,
        records.recall(database, "withdrawn") == terminal,
        records.recall(database, "details"),
        records.recall(database, "closed") or "",
    )
