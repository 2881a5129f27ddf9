"""Forms that bring a file, checked the way every other form is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from kiosk.web.edge import BodyTooLong
from kiosk.web.pages.sessions import MOST_FIELDS, Visitor, check_ours
from kiosk.web.problems import WebProblem

LONGEST_FIELD = 20_000
"""Bytes of a field that is no file."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file somebody chose. Its name is what their machine calls it, and nothing more."""

    name: str
    content: bytes


async def read_upload(request: Request, visitor: Visitor, field: str) -> tuple[Mapping[str, str], Upload | None]:
    """The fields of a form that came from our own page, and the file in one of them; `None` when none was chosen.

    How long a body may be is for the edge to say.

    Raises:
        WebProblem: 403; it did not, or the cookie is gone. 422; it is not such a form.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "multipart/form-data":
        raise WebProblem(422, "form_invalid")
    try:
        async with request.form(max_files=1, max_fields=MOST_FIELDS, max_part_size=LONGEST_FIELD) as form:
            fields = {name: value for name, value in form.multi_items() if isinstance(value, str)}
            chosen = form.get(field)
            name = chosen.filename or "" if isinstance(chosen, UploadFile) else ""
            content = await chosen.read() if isinstance(chosen, UploadFile) else b""
    except BodyTooLong:
        raise
    except (HTTPException, ValueError):
        raise WebProblem(422, "form_invalid") from None
    check_ours(request, visitor, fields)
    return fields, Upload(name, content) if content or name else None
