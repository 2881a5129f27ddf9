"""Answers as they lie in JSON and come out of it, and the two shapes of those that hold several things."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kiosk.domain.definition import AnswerValue, Row, Simple

MAX_TYPED: Final = 10_000
"""Characters; nothing longer is even looked at."""

MAX_ENTRIES: Final = 2_000
"""Things chosen, or rows."""

ADDRESS_PARTS: Final = ("addressLine1", "addressLine2", "town", "postcode")

MAX_PARTS: Final = 60
MAX_NAME: Final = 150


class NotAnAnswer(ValueError):
    """The thing has not the shape of any answer."""


def chosen(value: AnswerValue | None) -> tuple[str, ...]:
    """What was chosen, of an answer that is several items of a list; empty for any other."""
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, tuple) else ()


def rows(value: AnswerValue | None) -> tuple[Row, ...]:
    """The rows, of an answer that is a table; empty for any other."""
    return tuple(each for each in value if isinstance(each, Mapping)) if isinstance(value, tuple) else ()


def cell(value: AnswerValue) -> Simple | None:
    """An answer that can stand in a row; `None` for a table, which cannot."""
    match value:
        case str() | bool() | Mapping():
            return value
        case tuple() if not rows(value):
            return chosen(value)
    return None


def to_json(value: AnswerValue) -> object:
    """An answer as JSON holds it."""
    match value:
        case tuple():
            return [dict(_row(each)) if isinstance(each, Mapping) else each for each in value]
        case Mapping():
            return dict(value)
    return value


def _row(row: Row) -> dict[str, object]:
    return {name: to_json(value) for name, value in row.items()}


def from_json(thing: object) -> AnswerValue:
    """An answer from JSON that may be anything.

    Raises:
        NotAnAnswer: it is none.
    """
    if not isinstance(thing, list):
        return _simple(thing)
    if len(thing) > MAX_ENTRIES:
        raise NotAnAnswer
    if all(isinstance(each, str) for each in thing):
        return tuple(_text(each) for each in thing)
    return tuple(_read_row(each) for each in thing)


def _read_row(thing: object) -> Row:
    if not isinstance(thing, dict) or len(thing) > MAX_PARTS:
        raise NotAnAnswer
    return {_name(name): _cell(value) for name, value in thing.items()}


def _cell(thing: object) -> Simple:
    if isinstance(thing, list):
        if len(thing) > MAX_ENTRIES:
            raise NotAnAnswer
        return tuple(_text(each) for each in thing)
    return _simple(thing)


def _simple(thing: object) -> str | bool | Mapping[str, str]:
    if isinstance(thing, bool):
        return thing
    if isinstance(thing, dict):
        if not thing.keys() <= set(ADDRESS_PARTS):
            raise NotAnAnswer
        return {name: _text(part) for name, part in thing.items()}
    return _text(thing)


def _name(thing: object) -> str:
    if not isinstance(thing, str) or not 1 <= len(thing) <= MAX_NAME or not thing.isprintable():
        raise NotAnAnswer
    return thing


def _text(thing: object) -> str:
    """A text that is short enough and can be written in UTF-8 (a JSON escape may hide a lone surrogate)."""
    if not isinstance(thing, str) or len(thing) > MAX_TYPED:
        raise NotAnAnswer
    try:
        thing.encode("utf-8")
    except UnicodeEncodeError:
        raise NotAnAnswer from None
    return thing
