"""How old the newest backup is, whichever hub of the record made it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from kiosk.interfaces.clock import Clock
from kiosk.interfaces.store import Store

LONGEST = timedelta(hours=1)
"""How long a hub has for a backup before another may make it instead."""


FRESH = 60.0
"""Seconds for which what was seen is good enough for who only wants an age."""


class Backups:
    """The backups of an estate. `known` is the newest one that was seen so far.

    Args:
        store: the estate's own rows.
        newest_here: when the newest backup in this hub's folder was made; it may look at a disk.
    """

    def __init__(self, store: Store, clock: Clock, newest_here: Callable[[], datetime | None]) -> None:
        self._store = store
        self._clock = clock
        self._newest_here = newest_here
        self._looked: float | None = None
        self.known: datetime | None = None

    async def last(self) -> datetime | None:
        """When the newest backup that is known of was made; `None` when there is none."""
        self._looked = self._clock.monotonic()
        told = await self._store.read(lambda record: record.fleet.last_backup())
        found = await asyncio.to_thread(self._newest_here)
        self.known = max((each for each in (told, found) if each is not None), default=None)
        return self.known

    async def age(self) -> timedelta | None:
        """How old it is, looked at once a minute at most: a folder on another machine may take its time."""
        if self._looked is None or self._clock.monotonic() - self._looked >= FRESH:
            await self.last()
        return None if self.known is None else max(self._clock.now() - self.known, timedelta())

    async def note(self, made_at: datetime) -> None:
        """Tells every hub of the record that there is a new one."""
        await self._store.transact(lambda record: record.fleet.note_backup(made_at))

    async def claim(self) -> bool:
        """Whether it is for this hub to make the next one, and not for another that is at it."""
        now = self._clock.now()
        return await self._store.transact(lambda record: record.fleet.claim_backup(now, now + LONGEST))
