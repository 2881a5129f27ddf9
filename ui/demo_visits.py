"""Visitors of the demonstration council, for pictures of the screens."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from kiosk.domain import ids, search
from kiosk.domain.definition import Localised
from kiosk.domain.host_search import Host
from kiosk.domain.photos import Photo, Taken
from kiosk.domain.visit_cards import Before
from kiosk.domain.visits import State, Went
from kiosk.domain.waiting import Told
from kiosk.terminal.visit_cards import Whose
from kiosk.terminal.visit_finding import Found, NotFound
from kiosk.terminal.visits import Arrived, Badge, Coming
from ui import demo_photos

VISIT: Final = ids.uuid7(40, bytes(10))
PLANNING: Final = Localised("Planning", "Cynllunio")
GWEN: Final = Host(ids.uuid7(41, bytes(10)), "person", Localised("Gwen H."), PLANNING)
AWAY: Final = Host(ids.uuid7(42, bytes(10)), "person", Localised("Gwenllian R."), Localised("Aberwen Credit Union"))
HOSTS: Final = (
    GWEN,
    AWAY,
    Host(ids.uuid7(43, bytes(10)), "team", PLANNING),
    Host(ids.uuid7(44, bytes(10)), "tenant", Localised("Davies & Rees Solicitors")),
)
RECIPIENT: Final = Host(
    ids.uuid7(45, bytes(10)), "team", Localised("Democratic services", "Gwasanaethau democrataidd")
)
INVITED, INSIDE, TOMORROW, OVERDUE = "INVITED", "INSIDE", "TOMORROW", "OVERDUE"
"""What is in the codes that are shown."""

GUEST: Final = Found(VISIT, "Siân", "Gwen H.", "visitor", 3)
ROOM_UNTIL: Final = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
"""When the time of the room is over of somebody whose badge is shown later."""

REMEMBERED: Final = "5a" * 32
"""What stands for a card that somebody had remembered."""


@dataclass(slots=True)
class DemoCards:
    """Meets `ui.visits.Cards`."""

    days: int = 365

    def staffs(self, digest: str) -> bool:  # noqa: ARG002 - nobody of staff is about
        return False

    async def whose(self, digest: str) -> Whose:
        return Before("Siân Prŷs", "Lifts of Wales") if digest == REMEMBERED else "unknown"


@dataclass(slots=True)
class DemoVisits:
    """Meets `ui.visits.Visits`: everybody is kept, and nobody is told. `focusing`: no photo is taken yet."""

    state: State | None = State.HERE
    cards: DemoCards = field(default_factory=DemoCards)
    focusing: bool = False

    def knows(self, text: str) -> bool:
        return text in (INVITED, INSIDE, TOMORROW, OVERDUE)

    def scan(self, text: str) -> Found | NotFound:
        if text in (INSIDE, OVERDUE):
            return replace(GUEST, here=True, room_until=ROOM_UNTIL if text == OVERDUE else None)
        return GUEST if text == INVITED else "other_day"

    async def used_again(self, text: str) -> None:
        """There is nobody to be told."""

    async def find(self, name: str, fact: str, host: Host | None = None) -> Found | None:  # noqa: ARG002 - nobody is expected
        return None

    async def find_inside(self, name: str, fact: str, host: Host | None = None) -> Found | None:  # noqa: ARG002 - nor inside
        return None

    def hosts(self, typed: str) -> list[Host]:
        wanted = search.words(typed)
        return [host for host in HOSTS if all(word in host.shown.en.casefold() for word in wanted)]

    def in_now(self, host: Host) -> bool:
        return host != AWAY

    def recipient(self) -> Host | None:
        return RECIPIENT

    async def photograph(self) -> Taken:
        while self.focusing:
            await asyncio.sleep(0.01)
        return Taken(demo_photos.visitor())

    async def arrive(self, coming: Coming, photo: Photo | None = None) -> Arrived:  # noqa: ARG002 - nobody is shown it
        badges = (Badge(VISIT, f"FB17K3MQ9XZ47K3MQ9{place}", 17 + place) for place in range(coming.count))
        return Arrived(VISIT, self.state, False, tuple(badges))

    async def leave(self, found: Found, went: Went, *, together: bool = False) -> None:
        """Nobody is told."""


@dataclass(slots=True)
class DemoTold:
    """Meets `ui.visits.VisitsTold`: it stands as it is said to."""

    stands: Told | None = None

    def told(self, visit_id: UUID) -> Told | None:  # noqa: ARG002 - there is one visit
        return self.stands

    def follow(self, visit_id: UUID) -> None:
        """There is nobody to ask."""

    def forget(self) -> None:
        """The same."""

    async def say(self, visit_id: UUID, words: str = "", phrase: str = "") -> None:
        """Nobody is told."""
