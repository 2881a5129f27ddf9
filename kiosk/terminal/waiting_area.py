"""Who is called on the screen of a waiting area. Only a terminal that is there for it asks; memory alone holds it.

What a public display shows must be true: when the hub cannot be asked for a while it shows nobody.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Final

from kiosk import events
from kiosk.domain.errors import Unavailable
from kiosk.domain.events import DetailsChanged, WaitingChanged
from kiosk.domain.terminals import Details, Role
from kiosk.domain.waiting import Called
from kiosk.interfaces.clock import Clock
from kiosk.terminal import answers
from kiosk.terminal.answers import HubUnintelligible
from kiosk.terminal.bus import Bus
from kiosk.terminal.hub_client import HubClient, HubRefused, KeyRevoked
from kiosk.terminal.lines import Line
from kiosk.terminal.visits_told import number_of, short, state_of

EVERY: Final = 60.0
"""Seconds between two looks, for what only time changes."""

AGAIN: Final = 5.0
"""Seconds to the next try while the hub is away."""

LONGEST: Final = 90.0
"""Seconds for which what was last heard is still shown."""

MOST: Final = 200


class WaitingArea:
    """Belongs to the terminal's loop; `people` is for any thread. `keep` is a job that goes on until it is ended.

    Args:
        details: what staff say this terminal is there for.
    """

    def __init__(self, line: Line, bus: Bus, clock: Clock, details: Callable[[], Details | None]) -> None:
        self._line, self._bus, self._clock, self._details = line, bus, clock, details
        self._wanted = asyncio.Event()
        self._heard_at = 0.0
        self.people: tuple[Called, ...] = ()
        bus.listen(DetailsChanged, lambda _: self.want())

    def want(self) -> None:
        """Somebody came, was met or is called; or the hub is back; or this terminal is there for something else."""
        self._wanted.set()

    async def keep(self) -> None:
        """Asks when it is told to, and now and then anyhow."""
        while True:
            self._wanted.clear()
            wait = await self._ask()
            try:
                async with asyncio.timeout(wait):
                    await self._wanted.wait()
            except TimeoutError:
                continue

    async def _ask(self) -> float | None:
        """Asks once. Gives the seconds until it asks again unprompted; `None` for never."""
        details = self._details()
        if details is None or details.role is not Role.WAITING:
            self._show(())
            return None
        loop = asyncio.get_running_loop()
        try:
            found = await loop.run_in_executor(self._line.executor, partial(_asked, self._line.client))
        except (KeyRevoked, Unavailable, HubRefused) as error:
            events.log("waiting.not_heard", code=error.code)
            if self._clock.monotonic() - self._heard_at > LONGEST:
                self._show(())
            return AGAIN
        self._heard_at = self._clock.monotonic()
        self._show(found)
        return EVERY

    def _show(self, people: tuple[Called, ...]) -> None:
        if people != self.people:
            self.people = people
            self._bus.tell(WaitingChanged())


def _asked(client: HubClient) -> tuple[Called, ...]:
    _, _, body = client.ask("GET", "/api/v1/waiting", {200})
    rows = answers.an_object(body).get("people")
    if not isinstance(rows, list):
        raise HubUnintelligible(part="people")
    return tuple(_called(row) for row in rows[:MOST])


def _called(row: object) -> Called:
    if not isinstance(row, dict):
        raise HubUnintelligible(part="people")
    number, name = number_of(row.get("number")), short(row.get("name"))
    if number is None and not name:
        raise HubUnintelligible(part="people")
    return Called(number, name, state_of(row.get("state")), short(row.get("place")), row.get("another") is True)
