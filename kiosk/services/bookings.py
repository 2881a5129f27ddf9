"""Bookings of rooms: kept by staff, and by people of tenants for themselves.

Two who want the same room at once both ask; the record gives it to one, and the other is told what is free. What a
booking is for is sealed. How they are listed is in `kiosk.services.booking_lists`.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from kiosk.domain import bookings as rules
from kiosk.domain.bookings import LONGEST_TITLE, Booking, BookingUnfit, Span, State
from kiosk.domain.errors import Refused
from kiosk.domain.ids import uuid7
from kiosk.domain.site import Site
from kiosk.domain.visits import State as VisitState
from kiosk.domain.visits import Visit
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.records.bookings import BookingRow
from kiosk.interfaces.store import Record, Store
from kiosk.services.audit import Actor, Audit
from kiosk.services.booking_lists import BookingLists, BookingUnknown, own
from kiosk.services.booking_titles import BookingTitles
from kiosk.services.seals import Seals
from kiosk.services.visit_lists import Tenants, theirs


class BookingChanged(Refused, RuntimeError):
    """It is not any more as it was when somebody opened it: changed, called off, released or over."""

    code = "booking_changed"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A booking as somebody wants it."""

    room_id: str
    span: Span
    title: str = field(default="", repr=False)
    host_id: UUID | None = None
    team_id: UUID | None = None
    tenant_id: UUID | None = None


class Bookings(BookingLists):
    """Those of one site.

    Args:
        site: gives the site as it is now.
        zone: the name of that of the clock on the wall.
    """

    def __init__(
        self, store: Store, audit: Audit, seals: Seals, clock: Clock, site: Callable[[], Site], zone: str
    ) -> None:
        super().__init__(store, seals, clock, site, zone)
        self._audit = audit
        self.titles = BookingTitles(store, audit, seals, clock)

    async def book(self, wanted: Wanted, actor: Actor, tenants: Tenants = None) -> Booking:
        """Books a room.

        Raises:
            BookingUnknown: it would be none of theirs.
            BookingUnfit: there is no such room to book, or not at such a time.
            RoomTaken: somebody else has it then.
        """
        now = self._clock.now()
        self._check(wanted, tenants)
        row = BookingRow(self._booking(wanted, actor, now), *self._sealed(wanted.title), now, actor.who)
        await self._audit.perform(
            actor, "booking_made", str(row.booking.id), lambda record: record.bookings.add(row), wanted.room_id
        )
        return row.booking

    async def change(
        self, booking_id: UUID, revision: int, wanted: Wanted, actor: Actor, tenants: Tenants = None
    ) -> list[Visit]:
        """Says anew which room is booked, when and for whom. Gives the expected visitors whose room is another now:
        they have to be told.

        Raises:
            BookingUnknown: there is none, or it is or would be none of theirs.
            BookingChanged: it is not at that revision any more, or over.
            BookingUnfit, RoomTaken: as `book`.
        """
        sealed = self._sealed(wanted.title)

        def work(record: Record) -> list[Visit]:
            row = self._open(record, booking_id, tenants)
            if row.booking.revision != revision:
                raise BookingChanged
            self._check(wanted, tenants, row.booking)
            booking = replace(
                row.booking,
                revision=revision + 1,
                room_id=wanted.room_id,
                span=wanted.span,
                host_id=wanted.host_id,
                team_id=wanted.team_id,
                tenant_id=wanted.tenant_id,
                # Another end is another question.
                asked_at=None if wanted.span != row.booking.span else row.booking.asked_at,
            )
            record.bookings.put(replace(row, booking=booking, key_id=sealed[0], sealed=sealed[1]))
            return self._moved(record, booking) if booking.room_id != row.booking.room_id else []

        return await self._audit.perform(actor, "booking_changed", str(booking_id), work)

    async def cancel(self, booking_id: UUID, actor: Actor, tenants: Tenants = None) -> list[Visit]:
        """Calls a booking off. Gives the expected visitors who have no room any more.

        Raises:
            BookingUnknown, BookingChanged: as `change`.
        """
        return await self._end(booking_id, State.CANCELLED, "booking_cancelled", actor, tenants)

    async def release(self, booking_id: UUID, actor: Actor, tenants: Tenants = None) -> list[Visit]:
        """Gives a room back before its time is over; the same."""
        return await self._end(booking_id, State.RELEASED, "booking_released", actor, tenants)

    async def confirm(self, booking_id: UUID, actor: Actor, tenants: Tenants = None) -> None:
        """Somebody says that those it was booked for are there.

        Raises:
            BookingUnknown, BookingChanged: as `change`.
        """

        def work(record: Record) -> None:
            row = self._open(record, booking_id, tenants)
            if row.booking.state is not State.BOOKED:
                raise BookingChanged
            record.bookings.put(replace(row, booking=rules.in_state(row.booking, State.CONFIRMED)))

        await self._audit.perform(actor, "booking_confirmed", str(booking_id), work)

    async def _end(self, booking_id: UUID, state: State, action: str, actor: Actor, tenants: Tenants) -> list[Visit]:
        def work(record: Record) -> list[Visit]:
            row = self._open(record, booking_id, tenants)
            booking = rules.in_state(row.booking, state)
            record.bookings.put(replace(row, booking=booking))
            return self._moved(record, booking)

        return await self._audit.perform(actor, action, str(booking_id), work)

    def _moved(self, record: Record, booking: Booking) -> list[Visit]:
        """Has the visits that are still to come say where they go now."""
        room = self.room(booking.room_id) if booking.holds else None
        moved = []
        for row in record.visits.in_bookings([booking.id]):
            if row.visit.state is VisitState.EXPECTED:
                place, booked = ("", None) if room is None else (room.name.en, booking.id)
                visit = replace(row.visit, place=place, booking_id=booked, revision=row.visit.revision + 1)
                record.visits.put(replace(row, visit=visit))
                moved.append(visit)
        return moved

    # --- what a booking is made of ---

    def _check(self, wanted: Wanted, tenants: Tenants, before: Booking | None = None) -> None:
        """Looks whether somebody may have such a booking. What has not changed will do."""
        if not theirs(wanted.tenant_id, tenants):
            raise BookingUnknown
        room = self.room(wanted.room_id)
        if (room is None or not room.in_use) and (before is None or before.room_id != wanted.room_id):
            raise BookingUnfit("room")
        if before is None or before.span != wanted.span:
            rules.check(wanted.span, self._clock.now())
        if len(wanted.title) > LONGEST_TITLE or not wanted.title.isprintable():
            raise BookingUnfit("title")

    def _open(self, record: Record, booking_id: UUID, tenants: Tenants) -> BookingRow:
        row = own(record, booking_id, tenants)
        if not row.booking.holds or row.booking.span.ends <= self._clock.now():
            raise BookingChanged
        return row

    def _booking(self, wanted: Wanted, actor: Actor, now: datetime) -> Booking:
        return Booking(
            id=uuid7(int(now.timestamp() * 1000), secrets.token_bytes(10)),
            room_id=wanted.room_id,
            span=wanted.span,
            host_id=wanted.host_id,
            team_id=wanted.team_id,
            tenant_id=wanted.tenant_id,
            account_id=actor.account_id,
        )

    def _sealed(self, title: str) -> tuple[str, bytes]:
        return (self._seals.key_id, self._seals.seal(title.encode("utf-8"))) if title else ("", b"")
