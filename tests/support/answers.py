"""Answers of an invented person to the forms that ship."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from kiosk.domain import forms
from kiosk.domain.definition import Answers, AnswerValue, Component, Form
from kiosk.domain.kinds import Kind

ROOT = Path(__file__).parents[2]
PLANTED = "Xanthippe Quillfeather"
"""A name nobody has: a test that finds it in a file has found a leak."""


def missed_bin() -> Form:
    """The form as it ships."""
    return shipped("missed-bin")


def shipped(name: str) -> Form:
    """One of the forms that ship."""
    return forms.load(json.loads((ROOT / f"config/forms/{name}.json").read_text("utf-8")))


def complete(form: Form, marker: str = "", **given: AnswerValue) -> Answers:
    """Answers that make the form ready to send, with those given among them. `marker` makes them different from any
    others."""
    answers: dict[str, AnswerValue] = dict(given)
    while not forms.complete(form, answers):
        page = forms.path(form, answers)[-1]
        for component in page.questions:
            answers.setdefault(component.name, _answer(component, marker))
    problems = forms.validate(form, answers, _today())
    assert not problems or given, problems
    return answers


def _today() -> date:
    return datetime.now(UTC).date()


def _answer(component: Component, marker: str) -> AnswerValue:
    match component.kind:
        case Kind.RADIOS:
            return component.items[0].value
        case Kind.YES_NO:
            return True
        case Kind.DATE:
            return (_today() - timedelta(days=1 if component.max_days_past else 0)).isoformat()
        case Kind.ADDRESS:
            return {
                "addressLine1": f"12 {PLANTED} Road",
                "addressLine2": "",
                "town": "Aberwen",
                "postcode": "CF10 3AT",
            }
        case Kind.EMAIL:
            return "xanthippe.quillfeather@example.com"
        case Kind.TELEPHONE:
            return "+441632960123"
        case _:
            return f"{PLANTED} {marker}".strip()
