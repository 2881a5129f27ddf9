"""The questions of one page of a form, as a phone's page shows them and sends their answers back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from kiosk.domain import conditions
from kiosk.domain.answers import ADDRESS_PARTS, chosen, rows
from kiosk.domain.definition import Answers, AnswerValue, Block, Component, Form, Page, Raw
from kiosk.domain.fields import Problem
from kiosk.domain.kinds import FILES, ONE_OF, WRITING, Kind
from kiosk.domain.parts import PARTS, taken_apart
from kiosk.domain.uploads import Upload, ids_of
from kiosk.domain.written import row_shown
from kiosk.web.public import sentences

_LABELS: Final[Mapping[str, str]] = {
    "day": "Day",
    "month": "Month",
    "year": "Year",
    "hour": "Hour",
    "minute": "Minute",
    "addressLine1": "House number or name, and street",
    "addressLine2": "Second line of the address",
    "town": "Town or city",
    "postcode": "Postcode",
}
_FILLS: Final[Mapping[str, str]] = {
    "addressLine1": "address-line1",
    "addressLine2": "address-line2",
    "town": "address-level2",
    "postcode": "postal-code",
}
_TYPES: Final[Mapping[Kind, tuple[str, str]]] = {
    Kind.EMAIL: ("email", "email"),
    Kind.TELEPHONE: ("tel", "tel"),
    Kind.WEBSITE: ("url", "url"),
}
"""The type of an input and what the phone may fill in by itself."""


@dataclass(frozen=True, slots=True)
class Box:
    """One input. `value` is what was typed, or what is kept."""

    name: str
    label: str
    value: str
    type: str = "text"
    fill: str = ""
    digits: bool = False
    wrong: bool = False
    size: int = 0


@dataclass(frozen=True, slots=True)
class Option:
    """One of the answers on offer."""

    value: str
    text: str
    hint: str
    picked: bool


@dataclass(frozen=True, slots=True)
class Told:
    """A piece of guidance. `kind` is the name of its component."""

    title: str
    blocks: tuple[Block, ...]
    kind: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question, in the language of the page.

    Attributes:
        look: which of the templates' shapes it has: `input`, `textarea`, `parts`, `radios`, `checkboxes`, `select`,
            `table`, `files`.
        entries, children: of a table: the entries there are, and the questions of one more.
        files: those that were added; `most` of them may be.
        first: the id of what a link in the summary of problems leads to.
    """

    name: str
    look: str
    title: str
    hint: str
    optional: bool
    problems: tuple[str, ...]
    first: str
    guidance: tuple[Told, ...]
    boxes: tuple[Box, ...] = ()
    options: tuple[Option, ...] = ()
    rows: int = 5
    prefix: str = ""
    suffix: str = ""
    entries: tuple[str, ...] = ()
    children: tuple[Question, ...] = ()
    files: tuple[Upload, ...] = ()
    most: int = 1
    lang: str = ""


def raw(component: Component, fields: Mapping[str, Sequence[str]]) -> Raw:
    """What was answered to a question, as it was typed."""
    if component.kind is Kind.CHECKBOXES:
        return tuple(fields.get(component.name, ()))
    if parts := PARTS.get(component.kind):
        return {part: _one(fields, f"{component.name}.{part}") for part in parts}
    return _one(fields, component.name)


def questions(
    form: Form,
    page: Page,
    answers: Answers,
    language: str,
    typed: Mapping[str, Raw] | None = None,
    problems: Mapping[str, Problem] | None = None,
    uploads: Mapping[UUID, Upload] | None = None,
) -> tuple[Question, ...]:
    """The questions of a page with what is kept, or with what was typed and what is wrong with it."""
    return tuple(_Asking(language, typed or {}, problems or {}, uploads or {}).of(form, page, answers))


def guidance_alone(form: Form, page: Page, answers: Answers, language: str) -> tuple[Told, ...]:
    """The guidance of a page that asks nothing."""
    return tuple(_told(each, language) for each in page.components if _shows(form, each, answers))


def _shows(form: Form, component: Component, answers: Answers) -> bool:
    if component.kind.asks:
        return False
    return component.condition is None or conditions.holds(component.condition, form.conditions, answers)


def _told(component: Component, language: str) -> Told:
    return Told(component.title.get(language), component.content.get(language), component.kind.value)


