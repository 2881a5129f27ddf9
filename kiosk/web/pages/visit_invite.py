"""Inviting somebody, or a group, and changing an invitation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from kiosk.domain.bookings import RoomTaken, Span
from kiosk.domain.directory import Entry, Person, Team, Tenant
from kiosk.domain.languages import NAMES
from kiosk.domain.telephones import shown as shown_number
from kiosk.domain.visit_lines import FIELDS, Around, Line, label, read
from kiosk.domain.visits import MOST_IN_A_PARTY, State
from kiosk.services.hub import Hub
from kiosk.services.visit_arrivals import VisitUnknown
from kiosk.services.visit_lists import Shown
from kiosk.services.visits import VisitChanged
from kiosk.web.api.callers import hub_of
from kiosk.web.pages import room_words
from kiosk.web.pages.directory_shown import revision_in
from kiosk.web.pages.render import Pages
from kiosk.web.pages.rooms import room_name
from kiosk.web.pages.sessions import Staff, Visitor, read_form
from kiosk.web.pages.visit import arrive
from kiosk.web.pages.visit_scope import SEE, scope, show
from kiosk.web.problems import WebProblem

MOST_NAMED: Final = 500
"""Names that the field of hosts offers; whoever is not among them is typed."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it is shown: what stands in it, what is wrong, and the visit that it changes."""

    values: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)
    shown: Shown | None = None


def router(pages: Pages) -> APIRouter:
    """The routes."""
    routes = APIRouter()

    async def form(
        hub: Hub, visitor: Visitor, around: Around, filled: Filled, template: str = "visit_form.html"
    ) -> Response:
        book = around.book
        named = (*book.every(Person), *book.every(Team), *book.every(Tenant))
        return pages.page(
            template,
            visitor,
            422 if filled.errors else 200,
            values=filled.values,
            errors=filled.errors,
            shown=filled.shown,
            hosts=[label(each, book) for each in named[:MOST_NAMED]],
            types=[(each.id, each.name.en) for each in around.visits.types],
            speaks=[(tag, NAMES[tag]) for tag in around.languages if tag in NAMES],
            channels=hub.visit_invitations.ways,
            most=MOST_IN_A_PARTY,
            rooms=[each.name.en for each in hub.site.rooms if each.in_use],
        )

    @routes.get("/visits/invite", dependencies=[SEE])
    async def invite_page(request: Request, visitor: Staff) -> Response:
        hub = hub_of(request)
        around = await _around(hub, visitor)
        return await form(hub, visitor, around, Filled(_blank(around)))

    @routes.post("/visits/invite", dependencies=[SEE])
    async def invite(request: Request, visitor: Staff) -> Response:
        fields = await read_form(request, visitor)
        hub = hub_of(request)
        around = await _around(hub, visitor)
        line = read(fields, around)
        if not isinstance(line, Line):
            return await form(hub, visitor, around, Filled(fields, line))
        try:
            made = await _invited(hub, visitor, [line])
        except RoomTaken as error:
            return await form(hub, visitor, around, Filled(fields, await taken(hub, error)))
        done = "invited"
        if fields.get("here") and line.day == around.today:
            await arrive(hub, visitor, (await hub.visits.show(made[0], scope(visitor))).visit)
            done = "signed-in"
        return RedirectResponse(f"{visitor.at}/visits/{made[0]}?done={done}", 303)

    @routes.get("/visits/invite-group", dependencies=[SEE])
    async def group_page(request: Request, visitor: Staff) -> Response:
        hub = hub_of(request)
        around = await _around(hub, visitor)
        return await form(hub, visitor, around, Filled(_blank(around)), "visit_group.html")

    @routes.post("/visits/invite-group", dependencies=[SEE])
    async def invite_group(request: Request, visitor: Staff) -> Response:
        fields = await read_form(request, visitor)
        hub = hub_of(request)
        around = await _around(hub, visitor)
        lines, errors = _group(fields, around)
        if errors:
            return await form(hub, visitor, around, Filled(fields, errors), "visit_group.html")
        try:
            await _invited(hub, visitor, lines)
        except RoomTaken as error:
            return await form(hub, visitor, around, Filled(fields, await taken(hub, error)), "visit_group.html")
        return RedirectResponse(f"{visitor.at}/visits?day={lines[0].day}", 303)

    @routes.get("/visits/{visit_id}/change", dependencies=[SEE])
    async def change_page(request: Request, visit_id: UUID, visitor: Staff) -> Response:
        hub = hub_of(request)
        found = await _changeable(hub, visit_id, visitor)
        around = await _around(hub, visitor)
        return await form(hub, visitor, around, Filled(_values(found, around), {}, found))

    @routes.post("/visits/{visit_id}/change", dependencies=[SEE])
    async def change(request: Request, visit_id: UUID, visitor: Staff) -> Response:
        fields = await read_form(request, visitor)
        hub = hub_of(request)
        found = await _changeable(hub, visit_id, visitor)
        around = await _around(hub, visitor)
        line = read(fields, around, found.visit.day)
        if not isinstance(line, Line):
            return await form(hub, visitor, around, Filled(fields, line, found))
        try:
            await hub.visit_invitations.change(visit_id, revision_in(fields), line, visitor.actor, scope(visitor))
        except VisitUnknown as error:
            raise WebProblem(404, error.code) from None
        except VisitChanged as error:
            raise WebProblem(409, error.code) from None
        except RoomTaken as error:
            return await form(hub, visitor, around, Filled(fields, await taken(hub, error), found))
        return RedirectResponse(f"{visitor.at}/visits/{visit_id}?done=changed", 303)

    return routes


