"""Who comes and goes, for presenter tests: a few people who are expected, and what the house would say of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from kiosk.domain import search
from kiosk.domain.errors import KioskError
from kiosk.domain.host_calls import State
from kiosk.domain.printing import Printed
from kiosk.domain.visits import Went
from kiosk.domain.waiting import Told
from ui.presenters.visit_desk import Badge, CheckedIn, CheckIn, Guest, Host, Unknown

GWEN = Host(UUID(int=11), "person", "Gwen H.", "Planning")
TOM = Host(UUID(int=12), "person", "Tom O.", "Lifts of Wales", in_now=False)
PLANNING = Host(UUID(int=13), "team", "Planning")
RECEPTION = Host(UUID(int=14), "team", "Democratic services")
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


@dataclass
class TestVisits:
    """Satisfies `ui.presenters.visit_desk.VisitDesk`."""

    __test__ = False

    can_match: bool = True
    by_code: dict[str, Guest | Unknown] = field(default_factory=dict)
    by_card: dict[str, Guest | Unknown] = field(default_factory=dict)
    by_name: dict[tuple[str, str], Guest] = field(default_factory=dict)
    inside: dict[tuple[str, str], Guest] = field(default_factory=dict)
    to_see: tuple[Host, ...] = (GWEN, TOM, PLANNING)
    unknown: Host | None = RECEPTION
    answer: CheckedIn = CheckedIn(VISIT, "here", (Badge("BADGE-1", 17),), told=True)  # noqa: RUF009 - it is frozen
    news: Told | None = Told(VISIT, State.ASKED)  # noqa: RUF009 - the same
    fault: KioskError | None = None
    prints: Printed = field(default_factory=lambda: Printed("printed"))
    came: list[CheckIn] = field(default_factory=list)
    left: list[tuple[Guest, Went]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    printed: list[tuple[int, str]] = field(default_factory=list)
    followed: list[UUID | None] = field(default_factory=list)
    searched: list[str] = field(default_factory=list)

    def knows(self, text: str) -> bool:
        return text in self.by_code

    async def recognise(self, text: str) -> Guest | Unknown:
        return self.by_code.get(text, "not_ours")

    async def card(self, digest: str) -> Guest | Unknown:
        return self.by_card.get(digest, "unknown")

    async def find(self, name: str, fact: str, host: Host | None) -> Guest | None:
        return self.by_name.get((name, host.shown if host is not None else fact))

    async def find_inside(self, name: str, fact: str, host: Host | None) -> Guest | None:
        return self.inside.get((name, host.shown if host is not None else fact))

    def hosts(self, typed: str) -> Sequence[Host]:
        self.searched.append(typed)
        wanted = search.words(typed)
        return [host for host in self.to_see if all(map(f" {host.shown} {host.of}".casefold().__contains__, wanted))]

    def recipient(self) -> Host | None:
        return self.unknown

    async def check_in(self, coming: CheckIn) -> CheckedIn:
        if self.fault is not None:
            raise self.fault
        self.came.append(coming)
        badges = tuple(Badge(f"BADGE-{number}", 16 + number) for number in range(1, coming.count + 1))
        return replace(self.answer, badges=badges)

    def follow(self, visit_id: UUID) -> None:
        self.followed.append(visit_id)

    def forget(self) -> None:
        self.followed.append(None)

    def told(self, visit_id: UUID) -> Told | None:
        return self.news if visit_id == self.answer.visit_id else None

    async def say(self, visit_id: UUID, phrase: str) -> None:
        assert visit_id == self.answer.visit_id
        self.said.append(phrase)

    async def print_badges(self, badges: Sequence[Badge], host: Host | None, language: str) -> Printed:
        assert host is None or host.shown
        self.printed.append((len(badges), language))
        return self.prints

    async def leave(self, guest: Guest, how: Went) -> None:
        if self.fault is not None:
            raise self.fault
        self.left.append((guest, how))
