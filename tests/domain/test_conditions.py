"""What each operator says of an answer, of another, and of none."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kiosk.domain import forms
from kiosk.domain.definition import AnswerValue
from kiosk.domain.shifts import Shift
from tests.domain.test_forms import deciding, page, question

TODAY = "2026-11-23"
LISTS = [{"name": "l", "items": [{"text": value, "value": value} for value in ("1", "2", "10")]}]
ANSWER: dict[str, AnswerValue] = {
    "TextField": "Bath",
    "NumberField": "12.50",
    "YesNoField": True,
    "RadiosField": "10",
    "CheckboxesField": ("1", "10"),
    "DatePartsField": "2008-11-23",
    "TimeField": "14:30",
    "MonthYearField": "2026-11",
    "DateTimePartsField": "2026-11-21T14:30",
}


def ago(amount: int, unit: str, direction: str = "in the past") -> dict[str, Any]:
    return {
        "type": "RelativeTime",
        "timePeriod": str(amount),
        "timeUnit": unit,
        "direction": direction,
        "timeOnly": False,
    }


@pytest.mark.parametrize(
    ("kind", "operator", "value", "holds"),
    [
        ("TextField", "is", "Bath", True),
        ("TextField", "is not", "Leeds", True),
        ("TextField", "has length", "4", True),
        ("TextField", "is longer than", "4", False),
        ("TextField", "is shorter than", "5", True),
        ("NumberField", "is", "12.5", True),
        ("NumberField", "is more than", "9", True),
        ("NumberField", "is at least", "12.5", True),
        ("NumberField", "is at most", "12", False),
        ("NumberField", "is less than", "100", True),
        ("YesNoField", "is", "true", True),
        ("YesNoField", "is not", "true", False),
        ("RadiosField", "is", "10", True),
        ("RadiosField", "is more than", "2", True),
        ("CheckboxesField", "contains", "10", True),
        ("CheckboxesField", "contains", "2", False),
        ("CheckboxesField", "does not contain", "2", True),
        ("DatePartsField", "is before", "2008-11-24", True),
        ("DatePartsField", "is after", "2008-11-23", False),
        ("DatePartsField", "is at least", ago(18, "years"), True),
        ("DatePartsField", "is more than", ago(18, "years"), False),
        ("DatePartsField", "is at most", ago(18, "years"), True),
        ("DatePartsField", "is less than", ago(19, "years"), True),
        ("DatePartsField", "is at least", ago(1, "days", "in the future"), False),
        ("DateTimePartsField", "is at most", ago(2, "days"), True),
        ("DateTimePartsField", "is before", "2026-11-21T14:31", True),
        ("TimeField", "is after", "09:00", True),
        ("MonthYearField", "is", "2026-11", True),
    ],
)
def test_what_a_condition_says(kind: str, operator: str, value: Any, holds: bool) -> None:
    held = value if isinstance(value, dict) else {"type": "Value", "value": value}
    thing = {"name": "c", "value": {"conditions": [{"field": {"name": "q"}, "operator": operator, "value": held}]}}
    more = {"list": "l"} if kind in ("RadiosField", "CheckboxesField") else {}
    first = page("/one", question("q", kind, options={"required": False}, **more))
    form = forms.load(deciding(first, thing, lists=LISTS) | {"pages": _apart(first, thing)})

    def taken(answers: dict[str, AnswerValue]) -> bool:
        return "/two" in {each.path for each in forms.path(form, answers)}

    assert taken({"q": ANSWER[kind], forms.TODAY: TODAY}) is holds
    assert taken({"q": "", forms.TODAY: TODAY}) is operator.startswith(("is not", "does not")), "of no answer"


def _apart(first: dict[str, Any], thing: dict[str, Any]) -> list[dict[str, Any]]:
    links = [{"path": "/two", "condition": thing["name"]}, {"path": "/summary"}]
    return [
        first | {"next": links},
        page("/two", question("why", options={"required": False})),
        {"path": "/summary", "title": "Check", "controller": "./pages/summary.js"},
    ]


@pytest.mark.parametrize(
    ("shift", "day"),
    [
        (Shift(-18, "years"), date(2006, 2, 28)),
        (Shift(1, "months"), date(2024, 3, 29)),
        (Shift(-1, "months"), date(2024, 1, 29)),
        (Shift(12, "months"), date(2025, 2, 28)),
        (Shift(-9_000, "years"), date.min),
        (Shift(9_000, "years"), date.max),
        (Shift(100_000, "months"), date.max),
        (Shift(-1, "days"), date(2024, 2, 28)),
    ],
)
def test_a_day_counted_from_a_leap_day(shift: Shift, day: date) -> None:
    assert shift.of(date(2024, 2, 29)) == day
