"""Terminals: enrolment, and the catalogue they work from."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse

from kiosk.domain.devices import Device, State
from kiosk.domain.devices import Health as DeviceHealth
from kiosk.domain.doors import DoorState
from kiosk.domain.terminals import Health
from kiosk.services.catalogue import PROTOCOL
from kiosk.services.terminals import CodeUnknown, KeyUnknown
from kiosk.web.api.callers import (
    KEY_PROBLEMS,
    PREFIX,
    PROBLEMS,
    Caller,
    body_of,
    caller,
    estate_of,
    hub_of,
    key_unknown,
    read_body,
    speaks,
)
from kiosk.web.buckets import network_of
from kiosk.web.limits import ENROLMENTS, Throttle
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


class ReportedHealth(BaseModel):
    """How a device is."""

    model_config = ConfigDict(strict=True)
    state: Literal["online", "degraded", "offline", "failed"]
    reasons: list[Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")]] = Field(max_length=12)


class ReportedDevice(BaseModel):
    """One device of a terminal."""

    model_config = ConfigDict(strict=True)
    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,29}$", description="What the operator calls it.")
    kind: str = Field(pattern=r"^[a-z_]{1,20}$", description="What it is for.")
    driver: str = Field(pattern=r"^[a-z0-9_.]{1,60}$")
    health: ReportedHealth
    simulated: bool = Field(default=False, description="It is a stand-in.")
    model: str = Field(default="", max_length=80, description="What it says it is.")
    reads: Literal["", "card", "code"] = Field(default="", description="What a reader reads.")
    hung: int = Field(default=0, ge=0, le=1_000_000, description="How often its driver was begun anew.")

    def device(self) -> Device:
        """As the record keeps it."""
        health = DeviceHealth(State(self.health.state), tuple(self.health.reasons))
        model = "".join(each for each in self.model if each.isprintable())
        return Device(self.id, self.kind, self.driver, health, self.simulated, model, self.reads, self.hung)


class ReportedDoor(BaseModel):
    """One door that a terminal opens."""

    model_config = ConfigDict(strict=True)
    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,29}$", description="What the operator calls it in the settings.")
    name: str = Field(min_length=1, max_length=80, pattern=PLAIN, description="What people call it.")
    place: Literal["shut", "open", "unknown"]
    trouble: str = Field(default="", pattern=r"^[a-z_]{0,40}$", description="`forced` or `held_open`, while it is.")
    usable: bool = True
    reason: str = Field(default="", pattern=r"^[a-z_]{0,40}$", description="Why it cannot be opened.")


class Report(BaseModel):
    """How a terminal is. Nothing in it is about people. Keys that are not known are passed over."""

    model_config = ConfigDict(strict=True)
    version: str = Field(pattern=r"^[0-9A-Za-z.+-]{1,32}$", description="Of Foyer on the terminal.")
    in_service: bool
    reason: str | None = Field(default=None, pattern=r"^[a-z_]{1,64}$", description="Why it is not, as a code.")
    waiting: int = Field(ge=0, le=1_000_000, description="Submissions the hub has not got yet.")
    held: int = Field(default=0, ge=0, le=1_000_000, description="Those of them that the hub could not take.")
    clock_trusted: bool
    free_mb: int = Field(ge=0, le=1_000_000_000, description="Megabytes of free disk.")
    last_good_settings: bool = Field(default=False, description="Its own settings cannot be used.")
    devices: list[ReportedDevice] = Field(default_factory=list, max_length=20, description="Printers and the like.")

    doors: list[ReportedDoor] = Field(default_factory=list, max_length=20, description="Those it opens.")

    def health(self) -> Health:
        """As the record keeps it."""
        told = self.model_dump(exclude={"devices", "doors"})
        doors = tuple(DoorState(**each.model_dump()) for each in self.doors)
        return Health(**told, devices=tuple(each.device() for each in self.devices), doors=doors)


class Noted(BaseModel):
    """The hub has noted it."""

    state: Literal["noted"]


def router(throttle: Throttle) -> APIRouter:
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
        await estate_of(request).tries.count((ENROLMENTS, network_of(address)))
        wanted = await read_body(request, Enrolment)
        try:
            made = await estate_of(request).enrol(wanted.code, wanted.name, address)
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
        kept = await hub_of(request).sites.catalogue()
        headers = {"ETag": kept.etag, "Cache-Control": "private, no-cache"}
        if if_none_match is not None and kept.etag in (part.strip() for part in if_none_match.split(",")):
            return Response(status_code=304, headers=headers)
        return Response(kept.body, media_type="application/json", headers=headers)

    @routes.post(
        "/health",
        response_model=Noted,
        summary="Say how the terminal is",
        description="Once a minute, and whenever something has changed.",
        responses={
            **KEY_PROBLEMS,
            **documented(s429="Too many reports; `Retry-After` says how long to wait."),
        },
        openapi_extra=body_of(Report),
    )
    async def report(request: Request, terminal: Caller) -> Response:
        throttle.take(str(terminal.id))
        told = await read_body(request, Report)
        try:
            await hub_of(request).terminals.report(terminal, told.health(), PROTOCOL)
        except KeyUnknown:
            raise key_unknown() from None
        return JSONResponse({"state": "noted"})

    return routes
