"""What people thought of filling in a form, told by a terminal; nothing in it says whose it was."""

from __future__ import annotations

import base64
import binascii
from datetime import date
from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse

from kiosk.domain.languages import Language
from kiosk.domain.opinions import Opinion, Recommend
from kiosk.web.api.callers import KEY_PROBLEMS, PREFIX, PROBLEMS, Caller, body_of, hub_of, read_body, speaks
from kiosk.web.limits import Throttle
from kiosk.web.problems import WebProblem, documented


class Given(BaseModel):
    """One opinion."""

    model_config = ConfigDict(strict=True)
    id: UUID = Field(description="Made for it, and for nothing else. The same one again changes nothing.")
    day: date | None = Field(default=None, description="By the clock on the wall; none where that is not known.")
    form: str = Field(pattern=r"^[a-z0-9-]{1,64}$")
    form_version: int = Field(ge=1, le=999_999)
    language: Language
    stars: int | None = Field(default=None, ge=1, le=5)
    recommend: Literal["yes", "no", "unsure"] | None = None
    key_id: str = Field(default="", pattern=r"^[0-9a-f]{0,32}$", description="The hub key the sentence is sealed to.")
    sealed: str = Field(
        default="",
        max_length=4_000,
        pattern=r"^[A-Za-z0-9+/]*={0,2}$",
        description="One sentence as a libsodium sealed box, in base 64.",
        json_schema_extra={"contentEncoding": "base64"},
    )


class Told(BaseModel):
    """Opinions that this hub may not have yet. Keys that are not known are passed over."""

    model_config = ConfigDict(strict=True)
    opinions: list[Given] = Field(max_length=50)


class Noted(BaseModel):
    """The hub has them, durably."""

    state: Literal["noted"]


def router(throttle: Throttle) -> APIRouter:
    """The operation."""
    routes = APIRouter(prefix=PREFIX, dependencies=[Depends(speaks)], responses={**PROBLEMS, **KEY_PROBLEMS})

    @routes.post(
        "/opinions",
        response_model=Noted,
        summary="Say what people thought of filling in a form",
        responses=documented(s429="Too often; `Retry-After` says how long to wait."),
        openapi_extra=body_of(Told),
    )
    async def told(request: Request, terminal: Caller) -> Response:
        throttle.take(str(terminal.id))
        sent = await read_body(request, Told)
        await hub_of(request).desk.opinions.told(
            [(_opinion(each), each.key_id, _sealed(each)) for each in sent.opinions]
        )
        return JSONResponse({"state": "noted"})

    return routes


def _opinion(each: Given) -> Opinion:
    recommend = None if each.recommend is None else Recommend(each.recommend)
    return Opinion(each.id, each.day, each.form, each.form_version, each.language, each.stars, recommend)


def _sealed(each: Given) -> bytes:
    try:
        return base64.b64decode(each.sealed, validate=True)
    except binascii.Error:
        raise WebProblem(422, "body_invalid") from None
