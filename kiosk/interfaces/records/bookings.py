"""The rows of bookings, as services know them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from kiosk.domain.bookings import Booking


@dataclass(frozen=True, slots=True)
class BookingRow:
    """A booking as it is kept. `sealed` is what it is for; empty when nobody said, and once that is forgotten."""

    booking: Booking
    key_id: str
    sealed: bytes = field(repr=False)
    made_at: datetime
    made_by: str


class BookingRecord(Protocol):
    """Whoever changes a row says at which revision they read it; the booking that is put has the next one."""

    def add(self, row: BookingRow) -> None:
        """Keeps a new one.

        Raises:
            RoomTaken: the room is somebody's then.
        """

    def put(self, row: BookingRow) -> bool:
        """Puts a row in the place of the one before it; `False` when somebody else was quicker.

        Raises:
            RoomTaken: the room is somebody else's then.
        """

    def get(self, booking_id: UUID) -> BookingRow | None: ...

    def those(self, wanted: Collection[UUID]) -> Sequence[BookingRow]:
        """Those with these ids."""

    def between(self, begins: datetime, ends: datetime) -> Sequence[BookingRow]:
        """Those that have a moment of that time, in whatever state, by when they begin."""

    def begun(self, before: datetime, limit: int) -> Sequence[BookingRow]:
        """Those for visitors that began before then, and that nobody has confirmed."""

    def ended(self, before: datetime, limit: int) -> Sequence[BookingRow]:
        """Those that ended before then while visitors who came for them are in the building, and nobody was asked."""

    def coming(self, after: datetime) -> Sequence[tuple[BookingRow, tuple[str, str]]]:
        """Those that hold a room and end later, each with what the wall was to show when it was booked."""
