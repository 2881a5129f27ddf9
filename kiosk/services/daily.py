"""What is done once a day, at a time of the site's own clock; what was missed is made up for."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from kiosk.domain.errors import KioskError
from kiosk.events import log
from kiosk.interfaces.clock import Clock

LOOK = 60.0
"""Seconds between looks at the clock, which may have been set meanwhile."""

TRY_AGAIN = timedelta(hours=1)
"""How long it waits after a failure."""


def last_moment(now: datetime, at: time, zone: ZoneInfo) -> datetime:
    """The newest moment, not after `now`, at which the site's clock showed `at`. Instants are UTC.

    A time that a change of the clocks leaves out counts as the moment of the change; one that comes twice, as its
    first.
    """
    day = now.astimezone(zone).date()
    for back in (0, 1):
        moment = datetime.combine(day - timedelta(days=back), at, zone).astimezone(now.tzinfo)
        if moment <= now:
            return moment
    raise AssertionError("yesterday's moment lies before now")


class Daily:
    """One piece of work a day. It lives on the event loop.

    Args:
        name: for the log.
        at: when, by the site's clock.
        done: when it was last done, or since when it could have been.
        work: does it. When it raises, the next try is an hour later.
    """

    def __init__(
        self,
        name: str,
        at: time,
        zone: ZoneInfo,
        clock: Clock,
        done: Callable[[], Awaitable[datetime]],
        work: Callable[[], Awaitable[None]],
    ) -> None:
        self._name, self._at, self._zone, self._clock = name, at, zone, clock
        self._done, self._work = done, work
        self._not_before: datetime | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begins to look at the clock."""
        self._task = asyncio.create_task(self._live(), name=f"daily {self._name}")

    async def close(self) -> None:
        """Ends; work under way is waited for. Twice is fine."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def run_if_due(self) -> bool:
        """Does the work when its time has come since it was last done. Says whether it was done."""
        now = self._clock.now()
        if self._not_before is not None and timedelta() < self._not_before - now <= TRY_AGAIN:
            return False
        try:
            if await self._done() >= last_moment(now, self._at, self._zone):
                return False
            await self._work()
        except Exception as error:  # noqa: BLE001 - a night that failed must not be the last one that was tried
            code = error.code if isinstance(error, KioskError) else type(error).__name__
            log("daily.failed", job=self._name, code=code)
            self._not_before = now + TRY_AGAIN
            return False
        self._not_before = None
        return True

    async def _live(self) -> None:
        while True:
            # Shielded: what has begun is finished, and only the waiting is cut short.
            under_way = asyncio.ensure_future(self.run_if_due())
            try:
                await asyncio.shield(under_way)
            except asyncio.CancelledError:
                await under_way
                raise
            await asyncio.sleep(LOOK)
