"""A line of text with a caret, changed one key at a time. The caret never stands inside a letter and its accent."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

_JOINER = "\u200d"


@dataclass(frozen=True, slots=True)
class Line:
    """What was typed so far. `caret` counts characters (code points) to its left."""

    text: str
    caret: int


def insert(line: Line, typed: str, limit: int, *, many_lines: bool = False) -> Line:
    """The line with characters put in at the caret, as far as they fit.

    Args:
        typed: characters from any keyboard; those no answer can hold are left out.
        limit: the most characters the whole text may have.
        many_lines: whether a new line is a character here.
    """
    wanted = "".join(symbol for symbol in typed if _usable(symbol, many_lines))
    before, after = line.text[: line.caret], line.text[line.caret :]
    for cluster in clusters(wanted):
        joined = unicodedata.normalize("NFC", before + cluster)
        if len(joined) + len(after) > limit:
            break
        before = joined
    return Line(before + after, len(before))


def backspace(line: Line) -> Line:
    """The line without the letter to the left of the caret, its accents with it."""
    before = clusters(line.text[: line.caret])[:-1]
    kept = "".join(before)
    return Line(kept + line.text[line.caret :], len(kept))


def left(line: Line) -> Line:
    """The caret one letter further left."""
    before = clusters(line.text[: line.caret])
    return Line(line.text, line.caret - len(before[-1]) if before else 0)


def right(line: Line) -> Line:
    """The caret one letter further right."""
    after = clusters(line.text[line.caret :])
    return Line(line.text, line.caret + len(after[0]) if after else len(line.text))


def clusters(text: str) -> list[str]:
    """The letters of a text as people count them: a base with all that is put on it.

    Source: after Unicode Standard Annex 29, extended grapheme clusters, without Hangul and regional indicators, which
    our keyboards do not make.
    """
    found: list[str] = []
    for symbol in text:
        if found and (_attaches(symbol) or found[-1].endswith(_JOINER)):
            found[-1] += symbol
        else:
            found.append(symbol)
    return found


def _attaches(symbol: str) -> bool:
    return (
        symbol == _JOINER
        or "\U0001f3fb" <= symbol <= "\U0001f3ff"
        or unicodedata.category(symbol) in ("Mn", "Me", "Mc")
    )


def _usable(symbol: str, many_lines: bool) -> bool:
    if symbol == "\n":
        return many_lines
    return unicodedata.category(symbol) not in ("Cc", "Cs", "Cn", "Co", "Zl", "Zp")
