"""What a terminal may know about people: sealed for it alone, with a key of the day."""

from __future__ import annotations

import base64
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request, Response
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse

from kiosk.services.terminals import KeyUnknown
from kiosk.web.api.callers import KEY_PROBLEMS, PREFIX, PROBLEMS, Caller, hub_of, key_unknown, speaks


class DayKey(BaseModel):
    """Opens the personal part for a day. To be kept in memory only, and asked for again after a start."""

    key_id: str = Field(description="Names the day.")
    key: str = Field(description="32 bytes for XChaCha20-Poly1305.", json_schema_extra={"contentEncoding": "base64"})
    lasts: float = Field(description="Seconds for which it may be used.")


class SealedPart(BaseModel):
    """The personal part. It is bound to `foyer personal TERMINAL-ID KEY-ID` as additional data."""

    key_id: str
    sealed: str = Field(description="Nonce and sealed JSON.", json_schema_extra={"contentEncoding": "base64"})


routes = APIRouter(prefix=PREFIX, dependencies=[Depends(speaks)], responses={**PROBLEMS, **KEY_PROBLEMS})

_UNKEPT = {"Cache-Control": "no-store"}


@routes.get("/personal/key", response_model=DayKey, summary="The key of the day")
async def key(request: Request, terminal: Caller) -> Response:
    try:
        given = await hub_of(request).personal.key(terminal)
    except KeyUnknown:
        raise key_unknown() from None
    text = base64.b64encode(given.secret).decode("ascii")
    return JSONResponse({"key_id": given.id, "key": text, "lasts": given.lasts}, headers=_UNKEPT)


@routes.get(
    "/personal",
    response_model=SealedPart,
    summary="What a terminal may know about people, sealed",
    description="Ask again when the news says `personal_changed`, and every day.",
    responses={304: {"description": "Nothing has changed, and the key is the same."}},
)
async def part(request: Request, terminal: Caller, if_none_match: Annotated[str | None, Header()] = None) -> Response:
    try:
        found = await hub_of(request).personal.read(terminal)
    except KeyUnknown:
        raise key_unknown() from None
    headers = {"ETag": found.etag, **_UNKEPT}
    if if_none_match is not None and found.etag in (each.strip() for each in if_none_match.split(",")):
        return Response(status_code=304, headers=headers)
    text = base64.b64encode(found.sealed).decode("ascii")
    return JSONResponse({"key_id": found.key_id, "sealed": text}, headers=headers)
