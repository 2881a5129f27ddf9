"""What terminals keep sealed of visitors: who is expected today, with all that finding them takes, and who is in.

Theory of operation. Both are asked for by each terminal whenever something has changed, so what was opened stays in
memory for the day. The hub tells them of changes a few seconds apart at most, however many come: two hundred people
at nine o'clock are not two hundred tellings. Until then what a terminal does itself it knows itself.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from kiosk.domain import visit_details
from kiosk.domain.bookings import State as Booked
from kiosk.domain.definition import Localised
from kiosk.domain.directory import Person, Team, Tenant, seen
from kiosk.domain.directory_book import Book
from kiosk.domain.matching import Candidate, Matching
from kiosk.domain.visit_details import NOBODY, Details
from kiosk.domain.visits import Arrival, Came, Visit, walked_in
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.records.visits import Given, VisitRow
from kiosk.interfaces.store import Record, Store
from kiosk.services.directory import Directory, snapshot
from kiosk.services.visit_seals import VisitSeals

EXPECTED, INSIDE, GONE = "expected", "inside", "gone"


Fits = Callable[[Details], Sequence[bytes]]
Until = Mapping[UUID | None, datetime]
"""When the time of a room is over, by its booking."""


@dataclass(frozen=True, slots=True)
class Cards:
    """The cards that visits have, and what finds those that somebody has had remembered."""

    noted: Mapping[UUID, bytes]
    fits: Fits

    def noted_of(self, visit: Visit) -> str:
        """The one of a visit, in hexadecimal digits; empty for none."""
        return self.noted.get(visit.id, b"").hex()


class VisitParts:
    """Those of one site.

    Args:
        zone: of the clock on the wall.
        opening: threads on which sealed bytes are opened.
        fitting: gives what finds the remembered cards of somebody who is expected.
    """

    def __init__(
        self,
        store: Store,
        seals: VisitSeals,
        directory: Directory,
        clock: Clock,
        zone: ZoneInfo,
        opening: Executor,
        fitting: Callable[[Record], Fits],
    ) -> None:
        self._store, self._seals, self._directory, self._fitting = store, seals, directory, fitting
        self._clock, self._zone, self._opening = clock, zone, opening

    async def part(self) -> Mapping[str, object]:
        """Who is expected today, who is in the building, and the badges that were given back."""
        today = self._clock.now().astimezone(self._zone).date()

        def look(record: Record) -> tuple[Sequence[VisitRow], Sequence[VisitRow], Sequence[Given], Cards, Until]:
            cards = Cards(record.visit_cards.noted(), self._fitting(record))
            inside = record.visits.inside()
            return record.visits.expected(today), inside, record.visits.badges(today), cards, _until(record, inside)

        expected, inside, badges, cards, until = await self._store.read(look)
        here = {row.visit.id for row in inside}
        gone = [badge.mark.hex() for badge in badges if badge.void or badge.visit_id not in here]
        given: dict[UUID, list[str]] = defaultdict(list)
        for badge in badges:
            if not badge.void:
                given[badge.visit_id].append(badge.mark.hex())
        book = await self._directory.book()
        loop = asyncio.get_running_loop()

        def document() -> dict[str, object]:
            return {
                EXPECTED: [self._expected(row, book, cards) for row in expected],
                INSIDE: [
                    self._inside(row, book, given[row.visit.id], cards)
                    | ({"room_until": ends.isoformat()} if (ends := until.get(row.visit.booking_id)) else {})
                    for row in inside
                ],
                GONE: gone,
            }

        return await loop.run_in_executor(self._opening, document)

    def named(self, record: Record, arrival: Arrival) -> VisitRow | None:
        """Whom somebody said they are, where the terminal knew nobody's name: by the same rules as there."""
        expected = {row.visit.id: row for row in record.visits.expected(arrival.day)}
        if not expected or not arrival.details.name:
            return None
        book = snapshot(record).book
        candidates = [
            Candidate(row.visit.id, details.name, facts(row.visit, details, book), row.visit.expected_from)
            for row in expected.values()
            if (details := self._seals.open(row)) is not None
        ]
        matching = Matching(candidates, self._zone)
        told = [arrival.details.fact, *_names(_hosts(_asked_for(arrival), book))]
        found = {matching.find(arrival.details.name, fact) for fact in told if fact}
        fitting = [visit_id for visit_id in found if visit_id is not None]
        return expected[fitting[0]] if len(fitting) == 1 else None

    def _expected(self, row: VisitRow, book: Book, cards: Cards) -> dict[str, object]:
        """What finding somebody takes, and greeting them: not how to reach them, nor what they wrote."""
        visit, details = row.visit, self._seals.open(row) or NOBODY
        needs = visit_details.document(Details(needs=details.needs)).get("needs")
        told = {
            **self._known(row, details, book),
            "from": _instant(visit.expected_from),
            "until": _instant(visit.expected_until),
            "place": visit.place,
            "needs": needs,
            "card": cards.noted_of(visit),
            "remembered_cards": [mark.hex() for mark in cards.fits(details)],
        }
        return {key: value for key, value in told.items() if value}

    def _inside(self, row: VisitRow, book: Book, badges: Sequence[str], cards: Cards) -> dict[str, object]:
        visit, details = row.visit, self._seals.open(row) or NOBODY
        told = {
            **self._known(row, details, book),
            "from": _instant(visit.expected_from),
            "since": _instant(visit.arrived_at or row.made_at),
            "how": None if visit.came is None else visit.came.value,
            "sure": visit.sure,
            "state": visit.state.value,
            "badge": visit.badge,
            "badge_codes": list(badges),
            "card": cards.noted_of(visit),
            "help": details.help_to_leave,
        }
        return {key: value for key, value in told.items() if value}

    def _known(self, row: VisitRow, details: Details, book: Book) -> dict[str, object]:
        visit = row.visit
        private = visit.private
        told: dict[str, object] = {
            "id": str(visit.id),
            "name": details.name,
            "shown": details.first_name,
            # Whoever guesses whom somebody comes to see in private is not told that it is so.
            "facts": [fact for fact in (details.fact,) if fact] if private else list(facts(visit, details, book)),
            "unsaid": list(facts(visit, NOBODY, book)) if private else [],
            "host": "" if private else shown_host(visit, book),
            "host_id": None if private or visit.host_id is None else str(visit.host_id),
            "type": visit.type,
            "private": private,
            "group": None if visit.group_id is None else str(visit.group_id),
            "code": None if row.code_mark is None else row.code_mark.hex(),
        }
        # Of a group of whom not all have come, nobody is called by a name that may be another's; and nobody who came
        # along is greeted by one: which of their badges somebody took is not known.
        if not visit.named:
            return told | {"name": "", "shown": "", "perhaps": details.name}
        return told | {"shown": ""} if visit.came is Came.GROUP else told


