"""The entries of a table, answered one at a time: each question of an entry is a question of its own.

An entry under way lies among the answers under names of its own, `costs.2.amount`, which no question of a form has,
so it counts for nothing until its last question is answered. Then it becomes a row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kiosk.domain import forms
from kiosk.domain.answers import cell, rows
from kiosk.domain.definition import Row, Simple
from kiosk.domain.forms import Component, Kind, Step
from kiosk.terminal.session import Session


def key(table: str, place: int, child: str) -> str:
    """The step of one question of one entry; entries count from 0."""
    return f"{table}.{place}.{child}"


def find(session: Session, step: str) -> tuple[Step, Component, int] | None:
    """The step, its table and the entry it belongs to; `None` when it is no question of an entry."""
    rest, _, child_name = step.rpartition(".")
    name, _, place = rest.rpartition(".")
    if session.form is None or not place.isdigit():
        return None
    for each in forms.steps(session.form, session.answers):
        table = each.component
        if table is not None and table.name == name and table.kind is Kind.TABLE:
            child = next((child for child in table.children if child.name == child_name), None)
            if child is not None:
                return Step(each.page, replace(child, name=step), row=int(place)), table, int(place)
    return None


def first(table: Component, place: int) -> str:
    """The step an entry begins with."""
    return key(table.name, place, table.children[0].name)


def open_entry(session: Session, table: Component, place: int) -> str:
    """Takes an entry in hand, a new one empty, and gives its first step."""
    kept = rows(session.answers.get(table.name))
    row: Row = kept[place] if place < len(kept) else {}
    for child in table.children:
        name = key(table.name, place, child.name)
        session.answers.pop(name, None)
        session.drafts.pop(name, None)
        if child.name in row:
            session.answers[name] = row[child.name]
    return first(table, place)


def next_step(table: Component, step: str) -> str | None:
    """The question after a question of an entry; `None` after its last."""
    rest, _, child_name = step.rpartition(".")
    names = [child.name for child in table.children]
    after = names[names.index(child_name) + 1 :]
    return f"{rest}.{after[0]}" if after else None


def keep(session: Session, table: Component, place: int) -> None:
    """Makes a row of an entry whose questions are all answered."""
    row: dict[str, Simple] = {}
    for child in table.children:
        value = session.answers.pop(key(table.name, place, child.name), "")
        if (simple := cell(value)) is not None:
            row[child.name] = simple
    kept = list(rows(session.answers.get(table.name)))
    kept[place : place + 1] = [row]
    session.answers[table.name] = tuple(kept)


def remove(session: Session, table: Component, place: int) -> None:
    """Takes an entry out, also one that is not there yet."""
    open_entry(session, table, place)
    for child in table.children:
        session.answers.pop(key(table.name, place, child.name), None)
    kept: tuple[Mapping[str, Simple], ...] = rows(session.answers.get(table.name))
    left = (*kept[:place], *kept[place + 1 :])
    if left:
        session.answers[table.name] = left
    else:
        session.answers.pop(table.name, None)
