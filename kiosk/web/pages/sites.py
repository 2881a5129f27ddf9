"""The sites of the estate, and the way into each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from kiosk.domain.lamps import Lamp, worst
from kiosk.domain.roles import Action
from kiosk.services.hub import Hub
from kiosk.web.api.callers import estate_of
from kiosk.web.pages.navigation import menu
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import AT_SITE, Anywhere, Staff, Visitor
from kiosk.web.pages.site_opening import told
from kiosk.web.problems import WebProblem


@dataclass(frozen=True, slots=True)
class Row:
    """A site on the list: whether its offices are open, and how it is, for those who may see that."""

    hub: Hub
    offices: str
    lamp: Lamp | None
    settings: bool


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
        return pages.page("sites.html", visitor, found=[await _row(replace(visitor, hub=hub), hub) for hub in found])

    @routes.get(AT_SITE)
    async def one(visitor: Staff) -> Response:
        if visitor.hub is None or not (open_to := menu(visitor)):
            raise WebProblem(403, "not_granted")
        return RedirectResponse(f"/sites/{visitor.hub.site.id}{open_to[0].ways[0].path}", 303)

    return routes


async def _row(visitor: Visitor, hub: Hub) -> Row:
    site = hub.site
    now = hub.clock.now().astimezone(ZoneInfo(site.timezone))
    lamp = worst(await hub.desk.health.readings(timed=False)) if visitor.may(Action.SEE_HEALTH) else None
    return Row(hub, told(site.standing(now), now), lamp, visitor.may(Action.EDIT_SITE))
