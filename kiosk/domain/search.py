"""Finds forms and signposts by what people type: the start of a word, another word for it, a slip of one letter,
accents or none."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol, TypeVar

import re2

from kiosk.domain.definition import Localised
from kiosk.domain.languages import NAMES

MAX_TYPED = 100
"""Characters looked at; the rest of what was typed is passed over."""

_WORD = re2.compile(r"[\p{L}\p{N}]+")
_SMALL = frozenset(
    (
        *("a", "an", "and", "at", "for", "i", "in", "is", "it", "my", "of", "on", "or", "our", "the", "to", "we"),
        *("am", "ar", "eich", "ei", "fy", "mae", "o", "y", "yn", "yr"),
    )
)
"""Words that say nothing about what is looked for."""

_SHORTEST_SLIP = 4
"""Letters a word needs before one of them may be wrong: in shorter words a slip makes another word. The beginning
of a word needs one more."""


class Findable(Protocol):
    """What can be found: its name, other words for it by language, what it is, and the heading it stands under."""

    @property
    def title(self) -> Localised: ...

    @property
    def keywords(self) -> Mapping[str, tuple[str, ...]]: ...

    @property
    def summary(self) -> Localised: ...

    @property
    def category(self) -> Localised: ...


F = TypeVar("F", bound=Findable)


def search(things: Iterable[F], typed: str, language: str) -> list[F]:
    """The things that fit, the best first; what fits alike stays in the order it came.

    Every word typed must fit a word of the thing's: whole, as its beginning, or with one letter wrong, missing, too
    many or swapped with its neighbour. Nothing typed gives every thing.

    Args:
        typed: as it stands in the search field, the last word perhaps unfinished.
        language: the language of the screen. Words of the other language fit too, but come after.
    """
    wanted = words(typed[:MAX_TYPED])
    wanted = [word for word in wanted if word not in _SMALL] or wanted
    ranked = [(rank, thing) for thing in things if (rank := _rank(thing, wanted, language)) is not None]
    return [thing for _, thing in sorted(ranked, key=lambda pair: pair[0])]


def words(text: str) -> list[str]:
    """The words of a text, in small letters and without accents."""
    apart = unicodedata.normalize("NFD", text.casefold())
    plain = "".join(symbol for symbol in apart if not unicodedata.combining(symbol))
    return [found.group() for found in _WORD.finditer(plain)] if _sound(plain) else []


def _sound(text: str) -> bool:
    return not any("\ud800" <= symbol <= "\udfff" for symbol in text)


def _rank(thing: Findable, wanted: Sequence[str], language: str) -> int | None:
    shelves = [
        words(thing.title.get(language)),
        [word for text in thing.keywords.get(language, ()) for word in words(text)],
        words(thing.summary.get(language)) + words(thing.category.get(language)),
        _other_languages(thing, language),
    ]
    total = 0
    for word in wanted:
        ranks = [
            place * 3 + off
            for place, shelf in enumerate(shelves)
            for known in shelf
            if (off := slip(word, known)) is not None
        ]
        if not ranks:
            return None
        total += min(ranks)
    return total


def _other_languages(thing: Findable, language: str) -> list[str]:
    others = {thing.title.get(other) for other in NAMES if other != language}
    keywords = [text for other, texts in thing.keywords.items() if other != language for text in texts]
    return [word for text in (*sorted(others), *keywords) for word in words(text)]


def slip(typed: str, known: str) -> int | None:
    """0 for the word or its beginning, 1 and 2 for a slip in the word or in its beginning, `None` when it is
    another."""
    if known.startswith(typed):
        return 0
    if len(typed) < _SHORTEST_SLIP:
        return None
    if _near(typed, known):
        return 1
    if len(typed) == _SHORTEST_SLIP:
        return None
    starts = (known[:length] for length in range(len(typed) - 1, len(typed) + 2))
    return 2 if any(_near(typed, start) for start in starts) else None


def _near(one: str, other: str) -> bool:
    """Whether two words are one slip apart at most: a letter wrong, missing, too many, or two neighbours swapped."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    a, b = one[start:], other[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
