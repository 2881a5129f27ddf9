"""News: what the hub has to say, held until there is something."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel
from starlette.responses import JSONResponse

from kiosk.domain.submissions import written
from kiosk.services.terminals import KeyUnknown
from kiosk.web.api.callers import KEY_PROBLEMS, PREFIX, PROBLEMS, Caller, hub_of, key_unknown, speaks

LARGEST_CURSOR = 2**63 - 1


class Fact(BaseModel):
    """One thing that happened. Kinds that are not known are passed over."""

    seq: int
    kind: str
    at: datetime
    data: dict[str, str]


class News(BaseModel):
    """Facts after the cursor. A new `epoch` means that the record was restored: begin again at 0."""

    epoch: UUID
    facts: list[Fact]
    next: int


routes = APIRouter(prefix=PREFIX, dependencies=[Depends(speaks)], responses={**PROBLEMS, **KEY_PROBLEMS})


@routes.get("/news", response_model=News, summary="What has happened since")
async def read(
    request: Request,
    terminal: Caller,
    after: Annotated[int, Query(ge=0, le=LARGEST_CURSOR, description="The cursor of the last answer.")] = 0,
    wait: Annotated[int, Query(ge=0, le=60, description="Seconds to wait when there is nothing; fewer may be.")] = 0,
) -> Response:
    try:
        news = await hub_of(request).newsroom.read(terminal, after, wait)
    except KeyUnknown:
        raise key_unknown() from None
    facts = [
        {"seq": fact.seq, "kind": fact.kind, "at": written(fact.at), "data": dict(fact.data)} for fact in news.facts
    ]
    return JSONResponse({"epoch": str(news.epoch), "facts": facts, "next": news.next})
