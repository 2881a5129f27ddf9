"""Reads text, numbers and keys out of a form document, and writes down everything that does not fit.

The reader never stops at the first finding: the author of a form sees all of them at once, each with its page and
component. Nothing is dropped silently: a key that is not known here is a finding.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from kiosk.domain.definition import Localised

MAX_DEPTH = 16
MAX_NODES = 20_000
MAX_TEXT = 5_000
MAX_PAGES = 120
MAX_COMPONENTS = 40
MAX_ITEMS = 300
MAX_CONDITIONS = 300
MAX_LINKS = 50
MAX_FINDINGS = 50
"""Enough to put right in one sitting; more would only be noise."""

_MARKUP = ("<", "{{", "{%")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing in a document that keeps it from being used. `reason` is an English sentence for the form's
    author."""

    page: str | None
    component: str | None
    reason: str


@dataclass(slots=True)
class Reader:
    """Reads one document. `page` and `component` are where it is now, and are noted with each finding."""

    page: str | None = None
    component: str | None = None
    findings: list[Finding] = field(default_factory=list)

    def find(self, reason: str) -> None:
        """Notes a finding at the present place."""
        if len(self.findings) < MAX_FINDINGS:
            self.findings.append(Finding(self.page, self.component, reason))

    def keys(self, what: str, thing: Mapping[str, object], known: Collection[str]) -> None:
        """Finds every key that is not known."""
        for key in thing:
            if key not in known:
                self.find(f"{what} has the setting “{_short(key)}”, which is not supported")

    def mapping(self, what: str, thing: object) -> Mapping[str, object]:
        """An object with text keys; an empty one, and a finding, when it is none."""
        if isinstance(thing, Mapping) and all(isinstance(key, str) for key in thing):
            return thing
        self.find(f"{what} must be an object")
        return {}

    def rows(self, what: str, thing: object, most: int) -> list[Mapping[str, object]]:
        """A list of objects, not longer than `most`."""
        if not isinstance(thing, list | tuple):
            self.find(f"{what} must be a list")
            return []
        if len(thing) > most:
            self.find(f"{what} has {len(thing)} entries; {most} is the most")
            return []
        return [self.mapping(f"each entry of {what}", entry) for entry in thing]

    def word(self, what: str, thing: object) -> str:
        """A text that is not empty."""
        if isinstance(thing, str) and thing.strip():
            return unicodedata.normalize("NFC", thing.strip())
        self.find(f"{what} must be given as text")
        return ""

    def text(self, what: str, thing: object) -> Localised:
        """Words people see: text, or an object with `en` and `cy`. Markup and templates are refused, never
        shown as they are."""
        if isinstance(thing, Mapping):
            self.keys(what, self.mapping(what, thing), ("en", "cy"))
            welsh = thing.get("cy")
            words = Localised(
                self.word(f"{what} in English", thing.get("en")),
                None if welsh is None else self.word(f"{what} in Welsh", welsh),
            )
        else:
            words = Localised(self.word(what, thing))
        if any(sign in part for sign in _MARKUP for part in (words.en, words.cy or "")):
            self.find(f"{what} holds markup or a template, which is not supported; use plain words")
        return words

    def whole(self, what: str, thing: object, least: int, most: int) -> int:
        """A whole number, also when it is written as text, as many editors do."""
        if isinstance(thing, str) and thing.isascii() and thing.isdigit() and len(thing) < 10:
            thing = int(thing)
        if isinstance(thing, int) and not isinstance(thing, bool) and least <= thing <= most:
            return thing
        self.find(f"{what} must be a whole number from {least} to {most}")
        return least

    def truth(self, what: str, thing: object) -> bool:
        """True or false."""
        if isinstance(thing, bool):
            return thing
        self.find(f"{what} must be true or false")
        return False

    def bounds(self, document: object) -> bool:
        """Whether the document is small and clean enough to be looked at, without recursion."""
        nodes = 0
        waiting: list[tuple[object, int]] = [(document, 0)]
        while waiting:
            thing, depth = waiting.pop()
            nodes += 1
            if nodes > MAX_NODES:
                self.find(f"the document has more than {MAX_NODES} values")
                return False
            if depth > MAX_DEPTH:
                self.find(f"the document is nested deeper than {MAX_DEPTH} levels")
                return False
            if isinstance(thing, Mapping):
                waiting += [(inner, depth + 1) for pair in thing.items() for inner in pair]
            elif isinstance(thing, list | tuple):
                waiting += [(inner, depth + 1) for inner in thing]
            elif isinstance(thing, str) and not self._clean(thing):
                return False
        return True

    def _clean(self, text: str) -> bool:
        if len(text) > MAX_TEXT:
            self.find(f"a text has {len(text)} characters; {MAX_TEXT} is the most")
            return False
        if any(unicodedata.category(symbol) in ("Cc", "Cs") and symbol != "\n" for symbol in text):
            self.find("a text holds a control character")
            return False
        return True


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"
