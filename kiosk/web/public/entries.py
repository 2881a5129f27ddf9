"""The entries of a table on a phone's page: those there are, and the questions of one more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from kiosk.domain import fields
from kiosk.domain.answers import cell, rows
from kiosk.domain.definition import AnswerValue, Component, Raw, Row, Simple
from kiosk.domain.fields import Checked, Problem
from kiosk.web.public.questions import questions_of, raw

ADD, REMOVE = "add", "remove"
"""The names of the buttons; their values say of which table, and which entry."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a page said of a table.

    Attributes:
        rows: the entries, with what was done to them.
        typed, problems: of an entry that is not complete, by `costs.amount`.
        stays: whether the page is shown again, because a button was pressed that does not lead on.
    """

    rows: tuple[Row, ...]
    typed: Mapping[str, Raw] = field(default_factory=dict)
    problems: Mapping[str, Problem] = field(default_factory=dict)
    stays: bool = False


def read(table: Component, kept: AnswerValue | None, sent: Mapping[str, Sequence[str]], today: date | None) -> Sent:
    """What was done to a table: an entry taken out, one more, or neither."""
    there = rows(kept)
    gone = next((value for value in sent.get(REMOVE, ()) if value.rpartition(".")[0] == table.name), None)
    if gone is not None:
        place = gone.rpartition(".")[2]
        left = tuple(row for number, row in enumerate(there) if str(number) != place)
        return Sent(left, stays=True)
    adds = table.name in sent.get(ADD, ())
    typed = {child.name: raw(child, sent) for child in questions_of(table)}
    if not adds and not any(map(filled, typed.values())):
        return Sent(there)
    row: dict[str, Simple] = {}
    problems: dict[str, Problem] = {}
    for child in questions_of(table):
        match fields.check(child, typed[child.name], today):
            case Checked(value):
                if (simple := cell(value)) is not None:
                    row[child.name.rpartition(".")[2]] = simple
            case problem:
                problems[child.name] = problem
    if problems:
        return Sent(there, typed, problems, stays=True)
    return Sent((*there, row), stays=adds)


def filled(value: Raw) -> bool:
    """Whether anything was typed."""
    return any(value.values()) if isinstance(value, Mapping) else bool(value)
