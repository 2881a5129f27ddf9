"""What staff did at a terminal, told by it when it can; and the card it was shown when they had asked for one."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse

from kiosk.domain.staff_door import Act, Done
from kiosk.services.commands import CommandUnknown
from kiosk.services.credentials import CredentialTaken
from kiosk.services.people import PersonUnknown
from kiosk.services.visit_arrivals import VisitUnknown
from kiosk.services.visits import VisitChanged
from kiosk.web.api.callers import (
    KEY_PROBLEMS,
    PREFIX,
    PROBLEMS,
    Caller,
    body_of,
    estate_of,
    hub_of,
    read_body,
    speaks,
)
from kiosk.web.problems import WebProblem, documented


class Deed(BaseModel):
    """One thing that was done. `account` is whose PIN or card it was; none where it was nobody's."""

    model_config = ConfigDict(strict=True)
    id: UUID = Field(description="Made by the terminal. Told again, it counts once.")
    act: Act
    account: UUID | None = None
    at: AwareDatetime = Field(description="By the terminal's clock.")
    code: str | None = Field(default=None, pattern=r"^[a-z_]{1,64}$", description="Why it was refused.")


class Deeds(BaseModel):
    """What was done since the terminal told last. Keys that are not known are passed over."""

    model_config = ConfigDict(strict=True)
    done: list[Deed] = Field(min_length=1, max_length=100)


class Noted(BaseModel):
    """All of it is in the audit."""

    state: Literal["noted"]


class CardShown(BaseModel):
    """A card, and what asked for it."""

    model_config = ConfigDict(strict=True)
    command: UUID = Field(description="The command `read_card`.")
    card: str = Field(
        pattern=r"^[0-9a-f]{64}$",
        description="BLAKE2b of the card's number, keyed with `card_key` of the personal part and personalised with "
        "`foyer card`.",
    )


class Added(BaseModel):
    """The card opens from now on."""

    state: Literal["added"]


routes = APIRouter(prefix=PREFIX, dependencies=[Depends(speaks)], responses={**PROBLEMS, **KEY_PROBLEMS})


@routes.post(
    "/staff-door",
    response_model=Noted,
    summary="Say what staff did at the terminal",
    description="In the order it was done. What is in the answer to nothing is told again.",
    openapi_extra=body_of(Deeds),
)
async def told(request: Request, terminal: Caller) -> Response:
    deeds = await read_body(request, Deeds)
    done = [Done(each.id, each.act, each.account, each.at, each.code) for each in deeds.done]
    await hub_of(request).staff_doors.told(terminal, done)
    return JSONResponse({"state": "noted"})


@routes.post(
    "/staff-cards",
    response_model=Added,
    summary="Say which card was shown",
    description="When staff have asked for one, within 90 seconds, once.",
    responses=documented(
        s404="Nobody asked for a card here, or too long ago.", s409="The card opens for somebody else."
    ),
    openapi_extra=body_of(CardShown),
)
async def shown(request: Request, terminal: Caller) -> Response:
    said = await read_body(request, CardShown)
    hub, staffs = hub_of(request), estate_of(request).accounts.staff_cards
    try:
        try:
            await staffs.read(hub.commands, terminal, said.command, said.card)
        except CommandUnknown:
            # It was asked for a visitor's, or for none.
            await hub.visit_cards.read(hub.commands, terminal, said.command, said.card)
    except (CommandUnknown, PersonUnknown, VisitUnknown, VisitChanged) as error:
        raise WebProblem(404, error.code) from None
    except CredentialTaken as error:
        raise WebProblem(409, error.code) from None
    return JSONResponse({"state": "added"})
