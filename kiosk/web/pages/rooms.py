"""The rooms of a day and who has them, as staff and tenants see it. Tenants see that others have one, and no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response

from kiosk.domain.bookings import Booking, State
from kiosk.domain.dates import read_day
from kiosk.domain.directory import Entry
from kiosk.domain.directory_book import Book
from kiosk.domain.roles import Action, tenants
from kiosk.domain.rooms import Room
from kiosk.domain.visit_lines import label
from kiosk.services.booking_lists import Shown
from kiosk.services.directory import Tenants
from kiosk.web.api.callers import hub_of
from kiosk.web.pages import room_words as words
from kiosk.web.pages.moments import day_words
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import Staff, Visitor, needs

SEE: Final = needs(Action.BOOK_ROOMS, Action.BOOK_OWN_ROOMS)
FAR: Final = timedelta(days=400)
"""Days further away than this are no day of ours."""


@dataclass(frozen=True, slots=True)
class Line:
    """A booking as a line of a list.

    Attributes:
        id: `None` for one that is somebody else's.
        what: what it is for, as far as whoever looks may know.
        people: how many visitors come for it, and how many of them are here.
        asks: whether they are still here although its time is over.
    """

    id: UUID | None
    begins: str
    ends: str
    what: str
    whose: str
    state: tuple[str, str]
    people: str
    asks: bool


def scope(visitor: Visitor) -> Tenants:
    """The tenants whose bookings somebody keeps; `None` is everybody's."""
    if visitor.may(Action.BOOK_ROOMS):
        return None
    site = "" if visitor.hub is None else visitor.hub.site.id
    return tenants(visitor.grants, Action.BOOK_OWN_ROOMS, site)


def router(pages: Pages) -> APIRouter:
    """The routes."""
    routes = APIRouter()

    @routes.get("/rooms", dependencies=[SEE])
    async def listed(request: Request, visitor: Staff, day: str = "") -> Response:
        hub, now = hub_of(request), hub_of(request).clock.now()
        today = hub.visits.day(now)
        chosen = _chosen(day, today)
        found = await hub.bookings.on(chosen, scope(visitor))
        book, zone = await hub.directory.book(), ZoneInfo(hub.site.timezone)
        rooms = [(room, _of(room.id, found, book, zone, now)) for room in hub.site.rooms]
        known = {room.id for room in hub.site.rooms}
        gone = [line(each, book, zone, now) for each in found if each.booking.room_id not in known]
        return pages.page(
            "rooms.html",
            visitor,
            rooms=[(room, lines) for room, lines in rooms if room.in_use or lines],
            gone=gone,
            day=chosen,
            day_named=day_words(chosen),
            today=today,
            before=chosen - timedelta(days=1),
            after=chosen + timedelta(days=1),
            may_settle=visitor.may(Action.EDIT_SITE),
            live="bookings visits directory sites",
        )

    return routes


def line(shown: Shown, book: Book, zone: ZoneInfo, now: datetime) -> Line:
    """The line of one booking."""
    booking = shown.booking
    begins, ends = (f"{at.astimezone(zone):%H:%M}" for at in (booking.span.begins, booking.span.ends))
    if not shown.mine:
        # Whether they have come is no more theirs to know than who they are.
        return Line(None, begins, ends, "Booked by somebody else", "", words.STATES[State.BOOKED], "", False)
    inside = sum(each.inside for each in shown.visits)
    over = booking.holds and booking.span.ends <= now
    count = len(shown.visits)
    people = f"{count} visitor{'' if count == 1 else 's'}, {inside} here" if count else ""
    return Line(
        booking.id,
        begins,
        ends,
        shown.title or ("Visitors" if count else "Nothing said"),
        whose(booking, book),
        words.OVER if over else words.STATES[booking.state],
        people,
        over and bool(inside),
    )


def whose(booking: Booking, book: Book) -> str:
    """Whose a booking is, as staff call them."""
    every = (book.get(each, Entry) for each in (booking.host_id, booking.team_id, booking.tenant_id))
    return next((label(each, book) for each in every if each is not None), "Nobody any more")


def room_name(rooms: Sequence[Room], room_id: str) -> str:
    """What a room is called."""
    return next((room.name.en for room in rooms if room.id == room_id), "A room that is gone")


def _of(room_id: str, found: Sequence[Shown], book: Book, zone: ZoneInfo, now: datetime) -> list[Line]:
    return [line(each, book, zone, now) for each in found if each.booking.room_id == room_id]


def _chosen(typed: str, today: date) -> date:
    read = read_day(typed) if typed else today
    return read if read is not None and abs(read - today) <= FAR else today
