"""What a caller is told when something is not as asked: problem+json with a stable code, and never a detail of ours.

Source: RFC 9457 (problem details for HTTP APIs).
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from pydantic import BaseModel, Field
from starlette.responses import JSONResponse

from kiosk.domain.errors import KioskError

MEDIA_TYPE = "application/problem+json"


class Problem(BaseModel):
    """A problem, as RFC 9457 has it. `code` is stable; programs go by it."""

    type: str = Field(description="Always about:blank: the code says which problem it is.")
    title: str
    status: int
    code: str


class WebProblem(KioskError):
    """Answers the request with a problem. `headers` go with it."""

    def __init__(self, status: int, code: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(code)
        self.status = status
        self.headers = headers


def answer(status: int, code: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """The response that tells a problem."""
    problem = Problem(type="about:blank", title=HTTPStatus(status).phrase, status=status, code=code)
    return JSONResponse(problem.model_dump(), status, headers, MEDIA_TYPE)


def documented(**codes: str) -> dict[int | str, dict[str, object]]:
    """Problems of an operation for its OpenAPI, as `s404="what it means"`."""
    return {
        int(status.removeprefix("s")): {
            "description": meaning,
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status, meaning in codes.items()
    }
