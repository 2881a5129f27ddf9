"""Who comes and goes, for presenter tests: a few people who are expected, and what the house would say of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from kiosk.domain import search
from kiosk.domain.definition import Localised
from kiosk.domain.errors import KioskError
from kiosk.domain.host_search import Host
from kiosk.domain.photos import Photo, Taken
from kiosk.domain.printing import Printed
from kiosk.domain.visits import State, Went
from kiosk.domain.waiting import State as Standing
from kiosk.domain.waiting import Told
from kiosk.terminal.visit_cards import Whose
from kiosk.terminal.visit_finding import Found, NotFound
from kiosk.terminal.visits import Arrived, Badge
from ui.presenters.visit_desk import CheckIn


def host(number: int, kind: Literal["person", "team", "tenant"], shown: str, of: str = "") -> Host:
    """Somebody to come and see."""
    return Host(UUID(int=number), kind, Localised(shown, shown), Localised(of, of))


GWEN = host(11, "person", "Gwen H.", "Planning")
TOM = host(12, "person", "Tom O.", "Lifts of Wales")
PLANNING = host(13, "team", "Planning")
RECEPTION = host(14, "team", "Democratic services")
VISIT = UUID(int=21)

SITE = {
    "visits": {"on": True, "walk_ins": True, "recipient": "Democratic services"},
    "visitor_types": [{"id": "visitor", "name": {"en": "Visitor", "cy": "Ymwelydd"}}],
}
"""What a site says that receives visitors, all of whom are of one type."""

TYPES = {
    "visitor_notices": [
        {
            "id": "safety",
            "title": {"en": "Working safely here", "cy": "Gweithio’n ddiogel yma"},
            "words": {"en": "Keep fire doors shut.", "cy": "Cadwch ddrysau tân ar gau."},
        }
    ],
    "visitor_types": [
        {"id": "visitor", "name": {"en": "Visitor", "cy": "Ymwelydd"}},
        {
            "id": "contractor",
            "name": {"en": "Contractor", "cy": "Contractwr"},
            "company": True,
            "notices": ["safety"],
            "questions": [
                {"id": "job", "words": {"en": "What is the job?", "cy": "Beth yw’r gwaith?"}, "needed": True},
                {"id": "hot", "words": {"en": "Is it hot work?", "cy": "A yw’n waith poeth?"}, "ask": "yes_no"},
            ],
        },
    ],
}
"""The same with two, one of which is asked something and accepts a notice."""


def found(shown: str, host_shown: str = "", number: int = 21, **more: Any) -> Found:
    """Somebody whom the house knows, by the name they are greeted with."""
    return Found(UUID(int=number), shown, host_shown, "visitor", **more)


def arrived(state: State | None, *numbers: int | None) -> Arrived:
    """People who are here, by the numbers of their badges."""
    badges = tuple(Badge(VISIT, f"BADGE-{place}", number) for place, number in enumerate(numbers, 1))
    return Arrived(VISIT, state, False, badges)


@dataclass
class TestVisits:
    """Satisfies `ui.presenters.visit_desk.VisitDesk`."""

    __test__ = False

    by_code: dict[str, Found | NotFound] = field(default_factory=dict)
    by_name: dict[tuple[str, str], Found] = field(default_factory=dict)
    inside: dict[tuple[str, str], Found] = field(default_factory=dict)
    by_card: dict[str, Whose] = field(default_factory=dict)
    staff_cards: frozenset[str] = frozenset()
    days: int = 365
    to_see: tuple[Host, ...] = (GWEN, TOM, PLANNING)
    away: tuple[Host, ...] = (TOM,)
    unknown: Host | None = RECEPTION
    state: State | None = State.HERE
    news: Told | None = Told(VISIT, Standing.ASKED)  # noqa: RUF009 - it is frozen
    fault: KioskError | None = None
    prints: Printed = field(default_factory=lambda: Printed("printed"))
    takes: Taken | None = None
    shots: int = 0
    photos: list[Photo | None] = field(default_factory=list)
    came: list[CheckIn] = field(default_factory=list)
    left: list[tuple[Found, Went, bool]] = field(default_factory=list)
    stayed: list[Found] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    again: list[str] = field(default_factory=list)
    printed: list[tuple[int, str]] = field(default_factory=list)
    followed: list[UUID | None] = field(default_factory=list)
    searched: list[str] = field(default_factory=list)

    def knows(self, text: str) -> bool:
        return text in self.by_code

    def scan(self, text: str) -> Found | NotFound:
        return self.by_code.get(text, "not_ours")

    async def used_again(self, text: str) -> None:
        self.again.append(text)

    async def find(self, name: str, fact: str, host: Host | None) -> Found | None:
        return self.by_name.get((name, host.shown.en if host is not None else fact))

    async def find_inside(self, name: str, fact: str, host: Host | None) -> Found | None:
        return self.inside.get((name, host.shown.en if host is not None else fact))

    async def card(self, digest: str) -> Whose:
        return self.by_card.get(digest, "unknown")

    def staffs(self, digest: str) -> bool:
        return digest in self.staff_cards

    def card_days(self) -> int:
        return self.days

    def hosts(self, typed: str) -> Sequence[Host]:
        self.searched.append(typed)
        wanted = search.words(typed)
        return [
            one for one in self.to_see if all(map(f" {one.shown.en} {one.of.en}".casefold().__contains__, wanted))
        ]

    def in_now(self, host: Host) -> bool:
        return host not in self.away

    def recipient(self) -> Host | None:
        return self.unknown

    def camera(self) -> bool:
        return self.takes is not None

    async def photograph(self) -> Taken:
        self.shots += 1
        assert self.takes is not None
        return self.takes

    async def check_in(self, coming: CheckIn, photo: Photo | None = None) -> Arrived:
        self.photos.append(photo)
        if self.fault is not None:
            raise self.fault
        self.came.append(coming)
        known = self.state is not None
        return arrived(self.state, *(17 + place if known else None for place in range(coming.count)))

    def follow(self, visit_id: UUID) -> None:
        self.followed.append(visit_id)

    def forget(self) -> None:
        self.followed.append(None)

    def told(self, visit_id: UUID) -> Told | None:
        return self.news if visit_id == VISIT else None

    async def say(self, visit_id: UUID, phrase: str) -> None:
        assert visit_id == VISIT
        if self.fault is not None:
            raise self.fault
        self.said.append(phrase)

    async def write(self, visit_id: UUID, words: str) -> None:
        await self.say(visit_id, f"“{words}”")

    async def print_badges(self, arrived: Arrived, coming: CheckIn, language: str) -> Printed:
        assert coming in self.came
        self.printed.append((len(arrived.badges), language))
        return self.prints

    async def stay(self, found: Found) -> None:
        if self.fault is not None:
            raise self.fault
        self.stayed.append(found)

    async def leave(self, found: Found, how: Went, *, together: bool) -> None:
        if self.fault is not None:
            raise self.fault
        self.left.append((found, how, together))
