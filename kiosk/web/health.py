"""Whether the hub works, for those who watch it."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta
from typing import Literal

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse

from kiosk.interfaces.store import RecordUnavailable
from kiosk.web.api.callers import estate_of
from kiosk.web.problems import WebProblem, documented

LONGEST_CHECK = 2.0
"""Seconds the record may take to answer."""


class Health(BaseModel):
    """The record can be read and written."""

    status: Literal["ok"]
    backup_age: int | None = Field(ge=0, description="Seconds since the newest backup; null when none is known.")


routes = APIRouter()


@routes.get(
    "/healthz",
    response_model=Health,
    summary="Whether the record answers",
    responses=documented(s500="A mistake of the hub's.", s503="The record does not answer."),
)
async def healthz(request: Request) -> Response:
    try:
        async with asyncio.timeout(LONGEST_CHECK):
            await estate_of(request).check()
    except (RecordUnavailable, TimeoutError):
        raise WebProblem(503, RecordUnavailable.code) from None
    age: timedelta | None = None
    # A folder that does not answer is no reason to send nobody here any more.
    with suppress(RecordUnavailable, TimeoutError):
        async with asyncio.timeout(LONGEST_CHECK):
            age = await estate_of(request).backups.age()
    return JSONResponse({"status": "ok", "backup_age": None if age is None else int(age.total_seconds())})


@routes.get(
    "/metrics",
    response_class=Response,
    summary="What the hub counted, for Prometheus",
    responses={
        200: {"description": "Prometheus text.", "content": {"text/plain": {"schema": {"type": "string"}}}},
        **documented(s500="A mistake of the hub's."),
    },
)
async def metrics(request: Request) -> Response:
    return Response(estate_of(request).measures.text(), headers={"Content-Type": CONTENT_TYPE_LATEST})
