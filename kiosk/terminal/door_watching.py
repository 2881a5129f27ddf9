"""Watches the doors by their contacts, and says when one was forced, is held open, or was opened a second time.

While the fire panel's contact is open every door may be: nothing is said of them. A wire that is cut reads as open,
so a panel that is torn off is a fire, and a contact that is torn off a door that was forced.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial

from kiosk import events
from kiosk.domain import ids
from kiosk.domain.door_watch import Watch
from kiosk.domain.doors import Door, DoorEntry, DoorState, Seen, Wire
from kiosk.domain.events import DoorsChanged
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.devices import Devices
from kiosk.terminal import door_records
from kiosk.terminal.bus import Bus
from kiosk.terminal.journal import Journal, NotSaved

FIRE = "fire_panel"
"""Stands for a door in what was seen of the fire panel."""


class DoorWatching:
    """Belongs to the terminal's loop; `states` is for any thread. `watch` is a job that goes on until it is ended.

    Args:
        now: the best time there is.
        fire: the fire panel's contact, closed while all is calm; `None` where there is none.
        call: calls something on the terminal's loop, from any thread.
    """

    def __init__(
        self,
        doors: Sequence[Door],
        fire: Wire | None,
        devices: Devices,
        journal: Journal,
        bus: Bus,
        clock: Clock,
        now: Callable[[], datetime],
        call: Callable[[Callable[[], None]], None],
    ) -> None:
        self.doors: Mapping[str, Door] = {door.id: door for door in doors}
        self.noted: Callable[[], None] = lambda: None
        """Called when something was written down that the hub is to be told."""
        self.burning: Callable[[bool], None] = lambda _burns: None
        """Called when the fire panel's contact is not as it was, and when it is first heard."""
        self._fire, self._devices, self._journal, self._bus = fire, devices, journal, bus
        self._clock, self._now = clock, now
        self._watches = {door.id: Watch(door.held) for door in doors}
        self._burns: bool | None = None
        self._moved = asyncio.Event()
        self._told: tuple[DoorState, ...] = ()
        if doors or fire is not None:
            devices.when_contacts(partial(call, self._moved.set))

    @property
    def states(self) -> tuple[DoorState, ...]:
        """Each door, as it is now."""
        usable = {device.id: device.health for device in self._devices.all()}
        found = []
        for door in self.doors.values():
            watch, health = self._watches[door.id], usable.get(door.relay)
            reason = "" if health is not None and health.usable else "no_relay" if health is None else health.reason
            reason = "not_enabled" if not door.enabled else reason
            found.append(DoorState(door.id, door.name.en, watch.place, str(watch.trouble or ""), not reason, reason))
        return tuple(found)

    def released(self, door: str, now: float, seconds: float) -> float:
        """A door is being released. Gives what to `take_back` with if it turns out that it was not."""
        before = self._watches[door].expected
        self._watches[door].released(now, seconds)
        return before

    def take_back(self, door: str, before: float) -> None:
        """It was not released after all."""
        self._watches[door].expected = before

    async def watch(self) -> None:
        """Looks whenever a contact has moved, and when a door has stood open for long enough."""
        while True:
            self._moved.clear()
            for door, seen in self._look():
                await self._note(door, seen)
            if self._told != (states := self.states):
                self._told = states
                self._bus.tell(DoorsChanged())
            due = min((due for each in self._watches.values() if (due := each.due()) is not None), default=None)
            try:
                async with asyncio.timeout(None if due is None else max(0.0, due - self._clock.monotonic())):
                    await self._moved.wait()
            except TimeoutError:
                continue

    def _look(self) -> list[tuple[str, Seen]]:
        now, found = self._clock.monotonic(), []
        if (burns := self._panel()) is not None and burns != self._burns:
            # A panel that is calm when it is first heard is no news.
            if burns or self._burns is not None:
                found.append((FIRE, Seen.FIRE if burns else Seen.FIRE_OVER))
            self._burns = burns
            self.burning(burns)
        for door in self.doors.values():
            watch = self._watches[door.id]
            if burns or (door.button is not None and self._devices.contact(door.button)):
                watch.pressed(now)
            if door.contact is None:
                continue
            seen = watch.moved(self._devices.contact(door.contact), now)
            seen = seen or (None if burns else watch.look(now))
            if seen is not None:
                found.append((door.id, seen))
        return found

    def _panel(self) -> bool | None:
        calm = None if self._fire is None else self._devices.contact(self._fire)
        return None if calm is None else not calm

    async def _note(self, door: str, seen: Seen) -> None:
        events.log("doors.seen", door=door, what=seen.value)
        at = self._now()
        identifier = ids.uuid7(int(at.timestamp() * 1000), os.urandom(10))
        entry = DoorEntry(identifier, door, seen.value, "", None, at, "seen")
        try:
            await self._journal.transact(partial(door_records.add, entry=entry))
        except NotSaved as error:
            # The log has it, and the state of the door says so too for as long as it lasts.
            events.log("doors.not_kept", id=str(identifier), code=error.code)
        self.noted()
