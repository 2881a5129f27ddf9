"""Emergencies, for pictures: what everybody sees in each procedure, and what a warden sees."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from kiosk.domain.devices import NOTHING, Capabilities
from kiosk.domain.roll_calls import Kind, Procedure, RollCall, Source
from ui import demo
from ui.demo_rolls import BEGUN, PEOPLE

if TYPE_CHECKING:
    from ui.stage import Stage


@dataclass(slots=True)
class RollTour:
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
        from ui.keys import Key  # with Kivy, which reads its settings when it is imported

        router = self.stage.router
        for procedure in Procedure:
            yield from self._go(procedure, Kind.LIVE)
            yield f"emergency_{procedure}"
        yield from self._go(Procedure.EVACUATION, Kind.TEST)
        yield "emergency_test"
        yield from self._go(Procedure.EVACUATION, Kind.DRILL)
        yield "emergency_drill"
        yield from self._press("action:wardens")
        yield "roll_door"
        yield from self._press("action:code")
        router.type("7K3MQ9XZ4T")
        yield "roll_code"
        router.key(Key.BACK)
        yield None
        self.terminal.printing.capabilities = Capabilities(printer="usable")
        yield from self._open()
        yield from self._press(f"person:{PEOPLE[0].person}")
        yield from self._heard()
        yield "roll"
        yield from self._press("action:more")
        yield "roll_more"
        yield from self._press("roll:close")
        yield from self._go(Procedure.LOCKDOWN, Kind.LIVE)
        yield from self._open()
        yield "roll_hidden"
        self.terminal.printing.capabilities = NOTHING
        self.terminal.rolls.calls.current = None
        self.stage.journey.tick(time.monotonic())
        yield from self._heard()
        router.key(Key.STAFF)
        for digit in "482917":
            router.type(digit)
        yield from self._heard()
        yield from self._press("staff:roll_call")
        yield "roll_begin"
        yield from self._press("begin:lockdown")
        yield "roll_begin_kind"
        for _ in range(3):
            router.key(Key.BACK)
        yield from self._heard()

    def _go(self, procedure: Procedure, kind: Kind) -> Iterator[str | None]:
        self.terminal.rolls.calls.current = RollCall(uuid4(), procedure, kind, Source.CONTACT, BEGUN)
        self.stage.journey.house_changed()
        self.stage.journey.tick(time.monotonic())
        yield from self._heard()

    def _open(self) -> Iterator[str | None]:
        yield from self._press("action:wardens")
        for digit in "482917":
            self.stage.router.type(digit)
        yield from self._heard()
        yield from self._heard()
