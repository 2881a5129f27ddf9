"""The rooms that visitors come for: booked with their invitation, changed and called off with it, confirmed when they
arrive. All of it within the unit of work of the visit: there is no invitation without its room, and no arrival whose
room may still be given away.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from kiosk.domain import visit_tellings
from kiosk.domain.bookings import Booking, RoomTaken, Span, State, in_state
from kiosk.domain.documents import read_id
from kiosk.domain.happenings import Answer, Happening
from kiosk.domain.ids import uuid7
from kiosk.domain.visits import OVER, Visit
from kiosk.domain.visits import State as VisitState
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.records.bookings import BookingRow
from kiosk.interfaces.records.visits import VisitRow
from kiosk.interfaces.store import Record
from kiosk.services.audit import Actor
from kiosk.services.happenings import Taker
from kiosk.services.visit_arrivals import VisitUnknown

NOT_SEALED = ("", b"")
"""What such a booking is for stands with the visit, which is sealed."""


class VisitRooms:
    """Of one site.

    Args:
        zone: the name of that of the clock on the wall.
    """

    def __init__(self, clock: Clock, zone: str) -> None:
        self._clock, self._zone = clock, zone

    @property
    def takers(self) -> Mapping[str, Taker]:
        """By the kind of happening."""
        return {visit_tellings.STAYS: self._stays}

    def wanted(
        self, visits: Sequence[Visit], rooms: Sequence[str], actor: Actor
    ) -> tuple[list[Visit], list[BookingRow]]:
        """The visits with their bookings: one for those who come together to one room, from when the first of them is
        expected until the last.

        Args:
            rooms: the id of each one's room; empty for none.
        """
        made: dict[tuple[UUID, str], BookingRow] = {}
        for visit, room_id in zip(visits, rooms, strict=True):
            if not room_id or visit.expected_from is None or visit.expected_until is None:
                continue
            party, span = (
                (visit.group_id or visit.id, room_id),
                Span(visit.expected_from, visit.expected_until, self._zone),
            )
            if (known := made.get(party)) is None:
                made[party] = self._row(visit, room_id, span, actor)
            else:
                before = known.booking.span
                both = Span(min(before.begins, span.begins), max(before.ends, span.ends), self._zone)
                made[party] = replace(known, booking=replace(known.booking, span=both))
        found = [
            made.get((visit.group_id or visit.id, room_id)) for visit, room_id in zip(visits, rooms, strict=True)
        ]
        booked = [
            replace(visit, booking_id=None if row is None else row.booking.id)
            for visit, row in zip(visits, found, strict=True)
        ]
        return booked, [*made.values()]

    def change(self, record: Record, before: Visit, wanted: BookingRow | None) -> UUID | None:
        """The booking that a visit has once it was changed. One that others have too stays as it is for them.

        Args:
            before: the visit as it was.
            wanted: a booking for it alone, as it is to be.

        Raises:
            RoomTaken: somebody else has the room then.
        """
        row = None if before.booking_id is None else record.bookings.get(before.booking_id)
        known = row if row is not None and row.booking.holds else None
        if known is not None and self._others(record, before):
            booking = known.booking
            within = wanted is not None and (
                wanted.booking.room_id == booking.room_id
                and booking.span.begins <= wanted.booking.span.begins
                and wanted.booking.span.ends <= booking.span.ends
            )
            if within:
                return booking.id
            known = None
        if wanted is None:
            if known is not None:
                record.bookings.put(replace(known, booking=in_state(known.booking, State.CANCELLED)))
            return None
        if known is None:
            record.bookings.add(wanted)
            return wanted.booking.id
        booking = replace(
            wanted.booking,
            id=known.booking.id,
            revision=known.booking.revision + 1,
            state=known.booking.state,
            account_id=known.booking.account_id,
        )
        record.bookings.put(replace(known, booking=booking))
        return booking.id

    def let_go(self, record: Record, visit: Visit, state: State = State.CANCELLED) -> None:
        """Somebody comes no more: unless others come for it, nobody needs the room."""
        row = None if visit.booking_id is None else record.bookings.get(visit.booking_id)
        if row is not None and row.booking.holds and not self._others(record, visit):
            record.bookings.put(replace(row, booking=in_state(row.booking, state)))

    def came(self, record: Record, visit: Visit) -> Visit:
        """Somebody has come, as was heard now or hours later: their room is theirs. If it was released meanwhile it
        is theirs again, unless somebody else has it; then nobody is sent there."""
        row = None if visit.booking_id is None else record.bookings.get(visit.booking_id)
        if row is None or row.booking.state not in (State.BOOKED, State.RELEASED):
            return visit
        if visit.arrived_at is None or visit.arrived_at >= row.booking.span.ends:
            return visit
        try:
            record.bookings.put(replace(row, booking=in_state(row.booking, State.CONFIRMED)))
        except RoomTaken:
            return replace(visit, place="")
        return visit

    def left(self, record: Record, row: VisitRow) -> None:
        """Who is turned away needs no room."""
        if row.visit.state is VisitState.TURNED_AWAY:
            self.let_go(record, row.visit, State.RELEASED)

    def _stays(self, record: Record, happening: Happening) -> Answer:
        """Somebody was asked at a screen, after the time of their room, and has not left."""
        visit_id = read_id(happening.body.get("visit"))
        visit = None if visit_id is None else record.visits.get(visit_id)
        if visit is None:
            raise VisitUnknown
        booking_id = visit.visit.booking_id
        row = None if booking_id is None else record.bookings.get(booking_id)
        if row is not None:
            stays(record, row, happening)
        return {"visit": str(visit.visit.id)}

    def _others(self, record: Record, visit: Visit) -> bool:
        """Whether somebody else comes for the same booking, is here for it, or was."""
        booked = () if visit.booking_id is None else (visit.booking_id,)
        gone = OVER - {VisitState.LEFT}
        return any(
            each.visit.id != visit.id and each.visit.state not in gone for each in record.visits.in_bookings(booked)
        )

    def _row(self, visit: Visit, room_id: str, span: Span, actor: Actor) -> BookingRow:
        now = self._clock.now()
        booking = Booking(
            id=uuid7(int(now.timestamp() * 1000), secrets.token_bytes(10)),
            room_id=room_id,
            span=span,
            host_id=visit.host_id,
            team_id=visit.team_id,
            tenant_id=visit.tenant_id,
            account_id=actor.account_id,
        )
        return BookingRow(booking, *NOT_SEALED, now, actor.who)


def stays(record: Record, row: BookingRow, happening: Happening) -> None:
    """Notes that somebody of a booking is still here."""
    booking = replace(row.booking, stayed_at=happening.made_at, revision=row.booking.revision + 1)
    record.bookings.put(replace(row, booking=booking))