def _until(record: Record, inside: Sequence[VisitRow]) -> Until:
    booked = {row.visit.booking_id for row in inside if row.visit.booking_id is not None}
    rows = record.bookings.those(booked)
    return {row.booking.id: row.booking.span.ends for row in rows if row.booking.state is Booked.CONFIRMED}


def facts(visit: Visit, details: Details, book: Book) -> tuple[str, ...]:
    """What else than their name somebody can say, but for the time: whom they come to see, and what was agreed."""
    return tuple(dict.fromkeys(filter(None, (*_names(_hosts(visit, book)), details.fact))))


def shown_host(visit: Visit, book: Book) -> str:
    """Whom they come to see, as a screen may say it."""
    person = book.get(visit.host_id, Person)
    if person is not None and (name := seen(person)) is not None:
        return name
    team, tenant = book.get(visit.team_id, Team), book.get(visit.tenant_id, Tenant)
    return next((each.name.en for each in (team, tenant) if each is not None and each.listed), "")


def _asked_for(arrival: Arrival) -> Visit:
    return walked_in(arrival, arrival.party[0].visit_id, None)


def _hosts(visit: Visit, book: Book) -> list[Person | Team | Tenant]:
    person = book.get(visit.host_id, Person)
    team_id = visit.team_id or (None if person is None else person.team_id)
    tenant_id = visit.tenant_id or (None if person is None else person.tenant_id)
    found = (person, book.get(team_id, Team), book.get(tenant_id, Tenant))
    return [each for each in found if each is not None]


def _names(hosts: Iterable[Person | Team | Tenant]) -> list[str]:
    found: list[str] = []
    for each in hosts:
        title: Localised = each.title
        found += [title.en, title.cy or "", *each.sounds_like]
    return [name for name in found if name]


def _instant(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
