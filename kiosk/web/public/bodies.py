"""What a visitor's page sends: fields, and photos and files beside them, held in memory alone and never on a disk.

Only so many bytes are held at once, by all who send: whoever comes when they are taken is asked to try again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

LONGEST_FORM: Final = 100_000
"""Bytes of one page of answers without files."""

MOST_FIELDS: Final = 400
MOST_FILES: Final = 20
MOST_HELD: Final = 250_000_000
"""Bytes of bodies with files that a hub holds at once."""

MULTIPART: Final = "multipart/form-data"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A file somebody chose. Its name is what their own device calls it, and nothing more."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Sent:
    """What a page sent: the values of its fields, and the files in others."""

    fields: Mapping[str, Sequence[str]]
    files: Mapping[str, Sequence[Chosen]] = field(default_factory=dict)


class Held:
    """How many bytes of bodies with files are in memory now."""

    def __init__(self, most: int = MOST_HELD) -> None:
        self._free = most

    @contextmanager
    def room(self, length: int) -> Iterator[None]:
        """Room for a body while it is read and dealt with.

        Raises:
            HTTPException: 503; there is none just now.
        """
        if length > self._free:
            raise HTTPException(503, headers={"Retry-After": "30"})
        self._free -= length
        try:
            yield
        finally:
            self._free += length


def is_multipart(request: Request) -> bool:
    """Whether a request brings a form that may hold files."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == MULTIPART


async def read(request: Request) -> Sent:
    """What was sent. How long it may be is for the gate to say.

    Raises:
        HTTPException: 422; it is no form.
    """
    try:
        return await _with_files(request) if is_multipart(request) else Sent(fields(await request.body()))
    except (MultiPartException, ValueError):
        raise HTTPException(422) from None


def fields(body: bytes) -> dict[str, list[str]]:
    """The fields of a form without files. Raises `ValueError` when the bytes are none."""
    found: dict[str, list[str]] = {}
    for name, value in parse_qsl(
        body.decode("utf-8"), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict"
    ):
        found.setdefault(name, []).append(value)
    return found


class _InMemory(MultiPartParser):
    """Starlette's, without its files on a disk: what people send is theirs, and a disk remembers."""

    spool_max_size = 0


async def _with_files(request: Request) -> Sent:
    parser = _InMemory(
        request.headers,
        request.stream(),
        max_files=MOST_FILES,
        max_fields=MOST_FIELDS,
        max_part_size=LONGEST_FORM,
    )
    found: dict[str, list[str]] = {}
    files: dict[str, list[Chosen]] = {}
    form = await parser.parse()
    try:
        for name, value in form.multi_items():
            if not isinstance(value, UploadFile):
                found.setdefault(name, []).append(value)
            elif value.filename:  # a field in which nothing was chosen comes as a file without a name
                files.setdefault(name, []).append(Chosen(value.filename, await value.read()))
    finally:
        await form.close()
    return Sent(found, files)
