"""Goes its rounds: tells terminals that visits have changed, and ends what the day has left open.

Somebody who forgot to sign out is still on the roll at night, when a meeting may go on; it is only early the next
morning that the record stops counting them, and then says that nobody knows.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from kiosk.domain.errors import KioskError
from kiosk.domain.visits import Went, not_come
from kiosk.events import log
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.store import Record, Store
from kiosk.services import personal
from kiosk.services.bells import Bell
from kiosk.services.visit_arrivals import Arrivals

APART: Final = 3.0
"""Seconds between two tellings at least."""

EVERY: Final = 600.0
"""Seconds between two looks at the clock."""

MORNING: Final = time(4)
"""When, on the wall, yesterday's visitors are counted no longer."""

AT_ONCE: Final = 200
"""Visits in one unit of work."""


class VisitRounds:
    """Those of one site; made on the hub's loop.

    Args:
        zone: of the clock on the wall.
        pause: seconds between two tellings at least.
    """

    def __init__(self, store: Store, arrivals: Arrivals, clock: Clock, zone: ZoneInfo, pause: float = APART) -> None:
        self._store, self._arrivals, self._clock, self._zone, self._pause = store, arrivals, clock, zone, pause
        self._bell = Bell()
        self._tasks: list[asyncio.Task[None]] = []
        store.listen("visits", self._bell.ring)
        # How long somebody has their room is told with them.
        store.listen("bookings", self._bell.ring)

    def start(self) -> None:
        """Begins."""
        self._tasks.append(asyncio.create_task(self._tell(), name="visits told"))
        self._tasks.append(asyncio.create_task(self._look(), name="visits ended"))

    async def close(self) -> None:
        """Ends. Twice is fine."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()

    async def end_the_day(self) -> int:
        """Ends what earlier days have left open. Gives how many visits that were."""
        now = self._clock.now()
        here = now.astimezone(self._zone)
        before = here.date() if here.time() >= MORNING else here.date() - timedelta(days=1)

        def work(record: Record) -> int:
            late = [row for row in record.visits.inside() if row.visit.day < before][:AT_ONCE]
            for row in late:
                self._arrivals.sign_out(record, row.visit.id, Went.AUTOMATIC, now)
            missed = record.visits.overdue(before, AT_ONCE)
            for row in missed:
                record.visits.put(replace(row, visit=not_come(row.visit)))
            return len(late) + len(missed)

        total = ended = await self._store.transact(work)
        while ended:
            ended = await self._store.transact(work)
            total += ended
        if total:
            log("visits.day_ended", count=total)
        return total

    async def _tell(self) -> None:
        heard = self._bell.rings
        while True:
            if not await self._bell.wait(heard, EVERY):
                continue
            rings = self._bell.rings
            try:
                await self._store.transact(lambda record: personal.changed(record, self._clock.now()))
            except KioskError as error:
                log("visits.not_told", code=error.code)
            else:
                heard = rings
            await asyncio.sleep(self._pause)

    async def _look(self) -> None:
        while True:
            try:
                await self.end_the_day()
            except KioskError as error:
                log("visits.day_not_ended", code=error.code)
            await asyncio.sleep(EVERY)
