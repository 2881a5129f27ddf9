"""Roll-calls for presenter tests: one PIN, one card and one code open the roll."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

from kiosk.domain.printing import Printed
from kiosk.domain.roll_calls import Kind, Line, Mark, Procedure, Roll, RollCall, Source
from kiosk.domain.staff_door import DoorClosed, Shown
from kiosk.terminal.roll_calls import NamesClosed
from ui.presenters.view import Text

BEGUN = datetime(2026, 11, 23, 10, 42, tzinfo=UTC)
CODE = "7K3MQ9XZ4TV2B8N5W0HA"


def line(number: int, name: str, **changes: object) -> Line:
    """Somebody who came by code."""
    return replace(Line(UUID(int=number), name, BEGUN, "code"), **changes)  # type: ignore[arg-type] # fields by name


@dataclass
class TestRolls:
    """Satisfies `ui.presenters.roll_desk.RollDesk`."""

    __test__ = False

    current: RollCall | None = None
    lines: tuple[Line, ...] = (line(1, "Anna Nowak"), line(2, "Tom Owen", help=True))
    fresh: bool = True
    pin: str = "482917"
    card: str = "ca4d" * 16
    code_opens: bool = False
    leads: bool = False
    refused: Exception | None = None
    names: Roll | None = None
    marks: dict[UUID, Mark] = field(default_factory=dict)
    cried: list[tuple[tuple[Text, ...], tuple[str, ...]]] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)
    prints: Printed = field(default_factory=lambda: Printed("printed"))

    def go(self, procedure: Procedure = Procedure.EVACUATION, kind: Kind = Kind.LIVE) -> None:
        """One is begun somewhere."""
        self.current = RollCall(uuid4(), procedure, kind, Source.PAGE, BEGUN)

    def may_lead(self, account: UUID) -> bool:
        return self.leads and account.int > 0

    async def begin(self, procedure: Procedure, kind: Kind, account: UUID) -> None:
        assert self.may_lead(account)
        self.go(procedure, kind)

    async def open(self, shown: Shown) -> Roll:
        if self.refused is not None:
            raise self.refused
        if shown.secret != (self.pin if shown.kind == "pin" else self.card):
            raise DoorClosed("wrong", seconds=0)
        return await self.look()

    async def open_by_code(self, typed: str) -> Roll:
        if typed != CODE:
            raise NamesClosed("wrong_code")
        if self.current is None:
            self.go()
        return await self.look()

    async def look(self) -> Roll:
        hides = self.current is not None and self.current.procedure.hides
        self.names = Roll(() if hides else self.lines, BEGUN, self.fresh, dict(self.marks))
        return self.names

    async def mark(self, person: UUID, mark: Mark) -> Roll:
        self.marks[person] = mark
        return await self.look()

    async def print(self, language: str) -> Printed:
        self.printed.append(language)
        return self.prints

    async def end(self) -> None:
        self.current = None

    def leave(self) -> None:
        self.names = None

    def cry(self, sentences: Sequence[Text], languages: Sequence[str]) -> None:
        self.cried.append((tuple(sentences), tuple(languages)))
