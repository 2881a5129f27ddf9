"""What the screens of an emergency ask of the house: met by `ui/roll_calls.py`, and by the desk of the tests."""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from typing import Any, Protocol
from uuid import UUID

from kiosk.domain.printing import Printed
from kiosk.domain.roll_calls import Kind, Mark, Procedure, Roll, RollCall
from kiosk.domain.staff_door import Shown
from ui.presenters.view import Text


class RollDesk(Protocol):
    """Roll-calls. None of its coroutines is begun before `Desk.ask` is given it; each raises a `KioskError` whose
    code says why the names stay closed."""

    @property
    def current(self) -> RollCall | None:
        """What is under way."""

    @property
    def names(self) -> Roll | None:
        """The roll, while somebody here has it open."""

    @property
    def code_opens(self) -> bool:
        """Whether there is anything that the code in the fire box could open."""

    def may_lead(self, account: UUID) -> bool:
        """Whether somebody may begin one here."""

    def begin(self, procedure: Procedure, kind: Kind, account: UUID) -> Coroutine[Any, Any, None]:
        """Begins one."""

    def open(self, shown: Shown) -> Coroutine[Any, Any, Roll]:
        """The names, for a warden's card or PIN."""

    def open_by_code(self, typed: str) -> Coroutine[Any, Any, Roll]:
        """The names, for the code in the fire box."""

    def look(self) -> Coroutine[Any, Any, Roll]:
        """The names as they are now."""

    def mark(self, person: UUID, mark: Mark) -> Coroutine[Any, Any, Roll]:
        """A warden's word of somebody."""

    def print(self, language: str) -> Coroutine[Any, Any, Printed]:
        """Prints the roll."""

    def end(self) -> Coroutine[Any, Any, None]:
        """Ends what is under way."""

    def leave(self) -> None:
        """Shuts the names again."""

    def cry(self, sentences: Sequence[Text], languages: Sequence[str]) -> None:
        """Says them aloud, in one language after the other, instead of whatever is being said."""
