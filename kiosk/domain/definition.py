"""What a form is, once it has been read and found fit: pages, questions, lists, conditions and where each page leads.

Everything here is immutable. A form under way keeps the version it started with, and a submission names it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

AnswerValue = str | bool | Mapping[str, str]
"""One answer in its canonical form. `""` is an optional question that was left blank on purpose.

text str · choice the item's value · yes/no bool · date `YYYY-MM-DD` · e-mail str · telephone E.164 · address a
mapping of
`addressLine1`, `addressLine2`, `town`, `postcode`.
"""

Answers = Mapping[str, AnswerValue]
"""Answers by the name of their component."""

Raw = str | bool | Mapping[str, str]
"""An answer as it was typed or pressed; a mapping of parts for dates and addresses."""


@dataclass(frozen=True, slots=True)
class Localised:
    """Words of the form's author. English always; Welsh where the author gave it."""

    en: str
    cy: str | None = None

    def get(self, language: str) -> str:
        """The words in a language (`en`, `cy`), in English where there are no others."""
        return self.cy if language == "cy" and self.cy is not None else self.en


class Kind(StrEnum):
    """What a component is. The values are the type names of the format."""

    TEXT = "TextField"
    LONG_TEXT = "MultilineTextField"
    RADIOS = "RadiosField"
    YES_NO = "YesNoField"
    ADDRESS = "UkAddressField"
    EMAIL = "EmailAddressField"
    TELEPHONE = "TelephoneNumberField"
    DATE = "DatePartsField"
    PARA = "Para"
    INSET = "InsetText"

    @property
    def asks(self) -> bool:
        """Whether it asks something, rather than telling something."""
        return self not in (Kind.PARA, Kind.INSET)

    @property
    def addresses(self) -> bool:
        """Whether its answer is where somebody can be written to."""
        return self in (Kind.EMAIL, Kind.TELEPHONE)


@dataclass(frozen=True, slots=True)
class ListItem:
    """One of the answers a choice offers."""

    value: str
    text: Localised
    hint: Localised | None = None


@dataclass(frozen=True, slots=True)
class Component:
    """One question, or one piece of guidance.

    Attributes:
        name: unique in the form; answers are kept under it. Guidance may have an empty one.
        title: the question. Empty for guidance.
        content: the guidance. Empty for questions.
        items: what a choice offers; yes and no are the values `true` and `false`, in that order.
        messages: the author's own words for a problem, by `missing`, `format`, `early` or `late`.
        min_length, max_length: in characters (code points after NFC).
        max_words: words apart by spaces.
        pattern: an expression for `re2`, which the whole text must match.
        max_days_past, max_days_future: whole days from today; 0 keeps the date from going further than today.
        rows: lines a long text shows.
    """

    kind: Kind
    name: str
    title: Localised
    content: Localised = Localised("")
    hint: Localised | None = None
    required: bool = True
    items: tuple[ListItem, ...] = ()
    messages: Mapping[str, Localised] = field(default_factory=dict)
    min_length: int | None = None
    max_length: int | None = None
    max_words: int | None = None
    pattern: str | None = None
    max_days_past: int | None = None
    max_days_future: int | None = None
    rows: int = 5


@dataclass(frozen=True, slots=True)
class Comparison:
    """One question held against one value."""

    field: str
    operator: Literal["is", "is not"]
    value: str


@dataclass(frozen=True, slots=True)
class Named:
    """Another condition of the same form, by its name."""

    condition: str


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True when one of its rows is true; a row is true when all its terms are. `and` binds tighter than `or`."""

    rows: tuple[tuple[Term, ...], ...]


Term = Comparison | Named | AnyOf


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition with the name that links use and the words that staff see."""

    name: str
    display_name: str
    value: AnyOf


@dataclass(frozen=True, slots=True)
class Link:
    """Where a page leads, and when. The first link whose condition holds is taken, else the one without."""

    path: str
    condition: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """The unit of path and validation. The terminal shows its questions as consecutive steps."""

    path: str
    title: Localised
    role: Literal["start", "questions", "summary"] = "questions"
    components: tuple[Component, ...] = ()
    next: tuple[Link, ...] = ()
    section: str | None = None

    @property
    def questions(self) -> tuple[Component, ...]:
        """The components that ask something, in order."""
        return tuple(component for component in self.components if component.kind.asks)


@dataclass(frozen=True, slots=True)
class Form:
    """One version of a form that was read and found fit.

    Attributes:
        id: stable name, such as `missed-bin`.
        version: counts up; a published version never changes.
        summary: one sentence that says what the form is for.
        category: the heading it is found under.
        keywords: other words people type when they look for it, by language.
        lgsl, lgil: the service and the kind of interaction in the national lists of the Local Government Association.
        destination: name of the place its submissions are delivered to, as the site's settings know it.
        confirmation: what happens next, paragraph by paragraph.
        acknowledge: questions whose answer is an address to write to once the submission is accepted; the first that
            was answered counts.
    """

    id: str
    version: int
    title: Localised
    summary: Localised
    category: Localised
    keywords: Mapping[str, tuple[str, ...]]
    lgsl: int
    lgil: int
    destination: str
    confirmation: tuple[Localised, ...]
    start: str
    pages: tuple[Page, ...]
    conditions: Mapping[str, Condition]
    acknowledge: tuple[str, ...] = ()

    def page(self, path: str) -> Page:
        """The page at a path. Raises `KeyError` when there is none."""
        for page in self.pages:
            if page.path == path:
                return page
        raise KeyError(path)

    def component(self, name: str) -> Component:
        """The question of that name. Raises `KeyError` when there is none."""
        for page in self.pages:
            for component in page.components:
                if component.name == name and component.kind.asks:
                    return component
        raise KeyError(name)
