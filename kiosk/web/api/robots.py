"""What robots say and ask: what became of a submission of theirs, and the files that came with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse

from kiosk.domain.outcomes import LONGEST_REASON, Outcome, OutcomeUnfit
from kiosk.domain.robots import Robot
from kiosk.services.audit import Actor
from kiosk.services.robots import RobotUnknown
from kiosk.services.submissions import SubmissionUnknown
from kiosk.services.tries import Limit
from kiosk.services.uploads import UploadUnknown
from kiosk.web.api.callers import PREFIX, PROBLEMS, body_of, estate_of, hub_of, read_body, speaks
from kiosk.web.buckets import network_of
from kiosk.web.problems import WebProblem, documented

CALLS: Final = Limit("robot", 240, timedelta(minutes=1))
"""By robot, among all hubs: four a second, for hours; a robot that has gone mad is told to wait."""

WRONG_KEYS: Final = Limit("robot_key", 30, timedelta(minutes=15))
"""By address. A key has 256 random bits; this keeps somebody who tries from costing the record."""

_bearer = HTTPBearer(auto_error=False, description="The key a robot was given by staff.", scheme_name="robot")


class Reason(BaseModel):
    """Words for the person: English, and other languages where there are any."""

    model_config = ConfigDict(strict=True)
    en: str = Field(min_length=1, max_length=LONGEST_REASON)
    cy: str | None = Field(default=None, max_length=LONGEST_REASON)
    pl: str | None = Field(default=None, max_length=LONGEST_REASON)
    uk: str | None = Field(default=None, max_length=LONGEST_REASON)


class Said(BaseModel):
    """What became of a submission. Keys that are not known are passed over."""

    model_config = ConfigDict(strict=True)
    outcome: Literal["done", "partly", "manual"]
    reason: Reason | None = Field(default=None, description="What is missing, or why somebody has to do it.")


class Noted(BaseModel):
    """The hub has it."""

    state: Literal["noted"]
    minutes_saved: int


async def caller(
    request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> Robot:
    """The robot that calls."""
    estate = estate_of(request)
    key = "" if credentials is None else credentials.credentials
    hub = estate.sites.get(key.rpartition(".")[0])
    if hub is not None:
        try:
            robot = await hub.desk.robots.authenticate(key)
        except RobotUnknown:
            pass
        else:
            await estate.tries.count((CALLS, str(robot.id)))
            request.state.hub = hub
            return robot
    await estate.tries.count((WRONG_KEYS, str(network_of(request.client.host if request.client else None))))
    raise WebProblem(401, "key_unknown", {"WWW-Authenticate": "Bearer"})


Caller = Annotated[Robot, Depends(caller)]

routes = APIRouter(
    prefix=PREFIX,
    dependencies=[Depends(speaks)],
    responses={
        **PROBLEMS,
        **documented(
            s401="The key is missing, or belongs to no robot, or to one that was withdrawn.",
            s404="There is no such submission among the forms this robot was granted.",
            s429="Too often; `Retry-After` says how long to wait.",
        ),
    },
)


@routes.put(
    "/submissions/{submission_id}/outcome",
    response_model=Noted,
    summary="Say what became of a submission",
    description="The last word counts. `partly` needs a reason; the person reads it.",
    openapi_extra=body_of(Said),
)
async def say(request: Request, submission_id: UUID, robot: Caller) -> Response:
    said = await read_body(request, Said)
    typed: Mapping[str, str] = {} if said.reason is None else said.reason.model_dump(exclude_none=True)
    actor = Actor(f"robot {robot.name}", None, request.client.host if request.client else None)
    try:
        became = await hub_of(request).desk.outcomes.say(submission_id, Outcome(said.outcome), typed, actor, robot)
    except OutcomeUnfit as error:
        raise WebProblem(422, error.code) from None
    except SubmissionUnknown as error:
        raise WebProblem(404, error.code) from None
    return JSONResponse({"state": "noted", "minutes_saved": became.minutes})


@routes.get(
    "/submissions/{submission_id}/files/{file_id}",
    response_class=Response,
    summary="Fetch a file that came with a submission",
    description="By the id that stands in `files` of what the service received.",
    responses={200: {"content": {"application/octet-stream": {}}, "description": "The bytes."}},
)
async def file(request: Request, submission_id: UUID, file_id: UUID, robot: Caller) -> Response:
    hub = hub_of(request)
    row = await hub.store.read(lambda record: record.submissions.get(submission_id))
    if row is None or row.form_id not in robot.forms:
        raise WebProblem(404, SubmissionUnknown.code)
    actor = Actor(f"robot {robot.name}", None, request.client.host if request.client else None)
    try:
        upload, content = await hub.uploads.download(submission_id, file_id, actor)
    except UploadUnknown as error:
        raise WebProblem(404, error.code) from None
    # As bytes to be kept: whatever somebody uploaded must not be shown by a browser as a page of ours.
    headers = {"Content-Disposition": "attachment", "Foyer-Media-Type": upload.media_type}
    return Response(content, media_type="application/octet-stream", headers=headers)
