"""What a check says of an answer: its canonical form, or why it will not do yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from kiosk.domain.definition import AnswerValue, Component, Localised

Argument = str | int | date | Localised


@dataclass(frozen=True, slots=True)
class Checked:
    """An answer that will do, in its canonical form."""

    value: AnswerValue


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an answer will not do yet.

    Attributes:
        part: the part it is about (`postcode`, `month`; of a table the row and its question, `2.amount`); `None` for
            the answer as a whole.
        message: an English sentence that names its own translation, or the form author's own words.
        args: what the sentence's braces ask for; a date is written in the person's language.
        others: problems of other parts of the same answer.
    """

    part: str | None
    message: str | Localised
    args: Mapping[str, Argument] = field(default_factory=dict)
    others: tuple[Problem, ...] = ()


def own(component: Component, key: str, problem: Problem) -> Problem:
    """The problem in the form author's own words, where there are any."""
    words = component.messages.get(key)
    return problem if words is None else Problem(problem.part, words, problem.args, problem.others)
