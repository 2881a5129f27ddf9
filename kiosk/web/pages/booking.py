"""One booking of a room: made, looked at, changed, confirmed, given back and called off."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import date, datetime, time
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from kiosk.domain import times
from kiosk.domain.bookings import BookingUnfit, RoomTaken, Span
from kiosk.domain.dates import NotADate, read_day
from kiosk.domain.directory import Entry, Person, Team, Tenant
from kiosk.domain.visit_lines import Around, find_host, label
from kiosk.domain.visits import Visit
from kiosk.services.booking_lists import BookingUnknown, Shown
from kiosk.services.bookings import BookingChanged, Wanted
from kiosk.services.hub import Hub
from kiosk.web.api.callers import hub_of
from kiosk.web.pages import room_words as words
from kiosk.web.pages.directory_shown import revision_in
from kiosk.web.pages.moments import day_words
from kiosk.web.pages.render import Pages
from kiosk.web.pages.rooms import SEE, line, room_name, scope
from kiosk.web.pages.sessions import Staff, Visitor, read_form
from kiosk.web.problems import WebProblem

MOST_NAMED: Final = 500
"""Names that the field of whose it is offers; whoever is not among them is typed."""

Errors = dict[str, str]
Act = Callable[[Hub, Visitor, UUID], Awaitable[list[Visit] | None]]


def router(pages: Pages) -> APIRouter:
    """The routes."""
    routes = APIRouter()

    async def form(
        hub: Hub, visitor: Visitor, values: Mapping[str, str], errors: Errors, shown: Shown | None = None
    ) -> Response:
        around = await _around(hub, visitor)
        named = (*around.book.every(Person), *around.book.every(Team), *around.book.every(Tenant))
        kept = "" if shown is None else shown.booking.room_id
        rooms = [each for each in hub.site.rooms if each.in_use or each.id == kept]
        return pages.page(
            "booking_form.html",
            visitor,
            422 if errors else 200,
            values=values,
            errors=errors,
            shown=shown,
            rooms=[(each.id, f"{each.name.en} ({each.people})" if each.people else each.name.en) for each in rooms],
            hosts=[label(each, around.book) for each in named[:MOST_NAMED]],
        )

    @routes.get("/rooms/book", dependencies=[SEE])
    async def book_page(request: Request, visitor: Staff, room: str = "", day: str = "") -> Response:
        hub = hub_of(request)
        around = await _around(hub, visitor)
        chosen = read_day(day) or around.today
        own = "" if around.own is None else label(around.own, around.book)
        return await form(hub, visitor, {"room": room, "day": chosen.isoformat(), "host": own}, {})

    @routes.post("/rooms/book", dependencies=[SEE])
    async def book(request: Request, visitor: Staff) -> Response:
        fields, hub = await read_form(request, visitor), hub_of(request)
        wanted = _read(fields, await _around(hub, visitor))
        if not isinstance(wanted, Wanted):
            return await form(hub, visitor, fields, wanted)
        try:
            made = await hub.bookings.book(wanted, visitor.actor, scope(visitor))
        except (BookingUnfit, RoomTaken) as error:
            return await form(hub, visitor, fields, await _wrong(hub, error, wanted))
        except BookingUnknown as error:
            raise WebProblem(404, error.code) from None
        return RedirectResponse(f"{visitor.at}/rooms/bookings/{made.id}?done=booked", 303)

    @routes.get("/rooms/bookings/{booking_id}", dependencies=[SEE])
    async def one(request: Request, booking_id: UUID, visitor: Staff, done: str = "") -> Response:
        hub = hub_of(request)
        shown = await _show(hub, booking_id, visitor)
        book, now = await hub.directory.book(), hub.clock.now()
        zone = ZoneInfo(hub.site.timezone)
        day = shown.booking.span.begins.astimezone(zone).date()
        return pages.page(
            "booking.html",
            visitor,
            shown=shown,
            line=line(shown, book, zone, now),
            room=room_name(hub.site.rooms, shown.booking.room_id),
            day=day,
            day_named=day_words(day),
            open=shown.booking.holds and shown.booking.span.ends > now,
            banner=words.DONE.get(done, ""),
            live="bookings visits",
        )

    @routes.get("/rooms/bookings/{booking_id}/change", dependencies=[SEE])
    async def change_page(request: Request, booking_id: UUID, visitor: Staff) -> Response:
        hub = hub_of(request)
        shown = await _show(hub, booking_id, visitor)
        return await form(hub, visitor, _values(shown, await _around(hub, visitor)), {}, shown)

    @routes.post("/rooms/bookings/{booking_id}/change", dependencies=[SEE])
    async def change(request: Request, booking_id: UUID, visitor: Staff) -> Response:
        fields, hub = await read_form(request, visitor), hub_of(request)
        shown = await _show(hub, booking_id, visitor)
        wanted = _read(fields, await _around(hub, visitor))
        if not isinstance(wanted, Wanted):
            return await form(hub, visitor, fields, wanted, shown)
        try:
            moved = await hub.bookings.change(booking_id, revision_in(fields), wanted, visitor.actor, scope(visitor))
        except (BookingUnfit, RoomTaken) as error:
            return await form(hub, visitor, fields, await _wrong(hub, error, wanted, booking_id), shown)
        except BookingUnknown as error:
            raise WebProblem(404, error.code) from None
        except BookingChanged as error:
            raise WebProblem(409, error.code) from None
        await hub.visit_invitations.moved(moved)
        return RedirectResponse(f"{visitor.at}/rooms/bookings/{booking_id}?done=changed", 303)

    for path, done, act in (
        ("cancel", "cancelled", _cancel),
        ("release", "released", _release),
        ("confirm", "confirmed", _confirm),
    ):
        _button(routes, path, done, act)
    return routes


def _button(routes: APIRouter, path: str, done: str, act: Act) -> None:
    """A button that does one thing to a booking, and comes back to its page."""

    @routes.post(f"/rooms/bookings/{{booking_id}}/{path}", dependencies=[SEE], name=f"booking {path}")
    async def press(request: Request, booking_id: UUID, visitor: Staff) -> Response:
        await read_form(request, visitor)
        hub = hub_of(request)
        try:
            moved = await act(hub, visitor, booking_id)
        except BookingUnknown as error:
            raise WebProblem(404, error.code) from None
        except BookingChanged as error:
            raise WebProblem(409, error.code) from None
        await hub.visit_invitations.moved(moved or [])
        return RedirectResponse(f"{visitor.at}/rooms/bookings/{booking_id}?done={done}", 303)


async def _cancel(hub: Hub, visitor: Visitor, booking_id: UUID) -> list[Visit]:
    return await hub.bookings.cancel(booking_id, visitor.actor, scope(visitor))


async def _release(hub: Hub, visitor: Visitor, booking_id: UUID) -> list[Visit]:
    return await hub.bookings.release(booking_id, visitor.actor, scope(visitor))


async def _confirm(hub: Hub, visitor: Visitor, booking_id: UUID) -> None:
    await hub.bookings.confirm(booking_id, visitor.actor, scope(visitor))


async def _around(hub: Hub, visitor: Visitor) -> Around:
    account_id = None if visitor.session is None else visitor.session.account_id
    return await hub.visit_invitations.around(scope(visitor), account_id)


async def _show(hub: Hub, booking_id: UUID, visitor: Visitor) -> Shown:
    try:
        return await hub.bookings.show(booking_id, scope(visitor))
    except BookingUnknown as error:
        raise WebProblem(404, error.code) from None


async def _wrong(hub: Hub, error: BookingUnfit | RoomTaken, wanted: Wanted, but: UUID | None = None) -> Errors:
    """What is wrong with a booking, by field."""
    if isinstance(error, BookingUnfit):
        field, said = words.UNFIT[error.part]
        return {field: said}
    free = await hub.bookings.free(wanted.room_id, wanted.span, but)
    return {"room": words.taken(room_name(hub.site.rooms, wanted.room_id), free)}


def _read(fields: Mapping[str, str], around: Around) -> Wanted | Errors:
    """A booking from its form, or what is wrong with each field."""
    errors: Errors = {}
    day = read_day(fields.get("day", ""))
    if day is None:
        errors["day"] = "Enter the day, such as 23/11/2026"
    begins = _clock(fields, "begins", day, around, errors)
    ends = _clock(fields, "ends", day, around, errors)
    host = find_host(" ".join(fields.get("host", "").split()), around)
    if isinstance(host, str):
        errors["host"] = host if fields.get("host", "").strip() else "Enter whose booking it is"
    if begins is None or ends is None or isinstance(host, str):
        return errors
    return Wanted(
        fields.get("room", ""),
        Span(begins, ends, around.zone.key),
        " ".join(fields.get("title", "").split()),
        host.id if isinstance(host, Person) else None,
        host.id if isinstance(host, Team) else host.team,
        host.belongs_to,
    )


def _clock(fields: Mapping[str, str], name: str, day: date | None, around: Around, errors: Errors) -> datetime | None:
    clock = times.read_time(fields.get(name, ""))
    if isinstance(clock, NotADate):
        errors[name] = "Enter a time such as 14:30 or 2:30pm"
        return None
    return None if day is None else datetime.combine(day, time.fromisoformat(clock), around.zone)


def _values(shown: Shown, around: Around) -> dict[str, str]:
    """What stands in the fields for a booking."""
    booking = shown.booking
    begins, ends = (at.astimezone(around.zone) for at in (booking.span.begins, booking.span.ends))
    every = (around.book.get(each, Entry) for each in (booking.host_id, booking.team_id, booking.tenant_id))
    return {
        "room": booking.room_id,
        "day": begins.date().isoformat(),
        "begins": f"{begins:%H:%M}",
        "ends": f"{ends:%H:%M}",
        "title": shown.title,
        "host": next((label(each, around.book) for each in every if each is not None), ""),
    }
