"""The watch-list: whom somebody of the house wants to meet before they get a badge."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from kiosk.domain.dates import read_day
from kiosk.services.hub import Hub
from kiosk.services.watch_list import WatchUnfit, WatchUnknown
from kiosk.web.api.callers import hub_of
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import Staff, Visitor, read_form
from kiosk.web.pages.visit_scope import MANAGE
from kiosk.web.problems import WebProblem

_WRONG: Final[Mapping[str, str]] = {
    "name": "Enter a first and a last name, of 80 characters at most",
    "why": "Enter what those who meet them should know, in 300 characters at most",
    "until": "Enter the last day, today or within a year",
}


def router(pages: Pages) -> APIRouter:
    """The routes."""
    routes = APIRouter()

    async def page(hub: Hub, visitor: Visitor, values: Mapping[str, str], errors: Mapping[str, str]) -> Response:
        status = 422 if errors else 200
        watched = await hub.watch_list.list()
        return pages.page("watch_list.html", visitor, status, watched=watched, values=values, errors=errors)

    @routes.get("/visits/watch-list", dependencies=[MANAGE])
    async def listed(request: Request, visitor: Staff) -> Response:
        return await page(hub_of(request), visitor, {}, {})

    @routes.post("/visits/watch-list", dependencies=[MANAGE])
    async def add(request: Request, visitor: Staff) -> Response:
        fields = await read_form(request, visitor)
        hub = hub_of(request)
        until = read_day(fields.get("until", ""))
        if until is None:
            return await page(hub, visitor, fields, {"until": _WRONG["until"]})
        try:
            await hub.watch_list.add(fields.get("name", ""), fields.get("why", ""), until, visitor.actor)
        except WatchUnfit as error:
            return await page(hub, visitor, fields, {error.part: _WRONG[error.part]})
        return RedirectResponse(f"{visitor.at}/visits/watch-list", 303)

    @routes.post("/visits/watch-list/{watched_id}/remove", dependencies=[MANAGE])
    async def remove(request: Request, watched_id: UUID, visitor: Staff) -> Response:
        await read_form(request, visitor)
        try:
            await hub_of(request).watch_list.remove(watched_id, visitor.actor)
        except WatchUnknown as error:
            raise WebProblem(404, error.code) from None
        return RedirectResponse(f"{visitor.at}/visits/watch-list", 303)

    return routes
