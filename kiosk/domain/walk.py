"""Walks a form along every branch with answers made up for it, to see that each way through comes to its end.

Answers that decide nothing are given once; answers a condition looks at are tried one after the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from kiosk.domain import conditions, fields, forms
from kiosk.domain.definition import Answers, AnswerValue, AnyOf, Comparison, Component, Form, Kind, Raw, Term

MAX_WAYS: Final = 2_000
"""Ways through a form that are walked; a form with more is said to have been walked in part."""

_TEXTS: Final = ("Example answer", "12345", "A1 2BC", "AB123456C", "2026", "1", "a", "A", "Example-answer_1")
"""Texts tried against an expression; none of them is anybody's."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way through a form: the answers, and what is wrong with it, if anything."""

    answers: Answers
    finding: forms.Finding | None = None


def walk(form: Form, today: date) -> Iterator[Way]:
    """Every way through a form, up to `MAX_WAYS`, with answers that its own rules accept.

    Args:
        today: the date that rules about dates count from.
    """
    waiting: list[dict[str, AnswerValue]] = [{}]
    ways = 0
    while waiting and ways < MAX_WAYS:
        answers = waiting.pop()
        page = forms.path(form, answers)[-1]
        if page.role == "summary":
            ways += 1
            yield Way(answers)
            continue
        component = next(question for question in page.questions if question.name not in answers)
        choices = candidates(form, component, today)
        if not choices:
            ways += 1
            reason = "no answer could be made up that the question's own rules accept"
            yield Way(answers, forms.Finding(page.path, component.name, reason))
        waiting += [answers | {component.name: choice} for choice in reversed(choices)]


def candidates(form: Form, component: Component, today: date) -> list[AnswerValue]:
    """Answers to try: one for each value a condition holds the question against, and one that none of them does."""
    compared = _compared(form, component.name)
    if component.kind in (Kind.RADIOS, Kind.YES_NO):
        values = [item.value for item in component.items]
        wanted: list[Raw] = [*values] if compared else [*values[:1]]
    else:
        wanted = [*sorted(compared), *_examples(component, today)]
    found: list[AnswerValue] = []
    others = 0
    for raw in wanted:
        outcome = fields.check(component, raw, today)
        if isinstance(outcome, fields.Checked) and outcome.value not in found:
            named = not isinstance(outcome.value, str) or outcome.value in compared or bool(component.items)
            if named or not others:
                found.append(outcome.value)
                others += not named
    return found


def _compared(form: Form, name: str) -> set[str]:
    values: set[str] = set()
    for condition in form.conditions.values():
        if name in conditions.fields_of(condition, form.conditions):
            waiting: list[Term] = [condition.value]
            while waiting:
                term = waiting.pop()
                if isinstance(term, Comparison) and term.field == name:
                    values.add(term.value)
                elif isinstance(term, AnyOf):
                    waiting += [inner for row in term.rows for inner in row]
    return values


def _examples(component: Component, today: date) -> list[Raw]:
    match component.kind:
        case Kind.EMAIL:
            return ["name@example.com"]
        case Kind.TELEPHONE:
            return ["01632 960001"]
        case Kind.ADDRESS:
            return [
                {"addressLine1": "1 Example Street", "addressLine2": "", "town": "Exampleton", "postcode": "ZZ99 3WZ"}
            ]
        case Kind.DATE:
            return [
                today.isoformat(),
                (today - timedelta(days=1)).isoformat(),
                (today + timedelta(days=1)).isoformat(),
            ]
    shortest = component.min_length or 0
    return [text if len(text) >= shortest else text.ljust(shortest, "a") for text in _TEXTS]
