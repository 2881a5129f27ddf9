"""What a terminal asks about itself, and what it says became of the commands it was given."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse

from kiosk.domain.terminals import Role
from kiosk.services.commands import CommandUnknown
from kiosk.services.terminals import KeyUnknown
from kiosk.web.api.callers import (
    KEY_PROBLEMS,
    PREFIX,
    PROBLEMS,
    Caller,
    body_of,
    hub_of,
    key_unknown,
    read_body,
    speaks,
)
from kiosk.web.problems import WebProblem, documented


class Details(BaseModel):
    """What staff say of a terminal. Kinds of role that are not known are taken for `visitor`."""

    name: str
    place: str = Field(description="Where it hangs; may be empty.")
    role: Role
    panel_inches: float | None = Field(description="From corner to corner.")
    mounting_height_mm: int | None = Field(description="From the floor to the middle of the panel.")


class Acknowledgement(BaseModel):
    """What became of a command. Keys that are not known are passed over."""

    model_config = ConfigDict(strict=True)
    state: Literal["done", "refused"]
    result: str | None = Field(default=None, pattern=r"^[a-z_]{1,64}$", description="How, or why not, as a code.")


class Noted(BaseModel):
    """The hub has noted it."""

    state: Literal["noted"]


routes = APIRouter(prefix=PREFIX, dependencies=[Depends(speaks)], responses={**PROBLEMS, **KEY_PROBLEMS})


@routes.get(
    "/terminal",
    response_model=Details,
    summary="What staff say of this terminal",
    description="Ask again when the news says `terminal_changed`.",
)
async def details(request: Request, terminal: Caller) -> Response:
    try:
        known = await hub_of(request).terminals.details(terminal)
    except KeyUnknown:
        raise key_unknown() from None
    return JSONResponse(
        {
            "name": known.name,
            "place": known.place,
            "role": known.role,
            "panel_inches": known.panel_inches,
            "mounting_height_mm": known.mounting_height_mm,
        }
    )


@routes.post(
    "/commands/{command_id}/acknowledgement",
    response_model=Noted,
    summary="Say what became of a command",
    description=(
        "Commands come in the news as `command`, with `kind`, `expires_at` and `args` (JSON in a text). They are "
        "carried out before they expire or not at all, and once however often they are heard."
    ),
    responses=documented(s404="This terminal was never given that command."),
    openapi_extra=body_of(Acknowledgement),
)
async def acknowledge(request: Request, command_id: UUID, terminal: Caller) -> Response:
    told = await read_body(request, Acknowledgement)
    try:
        await hub_of(request).commands.acknowledge(terminal, command_id, told.state, told.result)
    except CommandUnknown as error:
        raise WebProblem(404, error.code) from None
    return JSONResponse({"state": "noted"})
