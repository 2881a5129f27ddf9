"""Emergencies for pictures of the screens: what is under way is what it is told, and whoever is in is made up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from kiosk.domain.printing import Printed
from kiosk.domain.roll_calls import Kind, Line, Mark, Procedure, Roll, RollCall, Source
from kiosk.domain.staff_door import Shown
from kiosk.terminal.roll_calls import NamesClosed

BEGUN = datetime(2026, 11, 23, 10, 42, tzinfo=UTC)


def _line(number: int, name: str, minutes: int, how: str, *, sure: bool = True, help: bool = False) -> Line:
    return Line(UUID(int=number), name, BEGUN - timedelta(minutes=minutes), how, sure, help)


PEOPLE = (
    _line(1, "Żaneta Ŵyn-Featherstonehaugh", 62, "code", help=True),
    _line(2, "Олена Коваль", 37, "card"),
    _line(3, "Tom Owen", 11, "walk_in"),
    _line(4, "Gwen Hughes", 95, "staff"),
    _line(5, "Dai Prŷs", 140, "group", sure=False),
    _line(6, "Aled Morgan", 30, "name"),
    _line(7, "Ffion Rees", 28, "code"),
    _line(8, "Marek Nowak", 25, "code"),
    _line(9, "Siân Prys", 22, "host"),
    _line(10, "Yusuf Ali", 9, "door", sure=False),
)


@dataclass(slots=True)
class DemoCalls:
    """Meets `ui.roll_calls.Calls`: any card or PIN opens the roll."""

    current: RollCall | None = None
    code_opens: bool = True
    known: Roll = field(default_factory=lambda: Roll(PEOPLE, BEGUN, fresh=True))

    def may_lead(self, account: UUID) -> bool:  # noqa: ARG002 - everybody may
        return True

    async def begin(self, procedure: Procedure, kind: Kind, account: UUID | None = None) -> None:
        self.current = RollCall(UUID(int=99), procedure, kind, Source.TERMINAL, BEGUN, None, account)

    async def open(self, shown: Shown) -> Roll:  # noqa: ARG002 - the same for everybody
        return await self.roll()

    async def open_by_code(self, typed: str) -> Roll:  # noqa: ARG002 - the same
        return await self.roll()

    async def roll(self) -> Roll:
        if self.current is None:
            raise NamesClosed("over")
        return replace(self.known, lines=()) if self.current.procedure.hides else self.known

    async def mark(self, person: UUID, mark: Mark) -> Roll:
        self.known = replace(self.known, marks={**self.known.marks, person: mark})
        return await self.roll()

    async def end(self) -> None:
        self.current = None

    def leave(self) -> None:
        """Nothing was open but in the picture."""


@dataclass(slots=True)
class DemoRolls:
    """Meets `ui.roll_calls.Work`."""

    calls: DemoCalls = field(default_factory=DemoCalls)
    prints: Callable[[], Printed] = lambda: Printed("printed")

    async def print(self, language: str) -> Printed:  # noqa: ARG002 - nothing is printed
        return self.prints()
