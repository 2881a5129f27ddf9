"""Who waits, live: whom they have come to see, who was asked, and answers for whoever looks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from starlette.responses import RedirectResponse

from kiosk.domain.errors import Refused
from kiosk.domain.host_calls import LONGEST_PLACE, CallOver
from kiosk.domain.visit_words import LONGEST as LONGEST_WORDS
from kiosk.domain.visits import State as VisitState
from kiosk.services.host_calls import CallUnknown
from kiosk.services.host_reading import Seen
from kiosk.services.reception import ASKED_NOW
from kiosk.web import host_words
from kiosk.web.api.callers import hub_of
from kiosk.web.pages import message_words
from kiosk.web.pages.render import Pages
from kiosk.web.pages.sessions import Staff, Visitor, read_form
from kiosk.web.pages.visit_scope import SEE, scope
from kiosk.web.problems import WebProblem

LIVE = "hosts visits messages"
FIELDS = ("place", "to", "words")


def router(pages: Pages) -> APIRouter:
    """The routes."""
    routes = APIRouter()

    def show(
        request: Request,
        visitor: Visitor,
        seen: Seen,
        done: str = "",
        errors: Mapping[str, str] | None = None,
        typed: Mapping[str, str] | None = None,
    ) -> Response:
        return pages.page(
            "waiting_visit.html",
            visitor,
            422 if errors else 200,
            seen=seen,
            awaiting=seen.visit.state is VisitState.AWAITING,
            called=host_words.called(seen),
            standing=host_words.STATES[seen.call.state],
            needs=host_words.needs(seen.details.needs),
            since=host_words.since(seen.call, hub_of(request).clock.now()),
            done=host_words.DONE.get(done, ""),
            errors=errors or {},
            typed=typed or {},
            message_states=message_words.STATES,
            longest_place=LONGEST_PLACE,
            longest_words=LONGEST_WORDS,
            live=LIVE,
        )

    @routes.get("/waiting", dependencies=[SEE])
    async def everybody(request: Request, visitor: Staff) -> Response:
        hub = hub_of(request)
        now = hub.clock.now()
        rows = [
            (seen, host_words.called(seen), host_words.STATES[seen.call.state], host_words.since(seen.call, now))
            for seen in await hub.reception.reading.waiting(scope(visitor))
        ]
        return pages.page("waiting.html", visitor, rows=rows, awaiting=VisitState.AWAITING, live=LIVE)

    @routes.get("/waiting/{call_id}", dependencies=[SEE])
    async def one(request: Request, call_id: UUID, visitor: Staff, done: Annotated[str, Query()] = "") -> Response:
        return show(request, visitor, await _found(request, call_id, visitor), done)

    @routes.post("/waiting/{call_id}", dependencies=[SEE])
    async def answer(request: Request, call_id: UUID, visitor: Staff) -> Response:
        fields = await read_form(request, visitor)
        seen = await _found(request, call_id, visitor)
        what, rest = fields.get("do", ""), {name: fields.get(name, "") for name in FIELDS}
        try:
            await hub_of(request).reception.do(seen, what, visitor.actor, ASKED_NOW, **rest)
        except CallOver:
            return RedirectResponse(f"{visitor.at}/waiting", 303)
        except Refused as error:
            field, said = host_words.PROBLEMS.get(error.code, ("place", "That cannot be done now"))
            return show(request, visitor, seen, "", {field: said}, fields)
        if what in ("met", "turn_away"):
            return RedirectResponse(f"{visitor.at}/waiting", 303)
        return RedirectResponse(f"{visitor.at}/waiting/{call_id}?done={what}", 303)

    return routes


async def _found(request: Request, call_id: UUID, visitor: Visitor) -> Seen:
    try:
        return await hub_of(request).reception.reading.show(call_id, scope(visitor))
    except CallUnknown as error:
        raise WebProblem(404, error.code) from None
