"""What staff see at a terminal, for pictures: what they ask of a screen, the door, and what is behind it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.domain.commands import Kind
from kiosk.domain.definition import Localised
from kiosk.domain.devices import NOTHING, Capabilities
from kiosk.domain.doors import Door
from kiosk.domain.events import Service
from kiosk.domain.terminals import Details, Role
from kiosk.domain.waiting import Called, State
from ui import demo

if TYPE_CHECKING:
    from ui.stage import Stage


DOORS = (
    Door("front", Localised("Front door", "Drws blaen"), "board", 1, 5.0),
    Door("side", Localised("Side door", "Drws ochr"), "board", 2, 5.0),
)


CALLED = (
    Called(14, "", State.ASKED, ""),
    Called(15, "", State.TEAM_TOLD, ""),
    Called(16, "Siân", State.COMING, ""),
    Called(17, "", State.SEND_UP, "Room 2"),
)
"""Who waits, for pictures."""


@dataclass(slots=True)
class StaffTour:
    """A part of `ui.tour.Tour`.

    Args:
        _heard, _press: the tour's own: wait until what was told has arrived, and press something.
    """

    stage: Stage
    terminal: demo.DemoTerminal
    _heard: Callable[[], Iterator[str | None]]
    _press: Callable[[str], Iterator[str | None]]

    def steps(self) -> Iterator[str | None]:
        """This part of the tour."""
        self.terminal.go(Service("out_of_service", "closed"))
        yield from self._heard()
        yield "closed"
        self.terminal.go(Service("in_service"))
        for role in (Role.WAITING, Role.ROOM_PANEL):
            self.terminal.be(Details("Panel 2", "Ystafell 4 · Room 4", role))
            yield from self._heard()
            yield role.value
        self.terminal.waiting_area.people = CALLED
        self.terminal.be(Details("Waiting area", role=Role.WAITING))
        yield from self._heard()
        yield "waiting_called"
        self.terminal.waiting_area.people = ()
        self.terminal.be(Details("Foyer left"))
        self.terminal.ask_screen(Kind.CHECK_SCREEN, code="472")
        yield from self._heard()
        yield "check_screen"
        self.stage.router.press("action:seen")
        self.terminal.ask_screen(Kind.CLEAN)
        yield from self._heard()
        yield "cleaning"
        self.stage.journey.tick(time.monotonic() + 31)
        self.terminal.printing.capabilities = Capabilities(cards=True)
        self.terminal.ask_screen(Kind.READ_CARD)
        yield from self._heard()
        yield "read_card"
        self.stage.router.press("action:seen")
        yield None
        yield from self._at_the_door()

    def _at_the_door(self) -> Iterator[str | None]:
        """Staff, at the terminal."""
        from ui.keys import Key  # see above

        router = self.stage.router
        self.terminal.doors.doors = {door.id: door for door in DOORS}
        router.key(Key.STAFF)
        yield None
        router.type("482")
        yield "staff_door"
        router.key(Key.BACK)
        self.terminal.printing.capabilities = Capabilities(printer="usable")
        router.key(Key.STAFF)
        for digit in "482917":
            router.type(digit)
        yield from self._heard()
        yield "staff_menu"
        yield from self._press("staff:health")
        yield from self._heard()
        yield from self._heard()
        yield "staff_health"
        yield from self._press("action:menu")
        yield from self._press("staff:print")
        yield from self._heard()
        yield from self._heard()
        yield "staff_print"
        yield from self._press("action:menu")
        yield from self._press("staff:doors")
        yield "staff_doors"
        yield from self._press("open:front")
        yield from self._heard()
        yield "staff_door_open"
        yield from self._press("action:menu")
        router.key(Key.BACK)
        self.terminal.printing.capabilities = NOTHING
        router.key(Key.STAFF)
        for digit in demo.WRONG_PIN:
            router.type(digit)
        yield from self._heard()
        yield "staff_door_closed"
        router.key(Key.BACK)
