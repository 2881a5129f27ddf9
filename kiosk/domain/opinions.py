"""What people thought of filling in a form: asked once after it was sent, and told by whoever wants to.

An opinion is told apart from what was sent. It has a day and no time, and a name of its own: where there is a link to
the receipt the name follows from it, so that nobody is asked twice, and nobody without the link can say whose it was.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from kiosk.domain.uses import Face

STARS: Final = (5, 4, 3, 2, 1)
MOST_WORDS: Final = 300
"""Characters of the sentence."""


class Recommend(StrEnum):
    """Whether somebody would tell others to do it here."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one person said. At least one of the last three is there.

    Attributes:
        day: by the clock on the site's wall; `None` where no clock can be trusted.
        stars: 1 to 5.
        words: one sentence, as it was typed.
    """

    id: UUID
    day: date | None
    form_id: str
    form_version: int
    language: str
    stars: int | None = None
    recommend: Recommend | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many said the same of the same form on the same face. A question that was left out is `None`."""

    form_id: str
    face: Face
    stars: int | None
    recommend: Recommend | None
    number: int


def named(link: str | None, otherwise: bytes) -> UUID:
    """The name of an opinion.

    Args:
        link: the token of the link to the receipt, where there is one.
        otherwise: 16 random bytes.
    """
    if link is None:
        return UUID(bytes=otherwise, version=4)
    return UUID(bytes=hashlib.blake2b(link.encode("ascii"), digest_size=16, person=b"opinion").digest(), version=4)


def sentence(typed: str) -> str:
    """One line of what was typed, not longer than is kept; control characters are gone."""
    kept = "".join(" " if unicodedata.category(each).startswith(("C", "Z")) else each for each in typed)
    return " ".join(unicodedata.normalize("NFC", kept).split())[:MOST_WORDS]


def stars(counted: Iterable[Counted]) -> Mapping[int, int]:
    """How often each number of stars was given, the most first."""
    found = dict.fromkeys(STARS, 0)
    for each in counted:
        if each.stars is not None:
            found[each.stars] += each.number
    return found


def recommended(counted: Iterable[Counted]) -> Mapping[Recommend, int]:
    """How many would tell others, would not, and do not know."""
    found = dict.fromkeys(Recommend, 0)
    for each in counted:
        if each.recommend is not None:
            found[each.recommend] += each.number
    return found
