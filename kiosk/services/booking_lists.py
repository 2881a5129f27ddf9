"""Bookings of rooms as staff and tenants look at them, and what is free where a room is taken.

Tenants are told of others' bookings that there is one, and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from kiosk.domain import bookings as rules
from kiosk.domain.bookings import Booking, Span
from kiosk.domain.errors import Refused
from kiosk.domain.rooms import Room
from kiosk.domain.site import Site
from kiosk.domain.visits import Visit
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.records.bookings import BookingRow
from kiosk.interfaces.store import Record, Store
from kiosk.services.seals import CannotOpen, Seals
from kiosk.services.visit_lists import Tenants, theirs

OPENS: Final = time(7)
CLOSES: Final = time(22)
"""Between these, on the wall, another time is offered where the one wanted is taken."""


class BookingUnknown(Refused, LookupError):
    """There is no such booking, or it is none of theirs. Which of these is not told."""

    code = "booking_unknown"


@dataclass(frozen=True, slots=True)
class Shown:
    """A booking as somebody sees it.

    Attributes:
        mine: whether they see more of it than that there is one.
        visits: those who come for it.
    """

    booking: Booking
    mine: bool
    title: str = field(default="", repr=False)
    made_at: datetime | None = None
    made_by: str = ""
    visits: tuple[Visit, ...] = ()


@dataclass(frozen=True, slots=True)
class Free:
    """What is free where a room is taken: other rooms at that time, and the nearest time of that room on that day."""

    rooms: tuple[Room, ...]
    nearest: Span | None


class BookingLists:
    """Those of one site.

    Args:
        site: gives the site as it is now.
        zone: the name of that of the clock on the wall.
    """

    def __init__(self, store: Store, seals: Seals, clock: Clock, site: Callable[[], Site], zone: str) -> None:
        self._store, self._seals, self._clock, self._site, self.zone = store, seals, clock, site, zone

    async def on(self, day: date, tenants: Tenants = None) -> list[Shown]:
        """All of a day, by when they begin. Of those that were called off, only who may see them knows."""
        begins, ends = self._day(day)

        def look(record: Record) -> list[Shown]:
            rows = record.bookings.between(begins, ends)
            return self._shown(record, rows, tenants)

        found = await self._store.read(look)
        return [each for each in found if each.mine or each.booking.holds]

    async def show(self, booking_id: UUID, tenants: Tenants = None) -> Shown:
        """One of them.

        Raises:
            BookingUnknown: there is none, or it is none of theirs.
        """

        def look(record: Record) -> Shown:
            return self._shown(record, [own(record, booking_id, tenants)], tenants)[0]

        return await self._store.read(look)

    async def free(self, room_id: str, span: Span, but: UUID | None = None) -> Free:
        """What else there is for somebody who wants a room then.

        Args:
            but: a booking that does not count, because it is the one that is to be changed.
        """
        zone, now = ZoneInfo(self.zone), self._clock.now()
        day = span.begins.astimezone(zone).date()
        opens, closes = (datetime.combine(day, at, zone) for at in (OPENS, CLOSES))
        earliest, latest = max(now, min(opens, span.begins)), max(closes, span.ends)
        rows = await self._store.read(lambda record: record.bookings.between(earliest, latest))
        held = [row.booking for row in rows if row.booking.holds and row.booking.id != but]
        taken = {each.room_id for each in held if each.span.overlaps(span.begins, span.ends)}
        here = [each.span for each in held if each.room_id == room_id]
        return Free(
            tuple(room for room in self._site().rooms if room.in_use and room.id not in taken),
            rules.nearest(here, span, earliest, latest),
        )

    def room(self, room_id: str) -> Room | None:
        """The room with this id; `None` when it is gone."""
        return next((room for room in self._site().rooms if room.id == room_id), None)

    def _shown(self, record: Record, rows: Sequence[BookingRow], tenants: Tenants) -> list[Shown]:
        mine = [row for row in rows if theirs(row.booking.tenant_id, tenants)]
        visits: dict[UUID | None, list[Visit]] = {}
        for each in record.visits.in_bookings([row.booking.id for row in mine]):
            visits.setdefault(each.visit.booking_id, []).append(each.visit)

        def one(row: BookingRow) -> Shown:
            if row not in mine:
                return Shown(_bare(row.booking), False)
            come = tuple(visits.get(row.booking.id, ()))
            return Shown(row.booking, True, self._title(row), row.made_at, row.made_by, come)

        return [one(row) for row in rows]

    def _title(self, row: BookingRow) -> str:
        try:
            return self._seals.open(row.key_id, row.sealed).decode("utf-8") if row.sealed else ""
        except (CannotOpen, ValueError):
            return ""

    def _day(self, day: date) -> tuple[datetime, datetime]:
        zone = ZoneInfo(self.zone)
        begins = datetime.combine(day, time(), zone)
        return begins, datetime.combine(day + timedelta(days=1), time(), zone)


def own(record: Record, booking_id: UUID, tenants: Tenants) -> BookingRow:
    row = record.bookings.get(booking_id)
    if row is None or not theirs(row.booking.tenant_id, tenants):
        raise BookingUnknown
    return row


def _bare(booking: Booking) -> Booking:
    """That somebody has the room then."""
    return Booking(id=booking.id, room_id=booking.room_id, span=booking.span, state=booking.state)
