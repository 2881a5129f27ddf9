"""Short messages between a host and somebody who waits for them.

They help two people to meet and are no conversation: few, short, plain text. The visitor chooses a sentence that is
ready, which the host reads in English whatever language the screen was in, or types one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from kiosk.domain.errors import Refused

LONGEST: Final = 140
"""Characters of one message."""

MOST_EACH: Final = 10
"""Messages of either side in one visit."""

PAUSE: Final = 5.0
"""Seconds between two of a visitor's: a finger that presses twice means one."""


def sentence(words: str) -> str:
    """A sentence of the catalogue."""
    return words


PHRASES: Final[Mapping[str, str]] = {
    "here": sentence("I am in the waiting area."),
    "wait": sentence("I can wait."),
    "not_long": sentence("I cannot wait long."),
    "help": sentence("I need help to reach you."),
    "outside": sentence("I am waiting outside."),
    "leave": sentence("I have to go now."),
    "nobody": sentence("Nobody has come yet."),
}
"""What a visitor can choose. The sentences are those of the catalogue."""

NOBODY_CAME: Final = "nobody"
"""The one that has somebody else asked."""


class WordsUnfit(Refused, ValueError):
    """A message says something, in one line of `LONGEST` characters at most."""

    code = "words_unfit"


class TooManyWords(Refused, RuntimeError):
    """There were `MOST_EACH` from that side already."""

    code = "words_too_many"


class TooSoon(Refused, RuntimeError):
    """There was one within the last `PAUSE`."""

    code = "words_too_soon"


@dataclass(frozen=True, slots=True)
class SealedWords:
    """A message as it is kept. `by` is the member of staff; empty for the visitor's."""

    id: UUID
    visit_id: UUID
    from_visitor: bool
    by: str
    at: datetime
    key_id: str
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Said:
    """A message as it is read."""

    from_visitor: bool
    words: str
    at: datetime


def read(typed: str) -> str:
    """What was typed as it is kept: one line, its spaces in order, without signs that nobody sees.

    Raises:
        WordsUnfit: it is empty, or too long.
    """
    seen = "".join(
        " " if symbol in "\r\n\t" else symbol
        for symbol in unicodedata.normalize("NFC", typed[: 4 * LONGEST])
        if symbol in "\r\n\t" or unicodedata.category(symbol) not in ("Cc", "Cf", "Co", "Cs", "Cn")
    )
    words = " ".join(seen.split())
    if not words or len(words) > LONGEST or len(typed) > 4 * LONGEST:
        raise WordsUnfit
    return words
