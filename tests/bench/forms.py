"""The form engine, beside what merely reading the same JSON costs."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from kiosk.domain import forms
from tests.bench.measure import Series, interleaved, report
from tests.support.answers import ROOT, complete


def run(_folder: Path) -> None:
    """Prints what loading, walking and checking the missed-bin form cost."""
    text = (ROOT / "config/forms/missed-bin.json").read_text("utf-8")
    form = forms.load(json.loads(text))
    answers = complete(form)
    today = datetime.now(UTC).date()
    read = Series("json.loads of the definition")
    loading, stepping, checking = (
        Series("load and check the definition"),
        Series("the steps of the path"),
        Series("check every answer"),
    )
    interleaved(
        20,
        25,
        (read, lambda: json.loads(text)),
        (loading, lambda: forms.load(json.loads(text))),
        (stepping, lambda: forms.steps(form, answers)),
        (checking, lambda: forms.validate(form, answers, today)),
    )
    report("Form: load the definition", loading, read)
    report("Form: find the next step", stepping, read)
    report("Form: check all answers", checking, read)
