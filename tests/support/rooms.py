"""Rooms for tests: booked by the code that books, an hour from noon of the day on the hub's clock."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from itertools import count
from uuid import UUID
from zoneinfo import ZoneInfo

from kiosk.domain.bookings import Booking, Span, State
from kiosk.domain.directory import Team
from kiosk.services.audit import Actor
from kiosk.services.bookings import Wanted
from kiosk.services.hub import Hub
from tests.support.hubs import Running

ROOM, CHAMBER = "room-1", "room-2"
"""Those of the demonstration's site: the Dyffryn room and the Council chamber."""

BOOKER = Actor("Ffion Desk")


def span(running: Running, begins: time = time(13), ends: time = time(14), ahead: int = 0) -> Span:
    """A time of the hub's day, or of one of the next."""
    zone = ZoneInfo(running.hub.site.timezone)
    day = running.clock.now().astimezone(zone).date() + timedelta(days=ahead)
    return Span(*(datetime.combine(day, at, zone) for at in (begins, ends)), zone.key)


def booked(running: Running, team: Team, hub: Hub) -> UUID:
    """A booking of a team's, on the next day from tomorrow that has none."""
    spans = (span(running, ahead=ahead) for ahead in count(1))
    free = next(each for each in spans if not running.do(hub.bookings.on(each.begins.date())))
    wanted = Wanted(ROOM, free, "Away day of Zebulon", team_id=team.id)
    return running.do(hub.bookings.book(wanted, BOOKER)).id


def booking(running: Running, booking_id: UUID | None) -> Booking:
    """As it is now."""
    assert booking_id is not None
    return running.do(running.hub.bookings.show(booking_id)).booking


def state(running: Running, booking_id: UUID | None) -> State:
    return booking(running, booking_id).state