async def _around(hub: Hub, visitor: Visitor) -> Around:
    account_id = None if visitor.session is None else visitor.session.account_id
    return await hub.visit_invitations.around(scope(visitor), account_id)


async def _invited(hub: Hub, visitor: Visitor, lines: Sequence[Line]) -> list[UUID]:
    try:
        made = await hub.visit_invitations.invite(lines, visitor.actor, scope(visitor))
    except VisitUnknown as error:
        raise WebProblem(404, error.code) from None
    return [visit.id for visit in made]


async def taken(hub: Hub, error: RoomTaken) -> dict[str, str]:
    """That the room is somebody else's then, and what is free."""
    free = await hub.bookings.free(error.room_id, Span(error.begins, error.ends, hub.bookings.zone))
    return {"place": room_words.taken(room_name(hub.site.rooms, error.room_id), free)}


async def _changeable(hub: Hub, visit_id: UUID, visitor: Visitor) -> Shown:
    found = await show(hub, visit_id, visitor)
    if found.visit.state is not State.EXPECTED or found.details is None:
        raise WebProblem(409, VisitChanged.code)
    return found


def _blank(around: Around) -> dict[str, str]:
    """A form nobody has filled in: today, for whoever looks at it."""
    own = "" if around.own is None else label(around.own, around.book)
    return {**dict.fromkeys(FIELDS, ""), "day": around.today.isoformat(), "host": own}


def _values(shown: Shown, around: Around) -> dict[str, str]:
    """What stands in the fields for a visit."""
    visit, details = shown.visit, shown.details
    if details is None:
        return dict.fromkeys(FIELDS, "")
    every = (around.book.get(each, Entry) for each in (visit.host_id, visit.team_id, visit.tenant_id))
    host = next((label(each, around.book) for each in every if each is not None), "")
    times = (visit.expected_from, visit.expected_until)
    begins, ends = ("" if at is None else f"{at.astimezone(around.zone):%H:%M}" for at in times)
    return {
        "name": details.name,
        "email": details.email,
        "phone": shown_number(details.phone) if details.phone else "",
        "company": details.company,
        "day": visit.day.isoformat(),
        "begins": begins,
        "ends": ends,
        "host": host,
        "type": visit.type,
        "place": visit.place,
        "language": details.needs.language,
        "private": "yes" if visit.private else "",
    }


def _group(fields: Mapping[str, str], around: Around) -> tuple[list[Line], dict[str, str]]:
    """The lines of a group, and what is wrong: with what all have in common, or with the first line that will not
    do."""
    typed = [line for line in fields.get("people", "").splitlines() if line.strip()]
    if not typed:
        return [], {"people": "Enter the people, one on each line"}
    if len(typed) > MOST_IN_A_PARTY:
        return [], {"people": f"Enter up to {MOST_IN_A_PARTY} people. More can come from a file"}
    lines: list[Line] = []
    for number, each in enumerate(typed, 1):
        found = read({**fields, **_person(each), "group": "one"}, around)
        if isinstance(found, Line):
            lines.append(found)
            continue
        own = {name: text for name, text in found.items() if name in ("name", "email", "phone", "company")}
        told = {name: text for name, text in found.items() if name not in own}
        if own:
            told["people"] = f"Line {number}: {next(iter(own.values()))}"
        return [], told
    return lines, {}


def _person(line: str) -> dict[str, str]:
    """`Jo Bloggs, jo@example.org, 07700 900 982, Bloggs Ltd`, or `Jo Bloggs <jo@example.org>`."""
    name, *rest = (part.strip() for part in line.replace("<", ",").replace(">", "").replace(";", ",").split(","))
    said = {"name": name, "email": "", "phone": "", "company": ""}
    for part in rest:
        digits = sum(symbol.isdigit() for symbol in part)
        said["email" if "@" in part else "phone" if digits >= 7 else "company"] = part
    return said
