"""A visitor's card that a terminal does not know: whether somebody is in by it, and what it fills in."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse

from kiosk.domain import visit_cards
from kiosk.web.api.callers import KEY_PROBLEMS, PREFIX, PROBLEMS, Caller, body_of, hub_of, read_body, speaks


class CardHeld(BaseModel):
    """A card that somebody holds to a reader."""

    model_config = ConfigDict(strict=True)
    card: str = Field(
        pattern=r"^[0-9a-f]{64}$",
        description="BLAKE2b of the card's number, keyed with `card_key` of the personal part and personalised with "
        "`foyer card`.",
    )


class CardKnown(BaseModel):
    """What a screen needs to know of it; all of it is empty for a card that nobody had remembered."""

    visit: UUID | None = Field(description="The visit of whoever is in the building by it.")
    name: str = Field(description="Whose it is, if they had it remembered.")
    company: str


routes = APIRouter(prefix=PREFIX, dependencies=[Depends(speaks)], responses={**PROBLEMS, **KEY_PROBLEMS})

_UNKEPT = {"Cache-Control": "no-store"}


@routes.post(
    "/visit-cards",
    response_model=CardKnown,
    summary="Ask whose card was shown",
    description="Only when a visitor holds one to the reader. Who is expected today, and who is in, is told by the "
    "personal part.",
    openapi_extra=body_of(CardHeld),
)
async def known(request: Request, terminal: Caller) -> Response:  # noqa: ARG001 - that it is one of ours
    said = await read_body(request, CardHeld)
    found = await hub_of(request).visit_cards.known(visit_cards.read_mark(said.card))
    document = {
        "visit": None if found.visit_id is None else str(found.visit_id),
        "name": "" if found.before is None else found.before.name,
        "company": "" if found.before is None else found.before.company,
    }
    return JSONResponse(document, headers=_UNKEPT)
