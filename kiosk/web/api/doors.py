"""What happened at a terminal's doors, told by it when it can."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse

from kiosk.domain.doors import DoorEntry
from kiosk.web.api.callers import KEY_PROBLEMS, PREFIX, PROBLEMS, Caller, body_of, hub_of, read_body, speaks

CODE = r"^[a-z_]{0,64}$"


class Entry(BaseModel):
    """One thing that happened: a wish to open a door, or what was seen of one."""

    model_config = ConfigDict(strict=True)
    id: UUID = Field(description="Made by the terminal. Told again, it counts once.")
    door: str = Field(pattern=r"^[^\x00-\x1f\x7f]{0,30}$", description="What the operator calls it.")
    what: str = Field(pattern=r"^[a-z_]{1,40}$", description="Because of what it was to be opened, or what was seen.")
    because: str = Field(default="", pattern=CODE, description="What whoever wished it said.")
    account: UUID | None = Field(default=None, description="Whose wish it was; none for what was seen.")
    at: AwareDatetime = Field(description="By the terminal's clock.")
    outcome: Literal["released", "refused", "not_released", "unknown", "seen"]
    code: str = Field(default="", pattern=CODE, description="Why it was not opened, or why nobody knows.")


class Entries(BaseModel):
    """What happened since the terminal told last. Keys that are not known are passed over."""

    model_config = ConfigDict(strict=True)
    entries: list[Entry] = Field(min_length=1, max_length=100)


class Noted(BaseModel):
    """All of it is in the audit."""

    state: Literal["noted"]


routes = APIRouter(prefix=PREFIX, dependencies=[Depends(speaks)], responses={**PROBLEMS, **KEY_PROBLEMS})


@routes.post(
    "/doors",
    response_model=Noted,
    summary="Say what happened at the terminal's doors",
    description="In the order it happened. What is in the answer to nothing is told again.",
    openapi_extra=body_of(Entries),
)
async def told(request: Request, terminal: Caller) -> Response:
    entries = await read_body(request, Entries)
    await hub_of(request).doors.told(terminal, [DoorEntry(**each.model_dump()) for each in entries.entries])
    return JSONResponse({"state": "noted"})
