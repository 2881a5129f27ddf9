"""Still here? What somebody of the house says of visitors whose room's time is over, by the link of a notice."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from typing import Final
from uuid import UUID

from kiosk.domain.bookings import Booking
from kiosk.domain.visit_details import NOBODY, Details
from kiosk.domain.visits import Visit, Went
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.records.bookings import BookingRow
from kiosk.interfaces.records.visits import VisitRow
from kiosk.interfaces.store import Record, Store
from kiosk.services.audit import Actor, Audit
from kiosk.services.booking_lists import BookingUnknown
from kiosk.services.host_notices import short_name
from kiosk.services.visit_arrivals import Arrivals
from kiosk.services.visit_links import VisitLinks

BY_A_LINK: Final = "a link about a room"
"""Who answered, for the audit: whoever has the link can."""


@dataclass(frozen=True, slots=True)
class Inside:
    """Visitors of a booking who have not left, each as the notice would call them."""

    booking: Booking
    people: tuple[tuple[UUID, str], ...] = field(repr=False)


class BookingStays:
    """Of one site.

    Args:
        details: opens who a visitor is.
        opening: threads on which sealed bytes are opened.
    """

    def __init__(
        self,
        store: Store,
        audit: Audit,
        arrivals: Arrivals,
        links: VisitLinks,
        details: Callable[[VisitRow], Details | None],
        opening: Executor,
        clock: Clock,
    ) -> None:
        self._store, self._audit, self._arrivals, self._links = store, audit, arrivals, links
        self._details, self._opening, self._clock = details, opening, clock

    async def inside(self, token: str) -> Inside:
        """Who is still here, by a link.

        Raises:
            BookingUnknown: the link leads nowhere, or nobody was asked about.
        """
        row, visits = await self._store.read(lambda record: self._behind(record, token))

        def names() -> tuple[tuple[UUID, str], ...]:
            return tuple((each.visit.id, _called(each.visit, self._details(each) or NOBODY)) for each in visits)

        people = await asyncio.get_running_loop().run_in_executor(self._opening, names)
        return Inside(row.booking, people)

    async def left(self, token: str, visit_id: UUID | None, address: str) -> None:
        """One of them has left, or with `None` all of them.

        Raises:
            BookingUnknown: the link leads nowhere, or to nobody of that id.
        """
        actor = Actor(BY_A_LINK, None, address)
        _, visits = await self._store.read(lambda record: self._behind(record, token))
        gone = [each.visit.id for each in visits if visit_id in (None, each.visit.id)]
        if visit_id is not None and not gone:
            raise BookingUnknown
        for each in gone:

            def work(record: Record, one: UUID = each) -> None:
                self._behind(record, token)
                self._arrivals.sign_out(record, one, Went.HOST, self._clock.now())

            await self._audit.perform(actor, "visit_left", str(each), work, Went.HOST.value)

    async def stay(self, token: str, address: str) -> None:
        """They are still here.

        Raises:
            BookingUnknown: the link leads nowhere.
        """

        def work(record: Record) -> None:
            row, _ = self._behind(record, token)
            booking = replace(row.booking, stayed_at=self._clock.now(), revision=row.booking.revision + 1)
            record.bookings.put(replace(row, booking=booking))

        row, _ = await self._store.read(lambda record: self._behind(record, token))
        await self._audit.perform(Actor(BY_A_LINK, None, address), "booking_stays", str(row.booking.id), work)

    def _behind(self, record: Record, token: str) -> tuple[BookingRow, list[VisitRow]]:
        booking_id = self._links.read(token)
        row = None if booking_id is None else record.bookings.get(booking_id)
        if row is None or row.booking.asked_at is None:
            raise BookingUnknown
        return row, [each for each in record.visits.in_bookings([row.booking.id]) if each.visit.inside]


def _called(visit: Visit, details: Details) -> str:
    """A first name and an initial: the link may have been given on."""
    return short_name(details.name) or (f"Badge {visit.badge}" if visit.badge else "A visitor")
