"""Who calls: the protocol they speak, the terminal they are, and the JSON they send, read in that order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, TypeVar, cast

from fastapi import Depends, Header, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel
from pydantic_core import from_json

from kiosk.interfaces.facts import Terminal
from kiosk.services.catalogue import PROTOCOL
from kiosk.services.estate import Estate
from kiosk.services.hub import Hub
from kiosk.services.terminals import KeyUnknown
from kiosk.web.problems import WebProblem, documented

B = TypeVar("B", bound=BaseModel)

PREFIX = "/api/v1"

PROBLEMS = documented(
    s413="The body is too long.",
    s422="The request is not as described here.",
    s426="The protocol number is missing or unknown; `Foyer-Protocol` must be 1.",
    s500="A mistake of the hub's.",
    s503="The hub cannot reach its record just now; try again.",
)
KEY_PROBLEMS = documented(s401="The key is missing, belongs to no terminal, or to one that was withdrawn.")

SPOKEN = {
    "name": "foyer-protocol",
    "in": "header",
    "required": False,
    "description": "Protocol the caller speaks.",
    "schema": {"type": "string", "enum": [str(PROTOCOL)]},
}
"""The header that every call has, as OpenAPI puts it. FastAPI would describe it too, but takes as long to read it as
for all the rest of a caller."""

_bearer = HTTPBearer(
    auto_error=False, description="The key a terminal was given at its enrolment.", scheme_name="key"
)


def hub_of(request: Request) -> Hub:
    """The site this request is about: that of the terminal which calls, or that in the address of a page."""
    return cast(Hub, request.state.hub)


def estate_of(request: Request) -> Estate:
    """What this application serves."""
    return cast(Estate, request.app.state.estate)


async def speaks(request: Request) -> None:
    """Refuses whoever speaks another protocol."""
    if request.headers.get("foyer-protocol") != str(PROTOCOL):
        raise WebProblem(426, "protocol_unknown", {"Upgrade": f"foyer/{PROTOCOL}", "Connection": "Upgrade"})


async def caller(
    request: Request,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> Terminal:
    """The terminal that calls."""
    if credentials is not None:
        try:
            request.state.hub, terminal = await estate_of(request).authenticate(credentials.credentials)
        except KeyUnknown:
            pass
        else:
            return terminal
    raise key_unknown()


def key_unknown() -> WebProblem:
    """The answer to a key that belongs to nobody, or no longer does."""
    return WebProblem(401, KeyUnknown.code, {"WWW-Authenticate": "Bearer"})


Caller = Annotated[Terminal, Depends(caller)]


async def same_record(
    request: Request,
    _terminal: Caller,
    foyer_record: Annotated[str | None, Header(description="The `epoch` that the caller knows.")] = None,
) -> None:
    """Refuses what has its place in an order when the record is another one than the caller knows: it was restored
    from a backup, and what came before has to be told again first."""
    if foyer_record is not None:
        epoch = await hub_of(request).store.read(lambda record: record.epoch)
        if foyer_record != str(epoch):
            raise WebProblem(409, "another_record")


ANOTHER_RECORD = documented(s409="The record is another one than `Foyer-Record` says. The news tells which.")


async def read_body(request: Request, model: type[B]) -> B:
    """The JSON of a request, after everything else about it has been found good.

    Raises:
        WebProblem: 422; it is not what the model describes. What was sent is not repeated in the answer.
    """
    body = await request.body()
    try:
        # Pydantic takes NaN and Infinity for numbers, also in keys it passes over; JSON has neither.
        from_json(body, allow_inf_nan=False)
        return model.model_validate_json(body)
    except ValueError:
        raise WebProblem(422, "body_invalid") from None


def body_of(model: type[BaseModel]) -> dict[str, object]:
    """The OpenAPI of a body that `read_body` reads."""
    schema: Mapping[str, object] = model.model_json_schema()
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}
