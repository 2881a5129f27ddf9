"""Words that visitors see, in languages besides English: which are lacking, and which stay when others change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from operator import attrgetter

from kiosk.domain.definition import Localised, Rich
from kiosk.domain.languages import NAMES


def lacking(thing: object, language: str = "cy") -> list[str]:
    """The English of all words in a thing, such as a form or a site, that have none of a language beside them."""
    return [words.en for words in _words(thing) if words.en.strip() and not _there(words, language)]


def carried(new: object, old: object) -> object:
    """What staff wrote in place of something, with the words in further languages that stood beside the same English.

    Their pages have fields for English and Welsh; what stands in the site's file besides stays as long as it is still
    the translation of what is said.
    """
    match new, old:
        case Mapping(), Mapping() if "en" in new:
            kept = {tag: text for tag, text in old.items() if tag in NAMES and tag not in new}
            return {**new, **kept} if new["en"] == old.get("en") else new
        case Mapping(), Mapping():
            return {key: carried(value, old.get(key)) for key, value in new.items()}
        case list() | tuple(), list() | tuple():
            rows = {row.get("id"): row for row in old if isinstance(row, Mapping)}
            return [carried(row, rows.get(row.get("id"))) if isinstance(row, Mapping) else row for row in new]
    return new


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
