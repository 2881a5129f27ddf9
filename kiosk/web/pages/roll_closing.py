"""Who is still in: looked at before the building is closed, and signed out where somebody has seen them go."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from kiosk.domain.roles import Action
from kiosk.domain.visits import Went
from kiosk.services.visit_arrivals import VisitUnknown
from kiosk.web.api.callers import hub_of
from kiosk.web.pages import roll_words
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import Staff, needs, read_form
from kiosk.web.problems import WebProblem

MAY: Final = needs(Action.COMMAND_TERMINALS)


def router(pages: Pages) -> APIRouter:
    """The routes."""
    routes = APIRouter()

    @routes.get("/still-in", dependencies=[MAY])
    async def listed(request: Request, visitor: Staff) -> Response:
        hub = hub_of(request)
        now = hub.clock.now()
        people = [
            (line, roll_words.how(line), roll_words.minutes_ago(line.seen_at, now))
            for line in await hub.roll_calls.inside()
        ]
        away = await hub.roll_calls.away()
        return pages.page("still_in.html", visitor, people=people, away=away, live="visits rolls")

    @routes.post("/still-in/{visit_id}/left", dependencies=[MAY])
    async def left(request: Request, visit_id: UUID, visitor: Staff) -> Response:
        await read_form(request, visitor)
        try:
            await hub_of(request).visits.leave(visit_id, Went.STAFF, visitor.actor)
        except VisitUnknown as error:
            raise WebProblem(404, error.code) from None
        return RedirectResponse(f"{visitor.at}/still-in", 303)

    return routes
