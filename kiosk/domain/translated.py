"""Whether words that visitors see are there in another language too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from operator import attrgetter

from kiosk.domain.definition import Localised, Rich


def lacking(thing: object, language: str = "cy") -> list[str]:
    """The English of all words in a thing, such as a form or a site, that have none of a language beside them."""
    return [words.en for words in _words(thing) if words.en.strip() and not _there(words, language)]


def _there(words: Localised, language: str) -> bool:
    return words.spoken(language) == language and bool(words.get(language).strip())


def _words(thing: object) -> Iterator[Localised]:
    if isinstance(thing, Localised):
        yield thing
    elif isinstance(thing, Rich):
        yield thing.words
    elif is_dataclass(thing) and not isinstance(thing, type):
        for field in fields(thing):
            yield from _words(attrgetter(field.name)(thing))
    elif isinstance(thing, Mapping):
        for inner in thing.values():
            yield from _words(inner)
    elif isinstance(thing, tuple | list):
        for inner in thing:
            yield from _words(inner)
