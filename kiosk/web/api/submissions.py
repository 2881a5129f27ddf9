"""Submissions: taken in durably, once."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime
from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse

from kiosk.services.looking import Arrival
from kiosk.services.seals import CannotOpen
from kiosk.web.api.callers import KEY_PROBLEMS, PREFIX, PROBLEMS, Caller, body_of, hub_of, read_body, speaks
from kiosk.web.problems import WebProblem

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = datetime(9999, 1, 1, tzinfo=UTC)
"""A clock may be as wrong as it likes, as long as it tells a moment that every zone has."""


class Sealed(BaseModel):
    """A submission as a terminal sends it. Keys that are not known are passed over."""

    model_config = ConfigDict(strict=True)
    id: UUID
    reference: str = Field(pattern=r"^[0-9A-Z-]{1,16}$")
    form: str = Field(pattern=r"^[a-z0-9-]{1,64}$")
    form_version: int = Field(ge=1, le=999_999)
    key_id: str = Field(pattern=r"^[0-9a-f]{1,32}$", description="The hub key it is sealed to.")
    sealed: str = Field(
        min_length=1,
        max_length=1_000_000,
        pattern=r"^[A-Za-z0-9+/]+={0,2}$",
        description="A libsodium sealed box, in base 64.",
        json_schema_extra={"contentEncoding": "base64"},
    )
    made_at: AwareDatetime = Field(ge=EARLIEST, le=LATEST)
    time_uncertain: bool = False


class Accepted(BaseModel):
    """The hub has it, durably."""

    id: UUID
    state: Literal["received"]


routes = APIRouter(prefix=PREFIX, dependencies=[Depends(speaks)], responses={**PROBLEMS, **KEY_PROBLEMS})


@routes.post(
    "/submissions",
    status_code=201,
    response_model=Accepted,
    summary="Hand over a submission",
    description="Answered once it is durable. Whatever is sealed to this hub is kept, and each id once.",
    responses={200: {"model": Accepted, "description": "It was here already."}},
    openapi_extra=body_of(Sealed),
)
async def receive(request: Request, terminal: Caller) -> Response:
    sent = await read_body(request, Sealed)
    try:
        sealed = base64.b64decode(sent.sealed, validate=True)
    except binascii.Error:
        raise WebProblem(422, "body_invalid") from None
    arrival = Arrival(
        sent.id,
        sent.reference,
        sent.form,
        sent.form_version,
        sent.key_id,
        sealed,
        sent.made_at,
        sent.time_uncertain,
    )
    try:
        new = await hub_of(request).submissions.receive(terminal, arrival)
    except CannotOpen as error:
        raise WebProblem(422, error.code) from None
    return JSONResponse({"id": str(sent.id), "state": "received"}, 201 if new else 200)
