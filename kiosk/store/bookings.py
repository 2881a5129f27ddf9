"""Bookings of rooms, and the one place where it is decided that a room is taken.

Whatever writes here writes alone, on SQLite by the file's lock and on PostgreSQL by ours, so what is looked up before
a booking is put cannot change before it is committed. On PostgreSQL a constraint (`bookings_apart`) stands behind it,
so that no other program that writes to the database, and no fault of ours, can give a room twice.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, insert, select, update

from kiosk.domain.bookings import HOLDS, Booking, RoomTaken, Span, State
from kiosk.domain.visits import IN_THE_BUILDING
from kiosk.interfaces.records.bookings import BookingRow
from kiosk.interfaces.store import Topic
from kiosk.store.schema import bookings, visits

_HOLDS = sorted(HOLDS)


class BookingRows:
    """Satisfies `kiosk.interfaces.records.bookings.BookingRecord`."""

    def __init__(self, connection: Connection, site_id: str, touched: set[Topic]) -> None:
        self._connection, self._site_id, self._touched = connection, site_id, touched

    def add(self, row: BookingRow) -> None:
        self._free(row.booking)
        self._connection.execute(insert(bookings).values(site_id=self._site_id, **_written(row)))
        self._touched.add("bookings")

    def put(self, row: BookingRow) -> bool:
        self._free(row.booking)
        self._touched.add("bookings")
        here = (*self._here(), bookings.c.id == row.booking.id, bookings.c.revision == row.booking.revision - 1)
        return self._connection.execute(update(bookings).where(*here).values(**_written(row))).rowcount == 1

    def get(self, booking_id: UUID) -> BookingRow | None:
        return next(iter(self.those([booking_id])), None)

    def those(self, wanted: Collection[UUID]) -> Sequence[BookingRow]:
        return self._all(bookings.c.id.in_(tuple(wanted))) if wanted else []

    def between(self, begins: datetime, ends: datetime) -> Sequence[BookingRow]:
        return self._all(bookings.c.begins < ends, bookings.c.ends > begins)

    def begun(self, before: datetime, limit: int) -> Sequence[BookingRow]:
        visited = select(visits.c.booking_id).where(
            visits.c.site_id == self._site_id, visits.c.booking_id.is_not(None)
        )
        open_ = (bookings.c.state == State.BOOKED.value, bookings.c.begins < before)
        return self._all(*open_, bookings.c.id.in_(visited), limit=limit)

    def ended(self, before: datetime, limit: int) -> Sequence[BookingRow]:
        inside = select(visits.c.booking_id).where(
            visits.c.site_id == self._site_id,
            visits.c.booking_id.is_not(None),
            visits.c.state.in_(sorted(IN_THE_BUILDING)),
        )
        over = (bookings.c.state == State.CONFIRMED.value, bookings.c.ends < before, bookings.c.asked_at.is_(None))
        return self._all(*over, bookings.c.id.in_(inside), limit=limit)

    def coming(self, after: datetime) -> Sequence[tuple[BookingRow, tuple[str, str]]]:
        here = (*self._here(), bookings.c.state.in_(_HOLDS), bookings.c.ends > after)
        rows = self._connection.execute(select(bookings).where(*here).order_by(bookings.c.begins, bookings.c.id))
        return [(_row(row), (row.wall_begins, row.wall_ends)) for row in rows]

    def _free(self, booking: Booking) -> None:
        """Looks whether nobody else has the room then.

        Raises:
            RoomTaken: somebody has.
        """
        if not booking.holds:
            return
        begins, ends = booking.span.begins, booking.span.ends
        others = (
            bookings.c.room_id == booking.room_id,
            bookings.c.state.in_(_HOLDS),
            bookings.c.begins < ends,
            bookings.c.ends > begins,
            bookings.c.id != booking.id,
        )
        if self._connection.execute(select(bookings.c.id).where(*self._here(), *others).limit(1)).first() is not None:
            raise RoomTaken(booking.room_id, begins, ends)

    def _here(self) -> tuple[ColumnElement[bool], ...]:
        return (bookings.c.site_id == self._site_id,)

    def _all(self, *wanted: ColumnElement[bool], limit: int | None = None) -> list[BookingRow]:
        chosen = (
            select(bookings).where(*self._here(), *wanted).order_by(bookings.c.begins, bookings.c.id).limit(limit)
        )
        return [_row(row) for row in self._connection.execute(chosen)]


def _written(row: BookingRow) -> dict[str, object]:
    booking, (first, last) = row.booking, row.booking.span.walls
    return {
        "id": booking.id,
        "revision": booking.revision,
        "state": booking.state.value,
        "room_id": booking.room_id,
        "begins": booking.span.begins,
        "ends": booking.span.ends,
        "wall_begins": first,
        "wall_ends": last,
        "zone": booking.span.zone,
        "host_id": booking.host_id,
        "team_id": booking.team_id,
        "tenant_id": booking.tenant_id,
        "account_id": booking.account_id,
        "asked_at": booking.asked_at,
        "stayed_at": booking.stayed_at,
        "key_id": row.key_id,
        "sealed": row.sealed,
        "made_at": row.made_at,
        "made_by": row.made_by[:80],
    }


def _row(row: Row[Any]) -> BookingRow:
    booking = Booking(
        id=row.id,
        revision=row.revision,
        state=State(row.state),
        room_id=row.room_id,
        span=Span(row.begins, row.ends, row.zone),
        host_id=row.host_id,
        team_id=row.team_id,
        tenant_id=row.tenant_id,
        account_id=row.account_id,
        asked_at=row.asked_at,
        stayed_at=row.stayed_at,
    )
    return BookingRow(booking, row.key_id, row.sealed, row.made_at, row.made_by)
