"""Those who wait: how it stands with one of them, for where they checked in; and what a waiting area shows."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse

from kiosk.domain.submissions import written
from kiosk.services.host_calls import CallUnknown
from kiosk.web.api.callers import KEY_PROBLEMS, PREFIX, PROBLEMS, Caller, hub_of, speaks
from kiosk.web.problems import WebProblem, documented


class Words(BaseModel):
    """A short message between the visitor and somebody of the house."""

    from_visitor: bool
    words: str
    at: datetime


class Told(BaseModel):
    """How it stands with somebody who waits. States that are not known count as `waiting`."""

    visit: UUID
    state: str = Field(description="Who was asked, and what they have said.")
    visit_state: str = Field(description="`awaiting` while somebody has to let them in.")
    cannot: bool = Field(description="Whether whoever was asked first has said that they cannot come.")
    another: bool = Field(description="Whether it is somebody else than their host who has answered.")
    place: str = Field(description="Where they are to go; empty for nowhere yet.")
    number: int | None = Field(description="Of the day.")
    words: list[Words]


class Waiting(BaseModel):
    """Somebody on the screen of a waiting area: a number, or a name that may stand there."""

    number: int | None
    name: str
    state: str
    place: str
    another: bool = Field(description="Whether it is somebody else than their host who has answered.")


class Everybody(BaseModel):
    """Who waits, the one who has waited longest first."""

    people: list[Waiting]


routes = APIRouter(prefix=PREFIX, dependencies=[Depends(speaks)], responses={**PROBLEMS, **KEY_PROBLEMS})

_UNKEPT = {"Cache-Control": "no-store"}


@routes.get(
    "/visits/{visit_id}/told",
    response_model=Told,
    summary="How it stands with somebody who waits",
    description="For the terminal where they checked in. Ask again when the news says `visit_told`.",
    responses=documented(s404="Nobody of that id checked in at this terminal."),
)
async def told(request: Request, visit_id: UUID, terminal: Caller) -> Response:
    try:
        found = await hub_of(request).reception.reading.told(terminal.id, visit_id)
    except CallUnknown as error:
        raise WebProblem(404, error.code) from None
    words = [{"from_visitor": each.from_visitor, "words": each.words, "at": written(each.at)} for each in found.said]
    document = {
        "visit": str(visit_id),
        "state": found.call.state.value,
        "visit_state": found.visit.state.value,
        "cannot": found.call.cannot,
        "another": found.another,
        "place": found.call.place,
        "number": found.visit.badge,
        "words": words,
    }
    return JSONResponse(document, headers=_UNKEPT)


@routes.get(
    "/waiting",
    response_model=Everybody,
    summary="What the screen of a waiting area shows",
    description="Ask again when the news says `waiting_changed`.",
)
async def everybody(request: Request, terminal: Caller) -> Response:  # noqa: ARG001 - that it is one of ours
    shown = await hub_of(request).reception.reading.displayed()
    people = [
        {
            "number": each.number,
            "name": each.name,
            "state": each.state.value,
            "place": each.place,
            "another": each.another,
        }
        for each in shown
    ]
    return JSONResponse({"people": people}, headers=_UNKEPT)
