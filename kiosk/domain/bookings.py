"""Bookings of rooms: who has a room, from when until when, and what became of it.

A room is one booking's at a time: those that hold their room never overlap. The record decides that, for both kinds
of database, where a booking is put (`kiosk.store.bookings`). A booking that is made for visitors is confirmed by
their arrival and released when nobody comes; of any other no machine knows whether somebody came: people say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum, auto
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from kiosk.domain.errors import Refused

LONGEST: Final = timedelta(hours=24)
AHEAD: Final = timedelta(days=366)
"""How long before it begins a room can be booked."""

LONGEST_TITLE: Final = 120


class State(StrEnum):
    """How far a booking has come. `RELEASED`: nobody came, or whoever had the room gave it back."""

    BOOKED = auto()
    CONFIRMED = auto()
    RELEASED = auto()
    CANCELLED = auto()


HOLDS: Final = frozenset({State.BOOKED, State.CONFIRMED})
"""The states in which nobody else can have the room."""


class RoomTaken(Refused, RuntimeError):
    """Somebody else has the room then. `room_id`, `begins` and `ends` say what was wanted."""

    code = "room_taken"

    def __init__(self, room_id: str, begins: datetime, ends: datetime) -> None:
        self.room_id, self.begins, self.ends = room_id, begins, ends
        super().__init__(None, room=room_id)


class BookingUnfit(Refused, ValueError):
    """A booking cannot be so; `part` names what is wrong: `room`, `ends` or `day`."""

    code = "booking_unfit"

    def __init__(self, part: str) -> None:
        self.part = part
        super().__init__(None, part=part)


@dataclass(frozen=True, slots=True)
class Span:
    """From an instant until another, in one zone: as people booked it, by the clock on the wall there."""

    begins: datetime
    ends: datetime
    zone: str

    @property
    def walls(self) -> tuple[str, str]:
        """What the clock on the wall shows at either end."""
        zone = ZoneInfo(self.zone)
        first, last = (f"{at.astimezone(zone):%Y-%m-%dT%H:%M}" for at in (self.begins, self.ends))
        return first, last

    def overlaps(self, begins: datetime, ends: datetime) -> bool:
        """Whether they have a moment in common."""
        return self.begins < ends and begins < self.ends


def by_the_wall(begins: str, ends: str, zone: str) -> Span:
    """The span that a wall showed: it stands by what people agreed on, also when a zone has got other rules since."""
    here = ZoneInfo(zone)
    first, last = (datetime.fromisoformat(each).replace(tzinfo=here) for each in (begins, ends))
    return Span(first, last, zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """A booking. What it is for is sealed beside it.

    Attributes:
        revision: goes up with each change.
        host_id, team_id, tenant_id: whose it is; tenants see only theirs.
        account_id: who booked it, for the word that it was released.
        asked_at: when it was asked whether those who came are still here, once it had ended.
        stayed_at: when somebody last said that they are.
    """

    id: UUID
    room_id: str
    span: Span
    revision: int = 1
    state: State = State.BOOKED
    host_id: UUID | None = None
    team_id: UUID | None = None
    tenant_id: UUID | None = None
    account_id: UUID | None = None
    asked_at: datetime | None = None
    stayed_at: datetime | None = None

    @property
    def holds(self) -> bool:
        """Whether nobody else can have the room."""
        return self.state in HOLDS


def check(span: Span, now: datetime) -> None:
    """Looks whether a room can be booked for that time.

    Raises:
        BookingUnfit: it ends before it begins, lasts too long, is over, or far ahead.
    """
    if not span.begins < span.ends <= span.begins + LONGEST:
        raise BookingUnfit("ends")
    if span.ends <= now or span.begins > now + AHEAD:
        raise BookingUnfit("day")


def in_state(booking: Booking, state: State) -> Booking:
    """The booking once that is so."""
    return replace(booking, state=state, revision=booking.revision + 1)


def nearest(taken: Iterable[Span], wanted: Span, earliest: datetime, latest: datetime) -> Span | None:
    """The free time of the same length that is nearest to the one wanted, the earlier of two; `None` when there is
    none between these instants.

    Args:
        taken: when the room is somebody's.
    """
    spans: Sequence[Span] = [*taken]
    length = wanted.ends - wanted.begins
    starts = [wanted.begins, earliest, *(each.ends for each in spans), *(each.begins - length for each in spans)]
    free = [
        start
        for start in starts
        if earliest <= start
        and start + length <= latest
        and not any(each.overlaps(start, start + length) for each in spans)
    ]
    if not free:
        return None
    start = min(free, key=lambda each: (abs(each - wanted.begins), each))
    return Span(start, start + length, wanted.zone)
