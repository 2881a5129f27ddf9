"""How often services are used: numbers of a day, and never who used them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, TypeVar
from uuid import UUID

K = TypeVar("K")

SMALLEST: Final = 5
"""A smaller number than this could point at a person, so it does not leave the hub."""


class Face(StrEnum):
    """Where people met the service: at a terminal; on their phone, from a terminal; on a page of the web, from the
    council's site or by a link that staff sent; by voice."""

    TERMINAL = "terminal"
    PHONE = "phone"
    WEB = "web"
    LINK = "link"
    VOICE = "voice"


@dataclass(frozen=True, slots=True)
class Use:
    """What one number counts.

    Attributes:
        day: by the clock on the site's wall.
        terminal_id: where it was begun; `None` where no terminal was.
        language: of the screen; empty where it is not known.
    """

    day: date
    form_id: str
    terminal_id: UUID | None
    face: Face
    language: str


@dataclass(frozen=True, slots=True)
class Counted:
    """How often a form was sent, and how often it was begun.

    `started` is 0 where terminals do not tell it, and can be less than `sent` where one fell over before it told.
    """

    use: Use
    sent: int
    started: int


def totals(counted: Iterable[Counted], by: Callable[[Use], K]) -> Mapping[K, tuple[int, int]]:
    """Sent and started, added up under each key, in the order the keys come first."""
    found: dict[K, tuple[int, int]] = {}
    for each in counted:
        key = by(each.use)
        sent, started = found.get(key, (0, 0))
        found[key] = sent + each.sent, started + each.started
    return found


def told(number: int) -> str:
    """A number as it may leave the hub: a small one is only told to be small. 0 is nobody, so it is told."""
    return str(number) if number == 0 or number >= SMALLEST else f"fewer than {SMALLEST}"
