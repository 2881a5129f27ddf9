"""A form's conditions and links as its staff read them: in words, with the questions' own."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.domain.definition import AnyOf, Comparison, Component, Form, Link, Named, Page, Term
from kiosk.domain.kinds import Kind

_DEEP = 4
"""Conditions that name others are told this deep; below, by their names."""

_LONG = 60
"""Characters of a question within a sentence."""


def condition(form: Form, name: str) -> str:
    """`“Was it out?” is “No”, and “Which bin?” is “Garden”`."""
    known = form.conditions.get(name)
    return f"“{name}”, which there is not" if known is None else _any(form, known.value, _DEEP)


def link(form: Form, leads: Link) -> str:
    """Where a link leads, and when."""
    towards = page(form, leads.path)
    return towards if leads.condition is None else f"{towards}, when {condition(form, leads.condition)}"


def page(form: Form, path: str) -> str:
    """A page as people call it: by its title, or by what it asks first, with its path."""
    found = next((each for each in form.pages if each.path == path), None)
    called = "" if found is None else title_of(found)
    return f"{called} ({path})" if called else path


def title_of(found: Page) -> str:
    """The English title of a page, or its first question; empty where it has neither."""
    asked = next(iter(found.questions), None)
    return found.title.en or ("" if asked is None else asked.title.en)


def _any(form: Form, group: AnyOf, deep: int) -> str:
    rows = [", and ".join(_terms(form, row, deep)) for row in group.rows]
    return "; or ".join(rows)


def _terms(form: Form, row: tuple[Term, ...], deep: int) -> Iterator[str]:
    for term in row:
        match term:
            case Comparison():
                yield _comparison(form, term)
            case Named(name):
                known = form.conditions.get(name)
                yield f"“{name}”" if known is None or not deep else f"({_any(form, known.value, deep - 1)})"
            case AnyOf():
                yield f"({_any(form, term, deep)})"


def _comparison(form: Form, term: Comparison) -> str:
    try:
        asked: Component | None = form.component(term.field)
    except KeyError:
        asked = None
    called = term.field if asked is None else asked.title.en or term.field
    called = called if len(called) <= _LONG else f"{called[:_LONG]}…"
    if term.shift is not None:
        amount = abs(term.shift.amount)
        unit = term.shift.unit if amount != 1 else term.shift.unit.rstrip("s")
        way = "in the future" if term.shift.amount > 0 else "in the past"
        return f"“{called}” {term.operator} {amount} {unit} {way}"
    return f"“{called}” {term.operator} “{_value(asked, term.value)}”"


def _value(asked: Component | None, value: str) -> str:
    if asked is not None:
        if (item := next((each for each in asked.items if each.value == value), None)) is not None:
            return item.text.en
        if asked.kind is Kind.YES_NO:
            return "Yes" if value == "true" else "No"
    return value
