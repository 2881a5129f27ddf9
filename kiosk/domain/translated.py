"""Whether words that visitors see are there in Welsh too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from operator import attrgetter

from kiosk.domain.definition import Localised


def lacking(thing: object) -> list[str]:
    """The English of all words in a thing, such as a form or a site, that have no Welsh beside them."""
    return [words.en for words in _words(thing) if words.en.strip() and not (words.cy or "").strip()]


def _words(thing: object) -> Iterator[Localised]:
    if isinstance(thing, Localised):
        yield thing
    elif is_dataclass(thing) and not isinstance(thing, type):
        for field in fields(thing):
            yield from _words(attrgetter(field.name)(thing))
    elif isinstance(thing, Mapping):
        for inner in thing.values():
            yield from _words(inner)
    elif isinstance(thing, tuple | list):
        for inner in thing:
            yield from _words(inner)
