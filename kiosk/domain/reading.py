"""Reads text, numbers and keys out of a form document, and writes down everything that does not fit.

The reader never stops at the first finding: the author of a form sees all of them at once, each with its page and
component. Nothing is dropped silently: a key that is not known here is a finding.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

import re2

from kiosk.domain import markup
from kiosk.domain.definition import Block, Finding, Localised, Rich, plain
from kiosk.domain.languages import NAMES

MAX_DEPTH = 16
MAX_NODES = 60_000
MAX_TEXT = 10_000
MAX_PAGES = 200
MAX_COMPONENTS = 40
MAX_LISTS = 300
MAX_ITEMS = 2_000
MAX_CONDITIONS = 400
MAX_LINKS = 50
MAX_FINDINGS = 50
"""Enough to put right in one sitting; more would only be noise."""

_MARKUP = re2.compile(r"</?[A-Za-z!]|\{\{|\{%")
_BLANK = "\n\r\t"
_TEMPLATE = re2.compile(r"\{\{|\{%")


@dataclass(slots=True)
class Reader:
    """Reads one document. `page` and `component` are where it is now, and are noted with each finding.

    Attributes:
        welsh: whether a text that is not in both languages is in Welsh.
        notes: what does not keep the document from being used.
        passed: settings that were taken and mean nothing here; they are told in one note.
    """

    page: str | None = None
    component: str | None = None
    welsh: bool = False
    findings: list[Finding] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)
    passed: set[str] = field(default_factory=set)

    def find(self, reason: str) -> None:
        """Notes a finding at the present place."""
        if len(self.findings) < MAX_FINDINGS:
            self.findings.append(Finding(self.page, self.component, reason))

    def note(self, reason: str) -> None:
        """Notes what the author should know, though it can be used."""
        if len(self.notes) < MAX_FINDINGS:
            self.notes.append(Finding(self.page, self.component, reason))

    def keys(
        self, what: str, thing: Mapping[str, object], known: Collection[str], passed: Collection[str] = ()
    ) -> None:
        """Finds every key that is not known. Those in `passed` are taken, and mean nothing here."""
        for key in thing:
            if key in passed:
                self.passed.add(key)
            elif key not in known:
                self.find(f"{what} has the setting “{_short(key)}”, which is not supported")

    def mapping(self, what: str, thing: object) -> Mapping[str, object]:
        """An object with text keys; an empty one, and a finding, when it is none."""
        if isinstance(thing, Mapping) and all(isinstance(key, str) for key in thing):
            return thing
        self.find(f"{what} must be an object")
        return {}

    def settings(self, row: Mapping[str, object], key: str) -> Mapping[str, object]:
        """An object with settings, which builders also leave out or write as nothing."""
        thing = row.get(key)
        return {} if thing is None or thing == "" else self.mapping(f"“{key}”", thing)

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
        """Words people see: text, or an object with `en` and `cy`. Of safe markup the words are left, which is noted;
        what acts, and templates, are refused. Neither is ever shown as it is."""
        words = self._words(what, thing)
        if not any(_MARKUP.search(words.get(language)) for language in NAMES):
            return words
        before = len(self.findings)
        flat = self._flat(what, words, lambda blocks: " ".join(block.text for block in blocks))
        if len(self.findings) == before:
            self.note(f"{what} holds markup; its words are taken")
            if not flat.en:
                self.find(f"{what} holds markup and no words")
        return flat

    def rich(self, what: str, thing: object) -> Rich:
        """Words people see that may have safe markup in them: paragraphs, headings, lists, links."""
        return Rich((), ()) if thing == "" else self._rich(what, self._words(what, thing))

    def hint(self, what: str, thing: object) -> Localised | None:
        """The words below a question; `None` when there are none. Markup becomes lines."""
        if thing is None or (isinstance(thing, str) and not thing.strip()):
            return None
        words = self._flat(what, self._words(what, thing), plain)
        return words if words.en else None

    def _rich(self, what: str, words: Localised) -> Rich:
        there = [language for language in NAMES if language != "en" and words.spoken(language) == language]
        return Rich(
            self._blocks(what, words.en),
            tuple((language, self._blocks(what, words.get(language))) for language in there),
        )

    def _flat(self, what: str, words: Localised, joined: Callable[[tuple[Block, ...]], str]) -> Localised:
        rich = self._rich(what, words)
        there = {language: joined(blocks) for language, blocks in rich.others}
        more = tuple((each, said) for each, said in there.items() if each != "cy")
        return Localised(joined(rich.en), there.get("cy"), more)

    def _words(self, what: str, thing: object) -> Localised:
        if isinstance(thing, Mapping):
            self.keys(what, self.mapping(what, thing), NAMES)
            given = {
                each: self.word(f"{what} in {NAMES[each]}", thing[each])
                for each in NAMES
                if each != "en" and thing.get(each) is not None
            }
            more = tuple((each, said) for each, said in given.items() if each != "cy")
            return Localised(self.word(f"{what} in English", thing.get("en")), given.get("cy"), more)
        said = self.word(what, thing)
        return Localised(said, said if self.welsh else None)

    def _blocks(self, what: str, text: str) -> tuple[Block, ...]:
        if _TEMPLATE.search(text):
            self.find(f"{what} holds a template, which is not supported; use plain words")
            return ()
        try:
            return markup.read(
                text, lambda tag: self.note(f"{what} holds <{tag}>, which is no element: it is left out")
            )
        except markup.Unsafe as unsafe:
            self.find(f"{what} holds {unsafe}, which is not supported")
            return ()

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
        if any(symbol not in _BLANK and unicodedata.category(symbol) in ("Cc", "Cs") for symbol in text):
            self.find("a text holds a control character")
            return False
        return True


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"
