"""Visitors' cards: remembered for whoever likes, shown again, forgotten.

What a terminal asks about a card that it does not know is answered with no more than the screen needs: whose visit is
over when they leave by it, or what it fills in.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Final, TypeVar
from uuid import UUID

from kiosk.domain import searches, visit_cards
from kiosk.domain.visit_cards import DAYS, Before, SealedCard, Wish
from kiosk.domain.visit_details import NOBODY, Details
from kiosk.domain.visits import Arrival, State, Visit
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.facts import Kept
from kiosk.interfaces.records.visits import VisitRow
from kiosk.interfaces.store import Record, Store
from kiosk.services.audit import Actor, Audit
from kiosk.services.noted_cards import NotedCards
from kiosk.services.visit_arrivals import VisitUnknown
from kiosk.services.visit_parts import Fits
from kiosk.services.visit_seals import VisitSeals

T = TypeVar("T")

AT_ONCE: Final = 500
"""Cards looked through at once."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose card is remembered, for whoever asks what is known of them."""

    mark: bytes = field(repr=False)
    before: Before
    tied_at: datetime
    used_at: datetime

    @property
    def name(self) -> str:
        """What a page calls it by, which is not what a reader tells of it."""
        return self.mark[:8].hex()


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a card: the visit of somebody who is in by it, or whom it fills in."""

    visit_id: UUID | None = None
    before: Before | None = None


class VisitCards(NotedCards):
    """Those of one site.

    Args:
        opening: threads on which sealed bytes are opened.
        key: what numbers of cards are hashed with.
        kept: how long a card is remembered after it was last used; none is remembered when that is nothing.
    """

    def __init__(
        self,
        store: Store,
        audit: Audit,
        seals: VisitSeals,
        clock: Clock,
        opening: Executor,
        key: bytes,
        kept: timedelta,
    ) -> None:
        super().__init__(store, audit, key)
        self._seals, self._clock, self._opening, self._kept = seals, clock, opening, kept

    # --- when people come and go ---

    def shown(self, record: Record, arrival: Arrival, visit: Visit) -> None:
        """Somebody who is here showed a card: they can leave by it, and what they want done with it is done."""
        if not arrival.card:
            return
        if visit.inside:
            for other in record.visit_cards.visits(arrival.card):
                row = record.visits.get(other)
                if row is not None and row.visit.inside:
                    record.visit_cards.release(other)
            record.visit_cards.note(visit.id, arrival.card)
        now = self._clock.now()
        if arrival.wish is Wish.FORGET:
            self._forget(record, arrival.card)
        elif arrival.wish is Wish.REMEMBER:
            self._remember(record, arrival.card, visit, now)
        else:
            record.visit_cards.used(arrival.card, now)

    def left(self, record: Record, row: VisitRow) -> None:
        """Nobody leaves by it twice."""
        record.visit_cards.release(row.visit.id)

    def expected(self, record: Record, arrival: Arrival) -> VisitRow | None:
        """Whose card it is, of those who are in or expected that day."""
        rows = [record.visits.get(each) for each in record.visit_cards.visits(arrival.card)] if arrival.card else []
        found = [row for row in rows if row is not None and _counts(row.visit, arrival)]
        return min(found, key=lambda row: not row.visit.inside, default=None)

    async def known(self, mark: bytes) -> Known:
        """What a terminal may know of a card that somebody shows there."""

        def look(record: Record) -> tuple[UUID | None, SealedCard | None]:
            rows = [record.visits.get(each) for each in record.visit_cards.visits(mark)]
            inside = (row.visit.id for row in rows if row is not None and row.visit.inside)
            return next(inside, None), record.visit_cards.get(mark)

        visit_id, card = await self._store.read(look)
        before = None if card is None else await self._apart(lambda: self._before(card))
        return Known(visit_id, before)

    # --- what terminals hold ---

    async def personal_part(self) -> Mapping[str, object]:
        """How long a card is remembered, where any is."""
        return {DAYS: self._kept.days} if self._kept else {}

    def fitting(self, record: Record) -> Fits:
        """What finds the remembered cards of somebody who is expected."""
        by_email: dict[bytes, list[bytes]] = defaultdict(list)
        by_person: dict[bytes, list[bytes]] = defaultdict(list)
        for mark, email, person in record.visit_cards.tells():
            by_email[email].append(mark)
            by_person[person].append(mark)

        def fits(details: Details) -> Sequence[bytes]:
            emails = self._seals.same(visit_cards.same_email(details))
            people = self._seals.same(visit_cards.same_person(details))
            found = [by_email[each] for each in emails if each in by_email]
            found += [by_person[each] for each in people if each in by_person]
            return list(dict.fromkeys(mark for marks in found for mark in marks))

        return fits if by_email else lambda _details: ()

    # --- what is known of somebody ---

    async def about(self, typed: str) -> Sequence[Holder]:
        """Whose cards are remembered, by words of their name or of where they come from."""
        wanted = searches.wanted_words(typed)
        found: list[Holder] = []
        cards: Sequence[SealedCard] = ()
        while wanted:
            after = cards[-1].mark if cards else b""
            cards = await self._store.read(partial(_page, after=after))
            found += await self._apart(partial(self._fitting, cards, wanted))
            if len(cards) < AT_ONCE:
                break
        return found

    async def erase(self, mark: bytes, actor: Actor) -> None:
        """Forgets whose card it is.

        Raises:
            VisitUnknown: nobody's is remembered.
        """

        def work(record: Record) -> None:
            if not self._forget(record, mark):
                raise VisitUnknown

        await self._audit.perform(actor, "visitor_card_erased", None, work)

    def _remember(self, record: Record, mark: bytes, visit: Visit, now: datetime) -> None:
        row = record.visits.get(visit.id)
        known = (None if row is None else self._seals.open(row)) or NOBODY
        if not self._kept or not known.name:
            return
        key_id, sealed = self._seals.seal(Details(name=known.name, company=known.company))
        email, person = (
            next(iter(self._seals.same(same)), b"")
            for same in (visit_cards.same_email(known), visit_cards.same_person(known))
        )
        record.visit_cards.remember(SealedCard(mark, key_id, sealed, email, person, now, now))

    def _forget(self, record: Record, mark: bytes) -> bool:
        now = self._clock.now()
        gone = record.visit_cards.forget(mark)
        if gone:
            record.retention.prove(Kept.VISITOR_CARDS, 1, now, now, "erased")
        return gone

    def _before(self, card: SealedCard) -> Before | None:
        known = self._seals.opened(card.key_id, card.sealed)
        return None if known is None else Before(known.name, known.company)

    def _fitting(self, cards: Sequence[SealedCard], wanted: Sequence[str]) -> list[Holder]:
        opened = ((card, self._before(card)) for card in cards)
        return [
            Holder(card.mark, before, card.tied_at, card.used_at)
            for card, before in opened
            if before is not None and searches.stands_in(wanted, (before.name, before.company))
        ]

    async def _apart(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._opening, work)


def export(holder: Holder) -> Mapping[str, object]:
    """All that is known by a card, in JSON, for whoever holds it."""
    return {
        "name": holder.before.name,
        "company": holder.before.company,
        "remembered_at": holder.tied_at.isoformat(),
        "used_at": holder.used_at.isoformat(),
    }


def _counts(visit: Visit, arrival: Arrival) -> bool:
    return visit.inside or (visit.state is State.EXPECTED and visit.day == arrival.day)


def _page(record: Record, after: bytes) -> Sequence[SealedCard]:
    return record.visit_cards.all(AT_ONCE, after)