@dataclass(frozen=True, slots=True)
class _Asking:
    """Makes the questions of a page, in a language."""

    language: str
    typed: Mapping[str, Raw]
    problems: Mapping[str, Problem]
    uploads: Mapping[UUID, Upload]

    def of(self, form: Form, page: Page, answers: Answers) -> Iterator[Question]:
        guidance: list[Told] = []
        for component in page.components:
            if component.kind.asks:
                yield self._question(component, answers.get(component.name), tuple(guidance))
                guidance = []
            elif _shows(form, component, answers):
                guidance.append(_told(component, self.language))

    def _question(self, component: Component, kept: AnswerValue | None, guidance: tuple[Told, ...] = ()) -> Question:
        held = self.typed.get(component.name, _as_typed(component, kept))
        problem = self.problems.get(component.name)
        wrong = () if problem is None else (problem, *problem.others)
        boxes = _boxes(component, held, self.language, {each.part for each in wrong})
        children = tuple(self._question(child, None) for child in questions_of(component))
        first = next((box.name for box in boxes if box.wrong), boxes[0].name if boxes else component.name)
        return Question(
            component.name,
            _look(component.kind),
            component.title.get(self.language),
            "" if component.hint is None else component.hint.get(self.language),
            not component.required,
            tuple(dict.fromkeys(sentences.of_problem(each, self.language) for each in wrong)),
            children[0].first if children else first,
            guidance,
            boxes,
            _options(component, held, self.language),
            component.rows,
            "" if component.prefix is None else component.prefix.get(self.language),
            "" if component.suffix is None else component.suffix.get(self.language),
            tuple(row_shown(component, row, self.language) for row in rows(kept)),
            children,
            tuple(self.uploads[each] for each in _files(component, kept) if each in self.uploads),
            1 if component.most is None else int(component.most),
            component.title.spoken(self.language),
        )


def questions_of(table: Component) -> tuple[Component, ...]:
    """The questions of one entry of a table, under names of their own: `costs.amount`."""
    return tuple(replace(child, name=f"{table.name}.{child.name}") for child in table.children)


def _files(component: Component, kept: AnswerValue | None) -> tuple[UUID, ...]:
    return ids_of(kept) if component.kind in FILES else ()


def _look(kind: Kind) -> str:
    if kind is Kind.TABLE:
        return "table"
    if kind in FILES:
        return "files"
    if kind in PARTS:
        return "address" if kind is Kind.ADDRESS else "parts"
    if kind in WRITING:
        return "textarea"
    if kind in (Kind.SELECT, Kind.AUTOCOMPLETE):
        return "select"
    if kind is Kind.CHECKBOXES:
        return "checkboxes"
    return "radios" if kind in ONE_OF or kind is Kind.YES_NO else "input"


def _boxes(component: Component, kept: Raw | None, language: str, wrong: set[str | None]) -> tuple[Box, ...]:
    if parts := PARTS.get(component.kind):
        held = kept if isinstance(kept, Mapping) else {}
        everywhere = None in wrong
        return tuple(
            Box(
                f"{component.name}.{part}",
                sentences.say(_LABELS[part], language),
                held.get(part, ""),
                fill=_FILLS.get(part, ""),
                digits=part not in ADDRESS_PARTS,
                wrong=everywhere or part in wrong,
                size=4 if part == "year" else 2,
            )
            for part in parts
        )
    if _look(component.kind) in ("input", "textarea"):
        type_, fill = _TYPES.get(component.kind, ("text", ""))
        text = kept if isinstance(kept, str) else ""
        title = component.title.get(language)
        digits = component.kind is Kind.NUMBER and component.places == 0
        return (Box(component.name, title, text, type_, fill, digits, bool(wrong)),)
    return ()


def _options(component: Component, kept: Raw | None, language: str) -> tuple[Option, ...]:
    match kept:
        case bool():
            picked = {"true" if kept else "false"}
        case str():
            picked = {kept}
        case _:
            picked = {*chosen(kept)} if isinstance(kept, tuple) else set()
    return tuple(
        Option(
            item.value,
            item.text.get(language),
            "" if item.hint is None else item.hint.get(language),
            item.value in picked,
        )
        for item in component.items
    )


def _as_typed(component: Component, value: AnswerValue | None) -> Raw | None:
    """A kept answer the way it is typed: dates and times in their parts."""
    apart = component.kind in PARTS and isinstance(value, str)
    return taken_apart(component.kind, str(value)) if apart else value


def _one(fields: Mapping[str, Sequence[str]], name: str) -> str:
    return next(iter(fields.get(name, ())), "")
