"""The sites of the estate, and the way into each."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from kiosk.web.api.callers import estate_of
from kiosk.web.pages.navigation import ways
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import AT_SITE, Anywhere, Staff
from kiosk.web.problems import WebProblem


def router(pages: Pages) -> APIRouter:
    """The routes."""
    routes = APIRouter()

    @routes.get("/")
    async def front(request: Request, visitor: Anywhere) -> Response:
        if visitor.session is not None and len(found := estate_of(request).visible_to(visitor.session)) == 1:
            return RedirectResponse(f"/sites/{found[0].site.id}", 303)
        return RedirectResponse("/sites", 303)

    @routes.get("/sites")
    async def listed(request: Request, visitor: Anywhere) -> Response:
        found = [] if visitor.session is None else estate_of(request).visible_to(visitor.session)
        return pages.page("sites.html", visitor, found=found)

    @routes.get(AT_SITE)
    async def one(visitor: Staff) -> Response:
        if visitor.hub is None or not (open_to := ways(visitor)):
            raise WebProblem(403, "not_granted")
        return RedirectResponse(f"/sites/{visitor.hub.site.id}{open_to[0].path}", 303)

    return routes
