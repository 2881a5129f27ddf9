"""What is got ready for a roll-call: the code in the fire box, and announced tests of the fire panel."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from kiosk.domain.roles import Action
from kiosk.services.hub import Hub
from kiosk.services.roll_settings import WindowRefused, WindowUnknown
from kiosk.web.api.callers import hub_of
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import Proved, Staff, Visitor, needs, read_form
from kiosk.web.problems import WebProblem

MAY: Final = needs(Action.EDIT_SITE)

_REFUSED: Final[Mapping[str, tuple[str, str]]] = {
    "order": ("until", "The end must be after the beginning"),
    "over": ("until", "The end must be in the future"),
    "long": ("until", "A test is announced for 4 hours at most: in that time a fire is taken for a test"),
}


def router(pages: Pages) -> APIRouter:
    """The routes."""
    routes = APIRouter()

    @routes.get("/roll-calls-prepared", dependencies=[MAY])
    async def prepared(request: Request, visitor: Staff) -> Response:
        return await _prepared(pages, hub_of(request), visitor, {}, {})

    @routes.post("/roll-calls-prepared/windows", dependencies=[MAY])
    async def announce(request: Request, visitor: Staff) -> Response:
        fields, hub = await read_form(request, visitor), hub_of(request)
        zone, errors = ZoneInfo(hub.site.timezone), dict[str, str]()
        begins, ends = (_moment(fields, name, zone, errors) for name in ("since", "until"))
        if begins is not None and ends is not None:
            try:
                await hub.roll_settings.announce(begins, ends, visitor.actor)
            except WindowRefused as error:
                errors = dict([_REFUSED[error.code]])
        if errors:
            return await _prepared(pages, hub, visitor, fields, errors)
        return RedirectResponse(f"{visitor.at}/roll-calls-prepared", 303)

    @routes.post("/roll-calls-prepared/windows/{window_id}/remove", dependencies=[MAY])
    async def withdraw(request: Request, window_id: UUID, visitor: Staff) -> Response:
        await read_form(request, visitor)
        try:
            await hub_of(request).roll_settings.withdraw(window_id, visitor.actor)
        except WindowUnknown as error:
            raise WebProblem(404, error.code) from None
        return RedirectResponse(f"{visitor.at}/roll-calls-prepared", 303)

    @routes.get("/roll-calls-prepared/code", dependencies=[MAY, Proved])
    async def code_page(request: Request, visitor: Staff) -> Response:
        known = await hub_of(request).roll_settings.key()
        return pages.page("roll_code.html", visitor, known=known, code=None)

    @routes.post("/roll-calls-prepared/code", dependencies=[MAY, Proved])
    async def make_code(request: Request, visitor: Staff) -> Response:
        await read_form(request, visitor)
        settings = hub_of(request).roll_settings
        code = await settings.make_code(visitor.actor)
        return pages.page("roll_code.html", visitor, known=await settings.key(), code=code)

    return routes


async def _prepared(
    pages: Pages, hub: Hub, visitor: Visitor, values: Mapping[str, str], errors: Mapping[str, str]
) -> Response:
    return pages.page(
        "roll_prepared.html",
        visitor,
        422 if errors else 200,
        windows=[(row, row.window.covers(hub.clock.now())) for row in await hub.roll_settings.windows()],
        known=await hub.roll_settings.key(),
        safety=hub.site.safety,
        values=values,
        errors=errors,
    )


def _moment(fields: Mapping[str, str], name: str, zone: ZoneInfo, errors: dict[str, str]) -> datetime | None:
    """A moment on the site's wall, as browsers send it."""
    try:
        return datetime.fromisoformat(fields.get(name, "").strip()).replace(tzinfo=zone)
    except ValueError:
        errors[name] = "Enter the day and the time"
        return None
