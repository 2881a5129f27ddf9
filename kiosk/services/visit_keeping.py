"""How long anything of a visitor is kept; what is known of somebody who asks; and what is erased at once.

Theory of operation. What is kept is kept by field. That somebody may need help to leave goes when they sign out. How
to reach them, what they needed, answered and wrote goes after weeks; who they were goes after months; that somebody
came, on which day and to which team, stays as a number. Each night that takes something writes down how much, in the
log of proofs. Nobody who is in the building is forgotten.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from kiosk.domain import searches, visit_details
from kiosk.domain.errors import Refused
from kiosk.domain.visit_details import Details
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.facts import Kept
from kiosk.interfaces.records.visits import VisitRow, VisitSearch
from kiosk.interfaces.store import Record, Store
from kiosk.services import photos
from kiosk.services.audit import Actor, Audit
from kiosk.services.visit_arrivals import VisitUnknown
from kiosk.services.visit_lists import Shown
from kiosk.services.visit_seals import VisitSeals

AT_ONCE: Final = 500
"""Visits looked through at once."""


class VisitGoesOn(Refused, RuntimeError):
    """They are in the building: the roll needs to know who they are."""

    code = "visit_goes_on"


class VisitKeeping:
    """That of one site.

    Args:
        contacts: how long it is kept how to reach them, and what they needed, answered and wrote.
        opening: threads on which sealed bytes are made and opened.
    """

    def __init__(
        self,
        store: Store,
        audit: Audit,
        seals: VisitSeals,
        clock: Clock,
        zone: ZoneInfo,
        opening: Executor,
        contacts: timedelta,
    ) -> None:
        self._store, self._audit, self._seals, self._clock = store, audit, seals, clock
        self._zone, self._opening, self._contacts = zone, opening, contacts
        self.also: list[Callable[[Record, UUID], None]] = []
        """What else forgets who somebody was, by their visit."""

    async def thin(self, now: datetime, limit: int) -> int:
        """Forgets all but who they were, where that was kept long enough, `limit` at a time; 0 forgets nothing and
        proves that it was looked.

        Returns:
            From how many visits something was taken.
        """
        before = now.astimezone(self._zone).date() - self._contacts
        total, taken = 0, limit
        while taken == limit:
            taken = await self._thin(before, now, limit)
            total += taken
            if not limit:
                break
            await asyncio.sleep(0)
        self._seals.forget()
        return total

    async def about(self, typed: str, actor: Actor) -> Sequence[Shown]:
        """Every visit of somebody, for whoever asks what is known of them: by words of their name, their e-mail
        address or their telephone number. That somebody looked is audited."""
        wanted = searches.wanted_words(typed)
        found: list[Shown] = []
        last: VisitRow | None = None
        while wanted:
            rows = await self._store.read(partial(_page, after=last))
            found += await self._apart_fitting(rows, wanted)
            if len(rows) < AT_ONCE:
                break
            last = rows[-1]
        await self._audit.record(actor, "visits_about", None, "done", str(len(found)))
        return found

    async def erase(self, visit_id: UUID, actor: Actor) -> None:
        """Forgets at once who somebody was.

        Raises:
            VisitUnknown: there is no such visit.
            VisitGoesOn: they are in the building.
        """
        now = self._clock.now()

        def work(record: Record) -> None:
            row = record.visits.get(visit_id)
            if row is None:
                raise VisitUnknown
            if row.visit.inside:
                raise VisitGoesOn
            for forget in self.also:
                forget(record, visit_id)
            record.visits.put(_forgotten(row, now))
            record.visit_words.erase([visit_id])
            photos.erase(record, visit_id, now, "erased")
            record.visit_cards.release(visit_id)
            record.retention.prove(Kept.VISITS, 1, now, now, "erased")

        await self._audit.perform(actor, "visit_erased", str(visit_id), work)
        self._seals.forget()

    async def _thin(self, before: date, now: datetime, limit: int) -> int:
        if not limit:
            due: Sequence[VisitRow] = ()
        else:
            due = await self._store.read(lambda record: record.visits.due(before, limit, thin=True))
        loop = asyncio.get_running_loop()
        left = await loop.run_in_executor(self._opening, lambda: [self._thinned(row, now) for row in due])

        def work(record: Record) -> int:
            taken = sum(record.visits.put(row) for row in left)
            record.visit_words.erase([row.visit.id for row in left])
            record.retention.prove(Kept.VISIT_CONTACTS, taken, _midnight(before, self._zone), now)
            return taken

        return await self._store.transact(work)

    def _thinned(self, row: VisitRow, now: datetime) -> VisitRow:
        known = self._seals.open(row)
        stays = Details() if known is None else Details(name=known.name, company=known.company, notices=known.notices)
        visit = replace(row.visit, revision=row.visit.revision + 1)
        key_id, sealed = self._seals.seal(stays)
        gone = now if not sealed else None
        return replace(row, visit=visit, key_id=key_id, sealed=sealed, thinned_at=now, anonymised_at=gone)

    async def _apart_fitting(self, rows: Sequence[VisitRow], wanted: Sequence[str]) -> list[Shown]:
        def fitting() -> list[Shown]:
            opened = ((row, self._seals.open(row)) for row in rows)
            return [
                Shown(row.visit, details, row.made_at, row.made_by)
                for row, details in opened
                if details is not None
                and searches.stands_in(wanted, (details.name, details.email, details.phone, details.company))
            ]

        return await asyncio.get_running_loop().run_in_executor(self._opening, fitting)


def export(shown: Shown) -> dict[str, object]:
    """All that is known of one visit, in JSON, for whoever it is about."""
    visit, details = shown.visit, shown.details
    return {
        "day": visit.day.isoformat(),
        "state": visit.state.value,
        "type": visit.type,
        "expected_from": _instant(visit.expected_from),
        "expected_until": _instant(visit.expected_until),
        "arrived_at": _instant(visit.arrived_at),
        "came": None if visit.came is None else visit.came.value,
        "left_at": _instant(visit.left_at),
        "went": None if visit.went is None else visit.went.value,
        "place": visit.place,
        "badge": visit.badge,
        "noted_at": shown.made_at.isoformat(),
        "noted_by": shown.made_by,
        "details": None if details is None else visit_details.document(details),
    }


def _page(record: Record, after: VisitRow | None) -> Sequence[VisitRow]:
    return record.visits.find(VisitSearch(), AT_ONCE, after)


def _forgotten(row: VisitRow, now: datetime) -> VisitRow:
    visit = replace(row.visit, revision=row.visit.revision + 1)
    return replace(
        row, visit=visit, key_id="", sealed=b"", thinned_at=row.thinned_at or now, anonymised_at=now, code_mark=None
    )


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone)


def _instant(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
