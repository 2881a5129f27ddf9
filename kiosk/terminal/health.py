"""Tells the hub how the terminal is: once a minute, and soon after something has changed."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kiosk import VERSION, events
from kiosk.domain.devices import Device
from kiosk.domain.doors import DoorState
from kiosk.domain.errors import Unavailable
from kiosk.domain.events import (
    ClockChanged,
    DevicesChanged,
    DoorsChanged,
    HubChanged,
    OpinionGiven,
    ReceiptChanged,
    Service,
    ServiceChanged,
)
from kiosk.domain.terminals import Health
from kiosk.terminal import records
from kiosk.terminal.bus import Bus
from kiosk.terminal.hub_client import HubRefused, KeyRevoked
from kiosk.terminal.journal import Journal, NotSaved
from kiosk.terminal.lines import Line
from kiosk.terminal.opinions import Opinions
from kiosk.terminal.uses import Starts

EVERY = 60.0
"""Seconds between two reports when nothing changes."""

PAUSE = 4.0
"""Seconds of quiet after each report: many changes at once are one report, and the hub's limit is never met."""

_NOT_ASKED = (404, 405)


@dataclass(frozen=True, slots=True)
class Condition:
    """What the rest of the terminal knows of how it is."""

    service: Service
    clock_trusted: bool
    last_good_settings: bool
    devices: tuple[Device, ...] = ()
    doors: tuple[DoorState, ...] = ()


class HealthReports:
    """One reporter. `report` is a job that goes on until it is cancelled, or until the hub does not ask for reports.

    Args:
        folder: whose disk is looked at.
        condition: asked on the terminal's loop before each report.
        revoked_wait: seconds between tries once the hub does not know the key.
        opinions: told on the same line, after each report.
    """

    def __init__(
        self,
        journal: Journal,
        line: Line,
        folder: Path,
        condition: Callable[[], Condition],
        revoked_wait: float,
        opinions: Opinions,
    ) -> None:
        self._journal, self._line, self._folder = journal, line, folder
        self._condition, self._revoked_wait = condition, revoked_wait
        self._changed = asyncio.Event()
        self._owed = (0, 0)
        self._starts, self._opinions = Starts(), opinions

    def follow(self, bus: Bus) -> None:
        """Reports soon after each of these facts, and counts how forms go."""
        self._starts.follow(bus)
        self._opinions.follow(bus)
        bus.listen(OpinionGiven, lambda _fact: self._changed.set())
        for kind in (ClockChanged, DevicesChanged, DoorsChanged, HubChanged, ReceiptChanged, ServiceChanged):
            bus.listen(kind, lambda _fact: self._changed.set())

    async def report(self) -> None:
        """Reports, waits, and so on."""
        while True:
            self._changed.clear()
            wait = await self._report()
            if wait is None:
                return
            await asyncio.sleep(min(PAUSE, wait))
            try:
                await asyncio.wait_for(self._changed.wait(), wait - min(PAUSE, wait))
            except TimeoutError:
                continue

    async def look(self) -> Health:
        """How the terminal is now, for somebody who stands before it."""
        await self._count()
        return await asyncio.to_thread(self._health, self._condition(), self._owed)

    async def _count(self) -> None:
        try:
            self._owed = await self._journal.transact(records.owed)
        except NotSaved:
            # What was known last is told, and why there is no newer number: the terminal is out of service.
            events.log("health.outbox_not_counted")

    async def _report(self) -> float | None:
        """Reports once. Gives the seconds until the next time at the latest, `None` when there shall be none."""
        await self._count()
        condition = self._condition()
        try:
            await asyncio.get_running_loop().run_in_executor(self._line.executor, self._tell, condition, self._owed)
            await self._opinions.tell(self._line)
        except KeyRevoked:
            # The other lines notice it too, and say so.
            return self._revoked_wait
        except HubRefused as error:
            if error.data["status"] in _NOT_ASKED:
                events.log("health.not_asked")
                return None
            events.log("health.not_told", code=error.code)
        except Unavailable as error:
            events.log("health.not_told", code=error.code)
        return EVERY

    def _tell(self, condition: Condition, owed: tuple[int, int]) -> None:
        """Runs on the line's thread: a slow disk or a slow hub keeps nobody else waiting."""
        self._line.client.report(self._health(condition, owed))
        self._starts.tell(self._line.client)

    def _health(self, condition: Condition, owed: tuple[int, int]) -> Health:
        return Health(
            version=VERSION,
            in_service=condition.service.state == "in_service",
            reason=condition.service.reason,
            waiting=owed[0],
            held=owed[1],
            clock_trusted=condition.clock_trusted,
            free_mb=shutil.disk_usage(self._folder).free // 1_000_000,
            last_good_settings=condition.last_good_settings,
            devices=condition.devices,
            doors=condition.doors,
        )
