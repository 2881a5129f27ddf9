"""What happened with people at a terminal, told by it when it can."""

from __future__ import annotations

import base64
import binascii
from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse

from kiosk.domain.happenings import AT_ONCE, KIND
from kiosk.services.happenings import Told
from kiosk.web.api.callers import (
    ANOTHER_RECORD,
    KEY_PROBLEMS,
    PREFIX,
    PROBLEMS,
    Caller,
    body_of,
    hub_of,
    read_body,
    same_record,
    speaks,
)
from kiosk.web.limits import Throttle
from kiosk.web.problems import WebProblem, documented


class Happening(BaseModel):
    """One thing that happened: somebody arrived, somebody left, a parcel was taken in."""

    model_config = ConfigDict(strict=True)
    id: UUID = Field(description="Made by the terminal. Told again, it counts once and has the same answer.")
    kind: str = Field(pattern=KIND, description="Says what the sealed JSON holds.")
    made_at: AwareDatetime = Field(description="By the terminal's clock.")
    time_uncertain: bool = Field(default=False, description="Whether that clock cannot be trusted.")
    key_id: str = Field(pattern=r"^[0-9a-f]{1,32}$", description="The hub key it is sealed to.")
    sealed: str = Field(
        min_length=1,
        max_length=42_000,
        pattern=r"^[A-Za-z0-9+/]*={0,2}$",
        description="JSON as a libsodium sealed box, in base 64.",
        json_schema_extra={"contentEncoding": "base64"},
    )


class Happenings(BaseModel):
    """Happenings that this hub may not have yet, in their order. Keys that are not known are passed over."""

    model_config = ConfigDict(strict=True)
    happenings: list[Happening] = Field(min_length=1, max_length=AT_ONCE)


class Heard(BaseModel):
    """What became of one, durably."""

    id: UUID
    state: Literal["taken", "kept"] = Field(description="`kept`: it waits for staff; the terminal has done its part.")
    answer: dict[str, object] = Field(description="By its kind. Ids, numbers and states; nothing else about people.")


class AllHeard(BaseModel):
    """The hub has all of them."""

    happenings: list[Heard]


def router(throttle: Throttle) -> APIRouter:
    """The operation."""
    asked = [Depends(speaks), Depends(same_record)]
    problems = {**PROBLEMS, **KEY_PROBLEMS, **ANOTHER_RECORD}
    routes = APIRouter(prefix=PREFIX, dependencies=asked, responses=problems)

    @routes.post(
        "/happenings",
        response_model=AllHeard,
        summary="Say what happened with people at the terminal",
        description="In the order it happened. What is in the answer to nothing is told again.",
        responses=documented(s429="Too often; `Retry-After` says how long to wait."),
        openapi_extra=body_of(Happenings),
    )
    async def told(request: Request, terminal: Caller) -> Response:
        throttle.take(str(terminal.id))
        sent = await read_body(request, Happenings)
        heard = await hub_of(request).happenings.told(terminal.id, [_told(each) for each in sent.happenings])
        listed = [
            {"id": str(each.id), "state": "taken" if each.taken else "kept", "answer": dict(each.answer)}
            for each in heard
        ]
        return JSONResponse({"happenings": listed})

    return routes


def _told(each: Happening) -> Told:
    try:
        sealed = base64.b64decode(each.sealed, validate=True)
    except binascii.Error:
        raise WebProblem(422, "body_invalid") from None
    return Told(each.id, each.kind, each.made_at, each.time_uncertain, each.key_id, sealed)
