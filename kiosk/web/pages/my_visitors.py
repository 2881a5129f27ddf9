"""How somebody is told of their own visitors, whether they are asked first, and that they are not in."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from kiosk.domain import telephones
from kiosk.domain.directory import Person
from kiosk.domain.hosts import Choice
from kiosk.services.hosts import ChoiceRefused
from kiosk.web.api.callers import hub_of
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import Staff, Visitor, read_form
from kiosk.web.pages.visit_scope import SEE
from kiosk.web.problems import WebProblem

_PROBLEMS = {
    "away_until": ("away_until", "Enter a day and a time that is still to come, within two months"),
    "ways": ("ways", "Choose at least one way, or nobody can tell you"),
}


def router(pages: Pages) -> APIRouter:
    """The routes."""
    routes = APIRouter()

    def show(
        visitor: Visitor, person: Person | None, choice: Choice, errors: dict[str, str], *, kept: bool = False
    ) -> Response:
        zone = ZoneInfo(visitor.hub.site.timezone if visitor.hub is not None else "UTC")
        away = "" if choice.away_until is None else f"{choice.away_until.astimezone(zone):%Y-%m-%dT%H:%M}"
        return pages.page(
            "my_visitors.html",
            visitor,
            422 if errors else 200,
            person=person,
            telephone="" if person is None else telephones.shown(person.reach.telephone),
            choice=choice,
            away=away,
            errors=errors,
            kept=kept,
        )

    @routes.get("/my-visitors", dependencies=[SEE])
    async def page(request: Request, visitor: Staff) -> Response:
        hub, person = hub_of(request), await _person(request, visitor)
        choice = Choice() if person is None else await hub.reception.hosts.choice(person.id)
        return show(visitor, person, choice, {}, kept="kept" in request.query_params)

    @routes.post("/my-visitors", dependencies=[SEE])
    async def choose(request: Request, visitor: Staff) -> Response:
        fields, person = await read_form(request, visitor), await _person(request, visitor)
        if person is None:
            raise WebProblem(404, "not_found")
        hub, errors = hub_of(request), dict[str, str]()
        until, typed = None, fields.get("away_until", "").strip()
        if typed:
            try:
                until = datetime.fromisoformat(typed).replace(tzinfo=ZoneInfo(hub.site.timezone))
            except ValueError:
                errors = dict([_PROBLEMS["away_until"]])
        choice = Choice("ask_first" in fields, "email" in fields, "text" in fields, until)
        if not errors:
            try:
                await hub.reception.hosts.choose(person.id, choice, visitor.actor)
            except ChoiceRefused as error:
                errors = dict([_PROBLEMS[error.code]])
        if errors:
            return show(visitor, person, choice, errors)
        return RedirectResponse(f"{visitor.at}/my-visitors?kept=1", 303)

    return routes


async def _person(request: Request, visitor: Visitor) -> Person | None:
    """Whoever signs in with this account, in the directory of the site."""
    if visitor.session is None:
        return None
    return await hub_of(request).directory.person_of(visitor.session.account_id)
