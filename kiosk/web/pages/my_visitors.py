"""How somebody is told of their visitors, whether they are asked first, and that they are not in: said by themselves,
or by whoever looks after the directory for those who have no account."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from kiosk.domain import telephones
from kiosk.domain.directory import Person
from kiosk.domain.hosts import USUAL, Choice
from kiosk.services.directory import EntryUnknown
from kiosk.services.hosts import ChoiceRefused
from kiosk.web.api.callers import hub_of
from kiosk.web.pages.directory_shown import EDIT, edit_scope, show
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import Staff, Visitor, read_form
from kiosk.web.pages.visit_scope import SEE
from kiosk.web.problems import WebProblem

Errors = dict[str, str]

_PROBLEMS = {
    "away_until": "Enter a day and a time that is still to come, within two months",
    "ways": "Choose at least one way, or nobody can tell you",
}


def router(pages: Pages) -> APIRouter:
    """The routes."""
    routes = APIRouter()

    async def page(request: Request, visitor: Visitor, person: Person | None, *, mine: bool) -> Response:
        choice = USUAL if person is None else await hub_of(request).reception.hosts.choice(person.id)
        return _shown(pages, visitor, person, choice, {}, mine=mine, kept="kept" in request.query_params)

    async def choose(request: Request, visitor: Visitor, person: Person, *, mine: bool) -> Response:
        fields, hub = await read_form(request, visitor), hub_of(request)
        choice, errors = _read(fields, ZoneInfo(hub.site.timezone))
        if not errors:
            try:
                await hub.reception.hosts.choose(person.id, choice, visitor.actor)
            except ChoiceRefused as error:
                errors = {error.code: _PROBLEMS[error.code]}
        if errors:
            return _shown(pages, visitor, person, choice, errors, mine=mine)
        path = "/my-visitors" if mine else f"/directory/{person.id}/visitors"
        return RedirectResponse(f"{visitor.at}{path}?kept=1", 303)

    @routes.get("/my-visitors", dependencies=[SEE])
    async def my_page(request: Request, visitor: Staff) -> Response:
        return await page(request, visitor, await _me(request, visitor), mine=True)

    @routes.post("/my-visitors", dependencies=[SEE])
    async def my_choice(request: Request, visitor: Staff) -> Response:
        person = await _me(request, visitor)
        if person is None:
            raise WebProblem(404, "not_found")
        return await choose(request, visitor, person, mine=True)

    @routes.get("/directory/{entry_id}/visitors", dependencies=[EDIT])
    async def their_page(request: Request, entry_id: UUID, visitor: Staff) -> Response:
        return await page(request, visitor, await _them(request, entry_id, visitor), mine=False)

    @routes.post("/directory/{entry_id}/visitors", dependencies=[EDIT])
    async def their_choice(request: Request, entry_id: UUID, visitor: Staff) -> Response:
        return await choose(request, visitor, await _them(request, entry_id, visitor), mine=False)

    return routes


def _shown(
    pages: Pages,
    visitor: Visitor,
    person: Person | None,
    choice: Choice,
    errors: Errors,
    *,
    mine: bool,
    kept: bool = False,
) -> Response:
    zone = ZoneInfo(visitor.hub.site.timezone if visitor.hub is not None else "UTC")
    away = "" if choice.away_until is None else f"{choice.away_until.astimezone(zone):%Y-%m-%dT%H:%M}"
    return pages.page(
        "my_visitors.html",
        visitor,
        422 if errors else 200,
        person=person,
        mine=mine,
        telephone="" if person is None else telephones.shown(person.reach.telephone),
        choice=choice,
        away=away,
        errors=errors,
        kept=kept,
    )


def _read(fields: Mapping[str, str], zone: ZoneInfo) -> tuple[Choice, Errors]:
    until, typed, errors = None, fields.get("away_until", "").strip(), Errors()
    if typed:
        try:
            until = datetime.fromisoformat(typed).replace(tzinfo=zone)
        except ValueError:
            errors = {"away_until": _PROBLEMS["away_until"]}
    return Choice("ask_first" in fields, "email" in fields, "text" in fields, until), errors


async def _me(request: Request, visitor: Visitor) -> Person | None:
    """Whoever signs in with this account, in the directory of the site."""
    if visitor.session is None:
        return None
    return await hub_of(request).directory.person_of(visitor.session.account_id)


async def _them(request: Request, entry_id: UUID, visitor: Visitor) -> Person:
    """Somebody in the part of the directory that whoever asks looks after."""
    person = (await show(hub_of(request), entry_id, edit_scope(visitor))).entry
    if not isinstance(person, Person):
        raise WebProblem(404, EntryUnknown.code)
    return person
