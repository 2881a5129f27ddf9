"""Happenings: what a terminal did with people that the hub must hear, once each and in order, however late.

Somebody arrived, somebody left, a parcel was taken in. The terminal writes each down, sealed to the hub, before it
says a word about it; the hub takes each once. Its answer is kept beside it, so that a question that is asked again
gets the same one: nothing in an answer is about a person but ids, numbers and states.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, cast
from uuid import UUID

KIND: Final = r"^[a-z][a-z_]{0,39}$"
"""What a kind of happening may be called."""

LARGEST: Final = 30_000
"""Bytes of a body, before it is sealed."""

AT_ONCE: Final = 50
"""Happenings told at once."""

Body = Mapping[str, object]
Answer = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Happening:
    """One of them, as the hub opened it.

    Attributes:
        id: made by the terminal; told again, it counts once.
        made_at: by the terminal's clock; `time_uncertain` when it could not be trusted.
        body: what its kind says of it.
    """

    id: UUID
    kind: str
    terminal_id: UUID
    made_at: datetime
    time_uncertain: bool
    body: Body = field(repr=False)


def to_bytes(body: Body) -> bytes:
    """A body as it is sealed.

    Raises:
        TypeError: something in it is not of JSON.
        ValueError: it is longer than `LARGEST`, or holds a number that is none.
    """
    written = json.dumps(dict(body), ensure_ascii=False, allow_nan=False, sort_keys=True).encode("utf-8")
    if len(written) > LARGEST:
        raise ValueError("the body of a happening is too long")
    return written


def from_bytes(written: bytes) -> Body:
    """A body as it was written.

    Raises:
        ValueError: it is none.
    """
    try:
        body = json.loads(written)
    except RecursionError:
        raise ValueError("too deep") from None
    if not isinstance(body, dict):
        raise ValueError("a body is an object")
    return cast(Body, body)
