"""People whom somebody of the house wants to meet at the door: found by how their name sounds, and never told so.

A name is no proof of who somebody is. So whoever sounds like somebody on the list is not turned away: their visit
waits until somebody has let them in, as that of many others does, and no screen says why. An entry ends on its day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from kiosk.domain.directory_names import sound
from kiosk.domain.search import words

LONGEST: Final = timedelta(days=366)
"""For how long somebody can be watched for, before somebody has to think of it again."""

MOST: Final = 500
LEAST_WORDS: Final = 2
"""Words of a name on the list: a first name alone would stop half of a town."""


@dataclass(frozen=True, slots=True)
class Watched:
    """Somebody on the list.

    Attributes:
        why: for those who meet them, and for nobody else.
        until: the last day that it counts.
    """

    id: UUID
    name: str
    why: str = field(repr=False)
    until: date
    added_by: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class SealedWatched:
    """The same as it is kept: name and reason are sealed."""

    id: UUID
    key_id: str
    sealed: bytes = field(repr=False)
    until: date
    added_by: str
    added_at: datetime


def sounds(name: str) -> frozenset[str]:
    """How the words of a name sound; who says another middle name, or none, sounds alike."""
    return frozenset(sound(word) or word for word in words(name))


def alike(name: str, watched: Iterable[frozenset[str]]) -> bool:
    """Whether a name sounds like one of these: it has every word of it, in any order, with others between them."""
    heard = sounds(name)
    return any(len(each) >= LEAST_WORDS and each <= heard for each in watched)
