"""Forms that people take from a terminal to their own phones."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse

from kiosk.domain.submissions import written
from kiosk.services.continuations import TooManyOffered
from kiosk.web.api.callers import KEY_PROBLEMS, PREFIX, PROBLEMS, Caller, body_of, hub_of, read_body, speaks
from kiosk.web.problems import WebProblem, documented

BASE64 = r"^[A-Za-z0-9+/]+={0,2}$"


class Offer(BaseModel):
    """A form under way, sealed by a key that only the link holds. Keys that are not known are passed over."""

    model_config = ConfigDict(strict=True)
    token_hash: str = Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the token in the link.")
    form: str = Field(pattern=r"^[a-z0-9-]{1,64}$")
    form_version: int = Field(ge=1, le=999_999)
    sealed: str = Field(
        min_length=1,
        max_length=300_000,
        pattern=BASE64,
        description="A libsodium secret box (XSalsa20-Poly1305), in base 64.",
        json_schema_extra={"contentEncoding": "base64"},
    )


class OfferKept(BaseModel):
    """The link may be shown. `continuation_opened` in the news says that somebody has opened it."""

    id: UUID
    expires_at: datetime


routes = APIRouter(prefix=PREFIX, dependencies=[Depends(speaks)], responses={**PROBLEMS, **KEY_PROBLEMS})


@routes.post(
    "/continuations",
    status_code=201,
    response_model=OfferKept,
    summary="Offer a form to somebody's phone",
    description="The link is good once, for five minutes. The hub never learns its token until it is opened.",
    responses=documented(s409="The terminal shows too many already."),
    openapi_extra=body_of(Offer),
)
async def offer(request: Request, terminal: Caller) -> Response:
    sent = await read_body(request, Offer)
    try:
        sealed = base64.b64decode(sent.sealed, validate=True)
    except binascii.Error:
        raise WebProblem(422, "body_invalid") from None
    try:
        kept = await hub_of(request).continuations.offer(
            terminal, bytes.fromhex(sent.token_hash), sent.form, sent.form_version, sealed
        )
    except TooManyOffered as error:
        raise WebProblem(409, error.code) from None
    return JSONResponse({"id": str(kept.id), "expires_at": written(kept.expires_at)}, 201)
