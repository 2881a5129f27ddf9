"""Terminals: enrolment, and the catalogue they work from."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse

from kiosk.services.terminals import CodeUnknown
from kiosk.web.api.callers import KEY_PROBLEMS, PREFIX, PROBLEMS, body_of, caller, hub_of, read_body, speaks
from kiosk.web.limits import ENROLMENTS, Limits
from kiosk.web.problems import WebProblem, documented

PLAIN = r"^[^\x00-\x1f\x7f]+$"
"""One line of text."""


class Enrolment(BaseModel):
    """A wish to become a terminal of this site."""

    model_config = ConfigDict(strict=True)
    code: str = Field(min_length=1, max_length=40, description="The one-use code from the hub.")
    name: str = Field(min_length=1, max_length=60, pattern=PLAIN, description="What staff call the terminal.")


class Enrolled(BaseModel):
    """What a terminal keeps of its enrolment; the key is told this once."""

    terminal_id: UUID
    site_id: str
    key: str


def router(limits: Limits) -> APIRouter:
    """The operations."""
    routes = APIRouter(prefix=PREFIX, dependencies=[Depends(speaks)], responses=PROBLEMS)

    @routes.post(
        "/enrolments",
        status_code=201,
        response_model=Enrolled,
        summary="Become a terminal",
        responses=documented(
            s403="The code is wrong, used or too old.", s429="Too many tries; `Retry-After` says how long to wait."
        ),
        openapi_extra=body_of(Enrolment),
    )
    async def enrol(request: Request) -> Response:
        address = request.client.host if request.client else None
        limits.count(ENROLMENTS, "enrolment", address or "")
        wanted = await read_body(request, Enrolment)
        try:
            made = await hub_of(request).terminals.enrol(wanted.code, wanted.name, address)
        except CodeUnknown as error:
            raise WebProblem(403, error.code) from None
        return JSONResponse({"terminal_id": str(made.terminal_id), "site_id": made.site_id, "key": made.key}, 201)

    @routes.get(
        "/catalogue",
        summary="All that a terminal needs to work alone",
        dependencies=[Depends(caller)],
        responses={
            200: {
                "description": "The catalogue. `ETag` changes when it does.",
                "content": {"application/json": {"schema": {"type": "object"}}},
            },
            304: {"description": "Nothing has changed."},
            **KEY_PROBLEMS,
        },
    )
    async def catalogue(request: Request, if_none_match: Annotated[str | None, Header()] = None) -> Response:
        kept = hub_of(request).catalogue
        headers = {"ETag": kept.etag, "Cache-Control": "private, no-cache"}
        if if_none_match is not None and kept.etag in (part.strip() for part in if_none_match.split(",")):
            return Response(status_code=304, headers=headers)
        return Response(kept.body, media_type="application/json", headers=headers)

    return routes
