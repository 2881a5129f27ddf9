"""How the site and its hub are, with a lamp and a remedy a line."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from kiosk.domain.lamps import worst
from kiosk.domain.roles import Action
from kiosk.web.api.callers import hub_of
from kiosk.web.pages.lamps import told
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import Staff, needs


def router(pages: Pages) -> APIRouter:
    """The routes."""
    routes = APIRouter()

    @routes.get("/health", dependencies=[needs(Action.SEE_HEALTH)])
    async def shown(request: Request, visitor: Staff) -> Response:
        readings = await hub_of(request).desk.health.readings()
        lines = [told(reading, visitor.when) for reading in readings]
        return pages.page(
            "health.html",
            visitor,
            lines=lines,
            worst=worst(readings),
            troubled=sum(bool(line.remedy) for line in lines),
            live="health terminals deliveries submissions",
        )

    return routes
