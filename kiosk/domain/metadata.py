"""Reads what a council adds to a form: what it is called, found by and filed under, and where it goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import re2

from kiosk.domain.definition import Localised, Page
from kiosk.domain.reading import Reader

MAX_KEYWORDS = 60
MAX_ACKNOWLEDGED = 4

KEYS = (
    "id", "version", "summary", "category", "keywords", "lgsl", "lgil", "destination", "confirmation", "acknowledge",
)  # fmt: skip
NEEDED = ("id", "version", "summary", "category", "lgsl", "lgil", "destination", "confirmation")
"""Without these a form cannot be offered."""

_ID = re2.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+){0,19}")
MAX_ID = 100
"""Characters of a form's name."""
_APART = re2.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Metadata:
    """See `kiosk.domain.definition.Form`."""

    id: str
    version: int
    summary: Localised
    category: Localised
    keywords: Mapping[str, tuple[str, ...]]
    lgsl: int
    lgil: int
    destination: str
    confirmation: tuple[Localised, ...]
    acknowledge: tuple[str, ...]


def read(reader: Reader, thing: object, pages: tuple[Page, ...]) -> Metadata:
    """The metadata of a form that can be offered."""
    data = reader.mapping("“metadata”", thing)
    reader.keys("“metadata”", data, KEYS)
    name = reader.word("“metadata.id”", data.get("id"))
    if name and not _named(name):
        reader.find("“metadata.id” has small letters and digits, joined by hyphens, like missed-bin; 100 at most")
    words = reader.mapping("“metadata.keywords”", data.get("keywords", {}))
    reader.keys("“metadata.keywords”", words, ("en", "cy"))
    return Metadata(
        id=name,
        version=reader.whole("“metadata.version”", data.get("version"), 1, 999_999),
        summary=reader.text("“metadata.summary”", data.get("summary")),
        category=reader.text("“metadata.category”", data.get("category")),
        keywords={language: _words(reader, words[language]) for language in ("en", "cy") if language in words},
        lgsl=reader.whole("“metadata.lgsl”", data.get("lgsl"), 1, 99_999),
        lgil=reader.whole("“metadata.lgil”", data.get("lgil"), 0, 99_999),
        destination=reader.word("“metadata.destination”", data.get("destination")),
        confirmation=_paragraphs(reader, data.get("confirmation")),
        acknowledge=_acknowledged(reader, data.get("acknowledge", []), pages),
    )


def drafted(reader: Reader, thing: object, name: str, title: Localised) -> Metadata:
    """What stands in for the metadata of a definition that nobody has prepared yet, so that it can be tried."""
    reader.passed.update(f"metadata.{key}" for key in reader.mapping("“metadata”", thing))
    reader.note(f"before it can be offered, “metadata” must have {', '.join(NEEDED)}")
    plain = _APART.sub("-", name.lower()).strip("-")
    fitting = plain if _named(plain) else f"form-{plain}"[:60].strip("-")
    return Metadata(fitting, 1, title, title, {}, 1, 0, "nowhere", (), ())


def _named(name: str) -> bool:
    return len(name) <= MAX_ID and _ID.fullmatch(name) is not None


def _words(reader: Reader, thing: object) -> tuple[str, ...]:
    if not isinstance(thing, list | tuple) or len(thing) > MAX_KEYWORDS:
        reader.find(f"“metadata.keywords” must be a list of {MAX_KEYWORDS} words at most")
        return ()
    return tuple(reader.word("a keyword", word) for word in thing)


def _acknowledged(reader: Reader, thing: object, pages: tuple[Page, ...]) -> tuple[str, ...]:
    names = [thing] if isinstance(thing, str) else thing
    if not isinstance(names, list | tuple) or len(names) > MAX_ACKNOWLEDGED:
        reader.find(f"“metadata.acknowledge” must name a question, or be a list of {MAX_ACKNOWLEDGED} at most")
        return ()
    known = {component.name for page in pages for component in page.questions if component.kind.addresses}
    for name in names:
        if not isinstance(name, str) or name not in known:
            reader.find(f"“metadata.acknowledge” names “{name}”, which asks for no e-mail address and no number")
    return tuple(name for name in names if isinstance(name, str))


def _paragraphs(reader: Reader, thing: object) -> tuple[Localised, ...]:
    if not isinstance(thing, list | tuple) or not 1 <= len(thing) <= 10:
        reader.find("“metadata.confirmation” must be a list of 1 to 10 paragraphs that say what happens next")
        return ()
    return tuple(reader.text("a paragraph of “metadata.confirmation”", entry) for entry in thing)
