"""What a form is, once it has been read and found fit: pages, questions, lists, conditions and where each page leads.

Everything here is immutable. A form under way keeps the version it started with, and a submission names it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal

from kiosk.domain.kinds import Kind
from kiosk.domain.shifts import Shift

Simple = str | bool | Mapping[str, str] | tuple[str, ...]
Row = Mapping[str, Simple]
"""One entry of a table: answers by the name of their question within it."""

AnswerValue = str | bool | Mapping[str, str] | tuple[str, ...] | tuple[Row, ...]
"""One answer in its canonical form. `""` is an optional question that was left blank on purpose.

text str · one of a list the item's value · several of a list a tuple of values, in the list's order · yes/no bool ·
number its digits, `-12.5` · date `YYYY-MM-DD` · month `YYYY-MM` · time `hh:mm` · date and time `YYYY-MM-DDThh:mm` ·
e-mail str · telephone E.164 · address a mapping of `addressLine1`, `addressLine2`, `town`, `postcode` · files a tuple
of the ids of their uploads · table a tuple of rows.
"""

Answers = Mapping[str, AnswerValue]
"""Answers by the name of their component."""

Raw = AnswerValue
"""An answer as it was typed or pressed; a mapping of parts for dates, times and addresses."""

TODAY: Final = "@today"
"""Stands among the answers, which no question can: the day that conditions relative to today count from. It is kept
with them, so that the path is the same on every face and at the hub, also when midnight comes in between."""


@dataclass(frozen=True, slots=True)
class Localised:
    """Words of the form's author. English always; Welsh and `more` languages, by their tags, where the author gave
    them."""

    en: str
    cy: str | None = None
    more: tuple[tuple[str, str], ...] = ()

    def get(self, language: str) -> str:
        """The words in a language, in English where there are no others."""
        return self._others.get(language, self.en)

    def spoken(self, language: str) -> str:
        """The language of what `get` gives for one."""
        return language if language in self._others else "en"

    @property
    def _others(self) -> dict[str, str]:
        return dict(self.more) if self.cy is None else {"cy": self.cy, **dict(self.more)}


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph of guidance."""

    text: str
    style: Literal["body", "heading", "item", "number"] = "body"


@dataclass(frozen=True, slots=True)
class Rich:
    """Guidance in blocks. The markup it was written in is gone; a link is its words, with its address after them."""

    en: tuple[Block, ...] = ()
    others: tuple[tuple[str, tuple[Block, ...]], ...] = ()

    def get(self, language: str) -> tuple[Block, ...]:
        """The blocks in a language, in English where there are no others."""
        return dict(self.others).get(language, self.en)

    @property
    def words(self) -> Localised:
        """All of it as text, a line for each block."""
        return Localised(plain(self.en), None, tuple((language, plain(blocks)) for language, blocks in self.others))


def plain(blocks: tuple[Block, ...]) -> str:
    """Blocks as lines of text."""
    return "\n".join(f"• {block.text}" if block.style in ("item", "number") else block.text for block in blocks)


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
        title: the question; of guidance, its heading if it has one.
        content: the guidance. Empty for questions.
        items: what a choice offers; yes and no are the values `true` and `false`, in that order.
        exclusive: the values that cannot be chosen together with others.
        messages: the author's own words for a problem, by `missing`, `format`, `early` or `late`.
        min_length, max_length: in characters (code points after NFC).
        max_words: words apart by spaces.
        pattern: an expression for `re2`, which the whole text must match.
        least, most: of a number; of the rows of a table, or of files, how many.
        places: digits a number may have after the point; `None` for any.
        prefix, suffix: stand before and after a number.
        max_days_past, max_days_future: whole days from today; 0 keeps the date from going further than today.
        rows: lines a long text shows.
        children: what each row of a table asks.
        condition: of guidance: the condition under which it is shown.
    """

    kind: Kind
    name: str
    title: Localised
    content: Rich = Rich()
    hint: Localised | None = None
    required: bool = True
    items: tuple[ListItem, ...] = ()
    exclusive: frozenset[str] = frozenset()
    messages: Mapping[str, Localised] = field(default_factory=dict)
    min_length: int | None = None
    max_length: int | None = None
    max_words: int | None = None
    pattern: str | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    places: int | None = None
    prefix: Localised | None = None
    suffix: Localised | None = None
    max_days_past: int | None = None
    max_days_future: int | None = None
    rows: int = 5
    children: tuple[Component, ...] = ()
    condition: str | None = None


Operator = Literal[
    "is", "is not", "contains", "does not contain",
    "is more than", "is less than", "is at least", "is at most",
    "is longer than", "is shorter than", "has length", "is before", "is after",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Comparison:
    """One question held against one value, or against a day counted from today."""

    field: str
    kind: Kind
    operator: Operator
    value: str
    shift: Shift | None = None


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
class Finding:
    """One thing in a document that its author should look at. `reason` is an English sentence for them."""

    page: str | None
    component: str | None
    reason: str


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
    """The unit of path and validation. The terminal shows its questions as consecutive steps.

    A `summary` is where a form is sent; an `end` is where somebody learns that there is nothing to send.

    Attributes:
        questions: the components that ask something, in order; found once, because every look at a form asks them.
    """

    path: str
    title: Localised
    role: Literal["start", "questions", "summary", "end"] = "questions"
    components: tuple[Component, ...] = ()
    next: tuple[Link, ...] = ()
    section: str | None = None
    questions: tuple[Component, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "questions", tuple(each for each in self.components if each.kind.asks))


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
        summary_path: where a page leads when nothing else holds.
        relative: whether a condition counts from today.
        notes: what its author should know, though it can be used.
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
    summary_path: str = "/summary"
    relative: bool = False
    notes: tuple[Finding, ...] = ()

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
