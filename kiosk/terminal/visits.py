"""People come and go at this terminal: they say so, it is kept, and the hub hears of it.

Whatever happens is on the disk before it is said to have happened. The hub's word (a number, who has to be let in) is
waited for a moment; where it does not come in time, that is what the visitor is told.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, TypeVar
from uuid import UUID

from kiosk.domain import ids, visit_cards, visit_codes, visit_tellings
from kiosk.domain.happenings import Answer
from kiosk.domain.host_search import Host
from kiosk.domain.photos import About, Photo
from kiosk.domain.visit_cards import Wish
from kiosk.domain.visit_codes import BadgeCode
from kiosk.domain.visit_details import NOBODY, Details
from kiosk.domain.visit_tellings import Leaving
from kiosk.domain.visits import Arrival, Came, Member, State, Went
from kiosk.interfaces.clock import Clock
from kiosk.terminal.catalogue import Catalogue
from kiosk.terminal.happenings import Happenings
from kiosk.terminal.lines import Line
from kiosk.terminal.personal import Document
from kiosk.terminal.photos import Photos
from kiosk.terminal.trusted_clock import TrustedClock
from kiosk.terminal.visit_cards import VisitCards
from kiosk.terminal.visit_finding import Found, VisitFinding

V = TypeVar("V")

WORD: Final = 2.5
"""Seconds the hub's word is waited for."""

_REMEMBERED: Final = 500
"""Visits of this terminal's own that it knows before the hub has told of them."""


@dataclass(frozen=True, slots=True, repr=False)
class Coming:
    """Somebody says that they are here.

    Attributes:
        found: who it is; `None` for somebody nobody expects.
        count: how many come together.
        adding: whether whoever was found is in already, and brings so many more.
        card: what stands for the card they showed, and `wish` what they want done with it.
        details: what they said of themselves.
    """

    came: Came
    found: Found | None = None
    count: int = 1
    adding: bool = False
    host: Host | None = None
    type: str = ""
    place: str = ""
    card: str = ""
    wish: Wish | None = None
    details: Details = NOBODY


@dataclass(frozen=True, slots=True, repr=False)
class Badge:
    """What stands on one: the text of its QR code, and the number of the day where the hub has given it."""

    visit_id: UUID
    code: str
    number: int | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Arrived:
    """They are here, and that is on the disk.

    Attributes:
        state: how it stands by the hub's word; `None` while the hub has not said.
        already: whether the hub knew before.
        badges: one for each who came and had none, themselves first.
        private: whether it says on no badge where they go.
    """

    visit_id: UUID
    state: State | None
    already: bool
    badges: tuple[Badge, ...]
    private: bool = False


