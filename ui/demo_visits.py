"""Visitors of the demonstration council, for pictures of the screens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final
from uuid import UUID

from kiosk.domain import ids, search
from kiosk.domain.host_calls import State
from kiosk.domain.printing import Printed
from kiosk.domain.visits import Went
from kiosk.domain.waiting import Told
from ui.presenters.visit_desk import Badge, CheckedIn, CheckIn, Guest, Host, Unknown

VISIT: Final = ids.uuid7(40, bytes(10))
GWEN: Final = Host(ids.uuid7(41, bytes(10)), "person", "Gwen H.", "Planning")
HOSTS: Final = (
    GWEN,
    Host(ids.uuid7(42, bytes(10)), "person", "Gwenllian R.", "Aberwen Credit Union", in_now=False),
    Host(ids.uuid7(43, bytes(10)), "team", "Planning"),
    Host(ids.uuid7(44, bytes(10)), "tenant", "Davies & Rees Solicitors"),
)
RECIPIENT: Final = Host(ids.uuid7(45, bytes(10)), "team", "Democratic services")
INVITED, INSIDE, TOMORROW = "INVITED", "INSIDE", "TOMORROW"
"""What is in the codes that are shown."""

GUEST: Final = Guest(VISIT, "Siân", GWEN.shown, "visitor", party=3)


@dataclass(slots=True)
class DemoVisits:
    """Meets `ui.presenters.visit_desk.VisitDesk`: everybody is kept, and nobody is told."""

    can_match: bool = True
    stands: Told | None = None
    checked: CheckedIn = field(default_factory=lambda: CheckedIn(VISIT, "here", (), told=True))
    prints: Printed = field(default_factory=lambda: Printed("printed"))

    def knows(self, text: str) -> bool:
        return text in (INVITED, INSIDE, TOMORROW)

    async def recognise(self, text: str) -> Guest | Unknown:
        if text == INSIDE:
            return replace(GUEST, here=True)
        return GUEST if text == INVITED else "other_day"

    async def card(self, digest: str) -> Guest | Unknown:  # noqa: ARG002 - nobody has one
        return "unknown"

    async def find(self, name: str, fact: str, host: Host | None) -> Guest | None:  # noqa: ARG002 - nobody is expected
        return None

    async def find_inside(self, name: str, fact: str, host: Host | None) -> Guest | None:  # noqa: ARG002 - nor inside
        return None

    def hosts(self, typed: str) -> Sequence[Host]:
        wanted = search.words(typed)
        return [host for host in HOSTS if all(word in host.shown.casefold() for word in wanted)]

    def recipient(self) -> Host | None:
        return RECIPIENT

    async def check_in(self, coming: CheckIn) -> CheckedIn:
        badges = tuple(Badge(f"FB17K3MQ9XZ47K3MQ9{number}", 17 + number) for number in range(coming.count))
        return replace(self.checked, badges=badges)

    def follow(self, visit_id: UUID) -> None:
        """It stands as it is said to."""

    def forget(self) -> None:
        """The same."""

    def told(self, visit_id: UUID) -> Told | None:  # noqa: ARG002 - there is one visit
        return self.stands

    async def say(self, visit_id: UUID, phrase: str) -> None:
        """Nobody is told."""

    async def print_badges(self, badges: Sequence[Badge], host: Host | None, language: str) -> Printed:  # noqa: ARG002 - nothing is printed
        return self.prints

    async def leave(self, guest: Guest, how: Went) -> None:
        """Nobody is told."""


def standing(state: State, place: str = "") -> Told:
    """How it stands with whoever is at the screen."""
    return Told(VISIT, state, place=place)
