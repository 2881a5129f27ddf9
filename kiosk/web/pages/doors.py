"""The doors of a site: how each is, and opening one, after a question, for a reason."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from kiosk.domain.roles import Action
from kiosk.services.device_words import REASONS
from kiosk.services.doors import DoorUnknown, Known
from kiosk.services.terminals import TerminalUnknown
from kiosk.web.api.callers import hub_of
from kiosk.web.pages import door_words
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import Staff, Visitor, needs, read_form
from kiosk.web.problems import WebProblem

MAY = needs(Action.OPEN_DOORS)
PATIENCE = 6.0
"""Seconds that a page waits for a terminal to say what became of it."""


def router(pages: Pages) -> APIRouter:
    """The routes."""
    routes = APIRouter()

    @routes.get("/doors", dependencies=[MAY])
    async def listed(request: Request, visitor: Staff) -> Response:
        hub = hub_of(request)
        now = hub.clock.now()
        rows = [
            (
                known,
                door_words.tag(known.state),
                "" if known.last is None else door_words.became(known.last, known.last.state(now)),
                REASONS.get(known.state.reason, ("", ""))[0],
            )
            for known in await hub.doors.all()
        ]
        return pages.page("doors.html", visitor, rows=rows, live="commands health terminals")

    @routes.get("/doors/{terminal_id}/{door}/open", dependencies=[MAY])
    async def asked(request: Request, terminal_id: UUID, door: str, visitor: Staff) -> Response:
        return _ask(pages, visitor, await _found(request, terminal_id, door), 200)

    @routes.post("/doors/{terminal_id}/{door}/open", dependencies=[MAY])
    async def opened(request: Request, terminal_id: UUID, door: str, visitor: Staff) -> Response:
        fields = await read_form(request, visitor)
        because = next((each for each in door_words.REASONS if each == fields.get("because")), None)
        if because is None:
            return _ask(pages, visitor, await _found(request, terminal_id, door), 422)
        hub = hub_of(request)
        try:
            given = await hub.doors.open(terminal_id, door, because, visitor.actor)
        except (DoorUnknown, TerminalUnknown) as error:
            raise WebProblem(404, error.code) from None
        await hub.commands.wait(given, PATIENCE)
        return RedirectResponse(f"{visitor.at}/doors#{terminal_id}-{door}", 303)

    return routes


async def _found(request: Request, terminal_id: UUID, door: str) -> Known:
    try:
        return await hub_of(request).doors.show(terminal_id, door)
    except DoorUnknown as error:
        raise WebProblem(404, error.code) from None


def _ask(pages: Pages, visitor: Visitor, known: Known, status: int) -> Response:
    errors = {"because": "Choose why you open it"} if status == 422 else {}
    reasons = [{"value": each.value, "text": text} for each, text in door_words.REASONS.items()]
    return pages.page("door_open.html", visitor, status, known=known, reasons=reasons, errors=errors)
