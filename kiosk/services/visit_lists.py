"""Visits as staff and tenants look at them: one, a day's, everybody inside, and the history."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from kiosk.domain.visit_details import Details
from kiosk.domain.visits import Visit
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.records.visits import VisitRow, VisitSearch
from kiosk.interfaces.store import Record, Store
from kiosk.services.visit_arrivals import VisitUnknown
from kiosk.services.visit_seals import VisitSeals

T = TypeVar("T")
Tenants = frozenset[UUID] | None
"""The tenants whose visitors somebody looks after; `None` for who looks after everybody's."""

PAGE: Final = 50
"""Visits on one page of the history."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A visit as staff see it. `details` are `None` once they are forgotten."""

    visit: Visit
    details: Details | None = field(repr=False)
    made_at: datetime
    made_by: str


class VisitLists:
    """Those of one site.

    Args:
        opening: threads on which sealed bytes are made and opened.
    """

    def __init__(self, store: Store, seals: VisitSeals, clock: Clock, zone: ZoneInfo, opening: Executor) -> None:
        self._store, self._seals, self._clock = store, seals, clock
        self._zone, self._opening = zone, opening

    async def show(self, visit_id: UUID, tenants: Tenants = None) -> Shown:
        """One visit.

        Raises:
            VisitUnknown: there is none, or it is none of theirs.
        """
        row = await self._row(visit_id, tenants)
        return await self._apart(lambda: self._shown(row))

    async def today(self, tenants: Tenants = None) -> list[Shown]:
        """Everybody of today, and whoever is still here from another day."""
        day = self.day(self._clock.now())
        rows = await self._store.read(
            lambda record: [*record.visits.inside(tenants), *record.visits.on(day, tenants)]
        )
        return await self._all({row.visit.id: row for row in rows}.values())

    async def on(self, day: date, tenants: Tenants = None) -> list[Shown]:
        """Everybody of a day."""
        return await self._all(await self._store.read(lambda record: record.visits.on(day, tenants)))

    async def inside(self, tenants: Tenants = None) -> list[Shown]:
        """Who is in the building."""
        return await self._all(await self._store.read(lambda record: record.visits.inside(tenants)))

    async def history(self, wanted: VisitSearch, after: UUID | None = None) -> list[Shown]:
        """A page of those that fit, the newest day first; the one behind `after` when it is given."""

        def look(record: Record) -> Sequence[VisitRow]:
            last = None if after is None else record.visits.get(after)
            return record.visits.find(wanted, PAGE, last)

        return await self._all(await self._store.read(look))

    def day(self, at: datetime) -> date:
        """The day on the wall."""
        return at.astimezone(self._zone).date()

    async def _row(self, visit_id: UUID, tenants: Tenants) -> VisitRow:
        return own(await self._store.read(lambda record: record.visits.get(visit_id)), tenants)

    async def _all(self, rows: Iterable[VisitRow]) -> list[Shown]:
        return await self._apart(lambda: [self._shown(row) for row in rows])

    async def _apart(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._opening, work)

    def _shown(self, row: VisitRow) -> Shown:
        return Shown(row.visit, self._seals.open(row), row.made_at, row.made_by)


def theirs(tenant_id: UUID | None, tenants: Tenants) -> bool:
    """Whether somebody looks after the visitors of a tenant."""
    return tenants is None or tenant_id in tenants


def own(row: VisitRow | None, tenants: Tenants) -> VisitRow:
    """The visit, if it is there and one of theirs.

    Raises:
        VisitUnknown: it is not.
    """
    if row is None or not theirs(row.visit.tenant_id, tenants):
        raise VisitUnknown
    return row
