"""What staff did, for staff."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from kiosk.domain.roles import Action
from kiosk.web.api.callers import hub_of
from kiosk.web.pages.desk import LAST_PAGE
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import Staff, needs
from kiosk.web.problems import WebProblem


def router(pages: Pages) -> APIRouter:
    """The routes."""
    routes = APIRouter()

    @routes.get("/activity", dependencies=[needs(Action.READ_AUDIT)])
    async def listed(
        request: Request,
        visitor: Staff,
        page: Annotated[int, Query(ge=1, le=LAST_PAGE)] = 1,
    ) -> Response:
        audit = hub_of(request).audit
        await audit.record(visitor.actor, "activity_shown", None, "done")
        entries, last = await audit.list(page)
        if page > last:
            raise WebProblem(404, "not_found")
        return pages.page(
            "activity.html",
            visitor,
            entries=entries,
            number=page,
            pages=last,
            page_link=f"{visitor.at}/activity?page=",
        )

    return routes
