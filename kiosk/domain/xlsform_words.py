"""The words of an XLSForm in our languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import re2

from kiosk.domain import markdown
from kiosk.domain.form_writing import Words, Writer
from kiosk.domain.languages import NAMES

_TAG: Final = re2.compile(r"\(([a-z]{2,3})(?:-[A-Za-z0-9]+)?\)\s*$")
_NAMED: Final[Mapping[str, str]] = {
    "english": "en", "welsh": "cy", "cymraeg": "cy", "polish": "pl", "polski": "pl", "ukrainian": "uk",
    "українська": "uk", "default": "en",
}  # fmt: skip
_PIPED: Final = re2.compile(r"\$\{[^{}]{1,64}\}")
_MARKUP: Final = re2.compile(r"<[^<>]{0,500}>")


@dataclass(slots=True)
class Speaker:
    """Turns labels into words. `default` is the language of what is written in none."""

    writer: Writer
    default: str
    told: set[str] = field(default_factory=set)

    def words(self, label: object, otherwise: str) -> Words:
        """The words of a label in our languages; in English at least."""
        given = label if isinstance(label, Mapping) else {self.default: label}
        found: dict[str, str] = {}
        for language, text in given.items():
            if not isinstance(text, str) or not text.strip():
                continue
            if (tag := self.tag(str(language))) is not None:
                found.setdefault(tag, self._plain(text))
            elif str(language) not in self.told:
                self.told.add(str(language))
                self.writer.find(f"the language “{language}” is not one that screens speak; its words are left out")
        if not found:
            return otherwise
        if "en" not in found:
            self.writer.find("there are no English words; those of another language stand in for them")
            found = {"en": next(iter(found.values())), **found}
        return found["en"] if len(found) == 1 else {tag: found[tag] for tag in NAMES if tag in found}

    def tag(self, language: str) -> str | None:
        """The tag of a language by what a form calls it."""
        marked = _TAG.search(language.strip())
        tag = (
            marked.group(1) if marked is not None else _NAMED.get(language.strip().lower(), language.strip().lower())
        )
        return tag if tag in NAMES else None

    def _plain(self, text: str) -> str:
        if _PIPED.search(text):
            self.writer.find("an answer is put into the words, which is not supported; “…” stands in its place")
            # A replacement that is not ASCII comes out of re2 as its bytes.
            text = "…".join(_PIPED.split(text))
        if _MARKUP.search(text):
            self.writer.find("markup in the words is left out")
            text = _MARKUP.sub("", text)
        return markdown.plain(text)[:2_000]