class Visits(VisitFinding):
    """Belongs to the terminal's loop; what does not wait is for any thread."""

    def __init__(
        self,
        happenings: Happenings,
        time: TrustedClock,
        clock: Clock,
        here: Callable[[], tuple[Catalogue | None, bool]],
        known: Callable[[], Document | None],
        line: Line,
        photos: Photos,
    ) -> None:
        super().__init__(time, here, known)
        self.cards = VisitCards(self, line, lambda: happenings.heard, known)
        self._happenings, self._clock = happenings, clock
        self._photos, self.photograph = photos, photos.take
        self.came: Callable[[UUID, Arrival], None] = lambda _kept, _arrival: None
        self.went: Callable[[UUID, Leaving], None] = lambda _kept, _leaving: None
        """Called with what was kept of each who comes or leaves, once it is on the disk."""
        self._again: OrderedDict[bytes, None] = OrderedDict()

    async def arrive(self, coming: Coming, photo: Photo | None = None) -> Arrived:
        """Keeps that somebody is here, and waits a moment for the hub's word.

        Args:
            photo: of the first who comes; where it cannot be kept, the rest is all the same.

        Raises:
            NotSaved: nothing was kept.
        """
        now = self._time.now() or self._clock.now()
        asked, host = coming.came is Came.WALK_IN, coming.host
        unsaid = self._unsaid(coming.details.name, host) if asked and host is not None else None
        if unsaid is not None:
            coming = replace(coming, came=Came.NAME, found=unsaid)
        party, found = self._party(coming, now), coming.found
        arrival = Arrival(
            at=now,
            day=now.astimezone(self._zone()).date(),
            came=self._came(coming),
            party=party,
            code=b"" if found is None else found.code,
            adding=coming.adding,
            card=visit_cards.read_mark(coming.card),
            wish=coming.wish,
            type=coming.type or "visitor",
            place=coming.place,
            host_id=host.id if host is not None and host.kind == "person" else None,
            team_id=None if host is None else host.team_id,
            tenant_id=None if host is None else host.tenant_id,
            details=coming.details,
        )
        told = visit_tellings.arrival_body(arrival)
        kept = await self._photos.keep(visit_tellings.ARRIVED, told, About.VISIT, party[0].visit_id, photo)
        self.came(kept, arrival)
        self._missed = 0  # whoever came in was no guess
        for member in party:
            if member.badge_code:
                _remember(self._mine, visit_codes.mark(member.badge_code), member.visit_id)
        if arrival.card:
            _remember(self._mine, arrival.card, party[0].visit_id)
        answer = await self._happenings.answer(kept, WORD if self._happenings.heard else 0.0)
        return _arrived(party, answer, private=unsaid is not None)

    async def stay(self, found: Found) -> None:
        """Keeps that somebody was asked, and is still here.

        Raises:
            NotSaved: nothing was kept.
        """
        await self._happenings.keep(visit_tellings.STAYS, {"visit": str(found.visit_id)})

    async def leave(self, found: Found, went: Went, *, together: bool = False) -> None:
        """Keeps that somebody has left.

        Args:
            together: all who came with them have, too.

        Raises:
            NotSaved: nothing was kept.
        """
        now = self._time.now() or self._clock.now()
        leaving = Leaving(now, went, found.visit_id, found.code, found.badge_code, together)
        self.went(await self._happenings.keep(visit_tellings.LEFT, visit_tellings.leaving_body(leaving)), leaving)
        own = [mark for mark, visit_id in self._mine.items() if visit_id == found.visit_id]
        for mark in own:
            _remember(self._gone, mark, self._mine.pop(mark))
        if found.badge_code:
            _remember(self._gone, visit_codes.mark(found.badge_code), found.visit_id)
        elif found.visit_id is not None:
            # Until the hub tells who is in, a card that leads to them leads to nobody.
            _remember(self._gone, found.visit_id.bytes, found.visit_id)

    async def used_again(self, text: str) -> None:
        """Keeps that a badge was shown that is not good any more; once for each, however often somebody shows it.

        Raises:
            NotSaved: nothing was kept.
        """
        code = visit_codes.read(text)
        if isinstance(code, BadgeCode) and (mark := visit_codes.mark(code.nonce)) not in self._again:
            _remember(self._again, mark, None)
            await self._happenings.keep(visit_tellings.AGAIN, {"badge": code.nonce.hex()})

    def _came(self, coming: Coming) -> Came:
        """How they came. Where this terminal knows nobody's name, whoever typed theirs may be expected all the same:
        the hub looks, by the same rules."""
        typed = coming.came is Came.WALK_IN and coming.details.name and not self.can_match
        return Came.NAME if typed else coming.came

    def _party(self, coming: Coming, now: datetime) -> tuple[Member, ...]:
        """Everybody who comes, each with what is in the code on their badge. Whoever is in already and brings them
        has one."""
        found = coming.found
        lead = (None if found is None else found.visit_id) or _fresh(now)
        expected, inside, _ = self._lists()
        person = (inside if coming.adding else expected).all.get(lead)
        others = coming.count if coming.adding else coming.count - 1
        known = [each.id for each in expected.group(person)[1:]] if person is not None else []
        names = known[:others] + [_fresh(now) for _ in range(others - len(known))]
        first = Member(lead, b"" if coming.adding else os.urandom(visit_codes.NONCE))
        return (first, *(Member(name, os.urandom(visit_codes.NONCE)) for name in names))


def _remember(memory: OrderedDict[bytes, V], mark: bytes, what: V) -> None:
    memory[mark] = what
    while len(memory) > _REMEMBERED:
        memory.popitem(last=False)


def _arrived(party: tuple[Member, ...], answer: Answer | None, *, private: bool) -> Arrived:
    told = answer or {}
    rows = told.get("party")
    listed = [row for row in (rows if isinstance(rows, list) else ()) if isinstance(row, Mapping)]
    numbers = [row.get("badge") for row in listed] + [None] * len(party)
    badges = tuple(
        Badge(each.visit_id, visit_codes.badge(each.badge_code), number if isinstance(number, int) else None)
        for each, number in zip(party, numbers, strict=False)
        if each.badge_code
    )
    state = next((state for state in State if state == told.get("state")), None)
    try:
        visit_id = UUID(str(told.get("visit")))
    except ValueError:
        visit_id = party[0].visit_id
    return Arrived(visit_id, state, told.get("already") is True, badges, private)


def _fresh(now: datetime) -> UUID:
    return ids.uuid7(int(now.timestamp() * 1000), os.urandom(10))
