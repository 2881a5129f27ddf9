"""Photos that a terminal took, given to the hub after what they belong to."""

from __future__ import annotations

import base64
import binascii
from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse

from kiosk.domain.photos import LARGEST, About
from kiosk.services.photos import Of
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

_SEALING = 100
"""Bytes that sealing adds at most."""


class SealedPhoto(BaseModel):
    """A photo that only the hub can open."""

    model_config = ConfigDict(strict=True)
    after: UUID = Field(description="The happening it belongs to: it was told before.")
    key_id: str = Field(pattern=r"^[0-9a-f]{1,32}$", description="The hub key it is sealed to.")
    sealed: str = Field(
        min_length=1,
        max_length=(LARGEST + _SEALING) * 4 // 3 + 4,
        pattern=r"^[A-Za-z0-9+/]*={0,2}$",
        description="A JPEG as a libsodium sealed box, in base 64.",
        json_schema_extra={"contentEncoding": "base64"},
    )


class Kept(BaseModel):
    """What became of it."""

    state: Literal["kept", "dropped"] = Field(
        description="`dropped`: nobody waits for it, because what it belongs to is over, or never was."
    )


def router(throttle: Throttle) -> APIRouter:
    """The operation."""
    asked = [Depends(speaks), Depends(same_record)]
    problems = {**PROBLEMS, **KEY_PROBLEMS, **ANOTHER_RECORD}
    routes = APIRouter(prefix=PREFIX, dependencies=asked, responses=problems)

    @routes.put(
        "/photos/{about}/{photo_id}",
        response_model=Kept,
        summary="Give the photo of a parcel or of a visitor",
        description="After the happening it belongs to. The same one again changes nothing.",
        responses=documented(s429="Too often; `Retry-After` says how long to wait."),
        openapi_extra=body_of(SealedPhoto),
    )
    async def take(request: Request, about: About, photo_id: UUID, terminal: Caller) -> Response:
        throttle.take(str(terminal.id))
        sent = await read_body(request, SealedPhoto)
        try:
            sealed = base64.b64decode(sent.sealed, validate=True)
        except binascii.Error:
            raise WebProblem(422, "body_invalid") from None
        of = Of(about, photo_id, sent.after)
        kept = await hub_of(request).photos.take(terminal.id, of, sent.key_id, sealed)
        return JSONResponse({"state": "kept" if kept else "dropped"})

    return routes
