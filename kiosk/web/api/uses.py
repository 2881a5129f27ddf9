"""How often forms were begun, and how they ended: sums that a terminal tells again and again, of nobody."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse

from kiosk.domain.languages import Language
from kiosk.domain.tallies import What
from kiosk.services.uses import Ended, Started
from kiosk.web.api.callers import KEY_PROBLEMS, PREFIX, PROBLEMS, Caller, body_of, hub_of, read_body, speaks
from kiosk.web.limits import Throttle
from kiosk.web.problems import documented


class Sum(BaseModel):
    """So many were begun on a day, since the program of the terminal was started."""

    model_config = ConfigDict(strict=True)
    day: date
    form: str = Field(pattern=r"^[a-z0-9-]{1,64}$")
    language: Language
    total: int = Field(ge=1, le=1_000_000)


class End(BaseModel):
    """So many ended in one way on a day, since the program of the terminal was started."""

    model_config = ConfigDict(strict=True)
    day: date
    form: str = Field(pattern=r"^[a-z0-9-]{1,64}$")
    form_version: int = Field(ge=1, le=999_999)
    what: Literal["left", "took"]
    value: str = Field(
        pattern=r"^(/[A-Za-z0-9._/-]{1,499}|[0-9]{1,5}|longer)$",
        description="The path of the page somebody stopped at, or the seconds that it took less than.",
    )
    total: int = Field(ge=1, le=1_000_000)


class Told(BaseModel):
    """The sums of one life of a terminal's program. Keys that are not known are passed over."""

    model_config = ConfigDict(strict=True)
    run: UUID = Field(description="Names that life: a sum that is told twice counts once.")
    started: list[Sum] = Field(max_length=200)
    ended: list[End] = Field(default_factory=list, max_length=200)


class Noted(BaseModel):
    """The hub has noted it."""

    state: Literal["noted"]


def router(throttle: Throttle) -> APIRouter:
    """The operation."""
    routes = APIRouter(prefix=PREFIX, dependencies=[Depends(speaks)], responses={**PROBLEMS, **KEY_PROBLEMS})

    @routes.post(
        "/uses",
        response_model=Noted,
        summary="Say how often forms were begun, and how they ended",
        description="Beside a report of health, when a number has changed.",
        responses=documented(s429="Too often; `Retry-After` says how long to wait."),
        openapi_extra=body_of(Told),
    )
    async def told(request: Request, terminal: Caller) -> Response:
        throttle.take(str(terminal.id))
        sums = await read_body(request, Told)
        started = [Started(each.day, each.form, each.language, each.total) for each in sums.started]
        ended = [
            Ended(each.day, each.form, each.form_version, What(each.what), each.value, each.total)
            for each in sums.ended
        ]
        await hub_of(request).desk.uses.told(terminal, sums.run, started, ended)
        return JSONResponse({"state": "noted"})

    return routes
