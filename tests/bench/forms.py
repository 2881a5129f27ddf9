"""The form engine, beside what merely reading the same JSON costs; and a form's next step on each face of it."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

from kiosk.domain import forms
from kiosk.domain.definition import Form
from kiosk.domain.loading import FormRefused
from kiosk.domain.walk import walk
from kiosk.runtime.forms import read
from tests.bench.measure import Series, interleaved, report
from tests.support.answers import ROOT, shipped
from tests.support.both_faces import BothFaces, by_hand

NOW = datetime(2026, 11, 23, 10, 42, tzinfo=UTC)


def run(_folder: Path) -> None:
    """Prints what loading, walking and checking the largest definition cost, and a page of it on each face."""
    file = _largest()
    text = file.read_text("utf-8")
    form = read(file)
    answers = list(walk(form, NOW.date()))[-1].answers
    print(f"\nThe largest form: {file.name}, {len(text):,} characters, {len(form.pages)} pages")
    reading = Series("json.loads of the definition")
    loading, stepping, checking = (
        Series("load and check the definition"),
        Series("the steps of the path"),
        Series("check every answer"),
    )
    interleaved(
        10,
        10,
        (reading, lambda: json.loads(text)),
        (loading, lambda: forms.load(json.loads(text), draft=file.stem)),
        (stepping, lambda: forms.steps(form, answers)),
        (checking, lambda: forms.validate(form, answers, NOW.date())),
    )
    report("Form: load the definition", loading, reading)
    report("Form: find the next step", stepping, reading)
    report("Form: check all answers", checking, reading)
    _faces(shipped("council-tax-reduction"))


def _faces(form: Form) -> None:
    """The next step of a form that ships, on the screen and on a phone's page, without drawing either."""
    typing = by_hand(list(walk(form, NOW.date()))[-1].answers)
    screen, phone = Series("a question on the screen: judged, and the next"), Series("a page on a phone: judged")
    both = BothFaces(form, NOW)
    both.timing = (screen.seconds, phone.seconds)
    for _ in range(40):
        both.begin()
        both.fill(typing, typing)
    report("Form: the next step on each face", screen, phone)


def _largest() -> Path:
    """Of those that ship, and of the published ones where FOYER_FORMS names their folder."""
    folders = [ROOT / "config" / "forms", *map(Path, filter(None, [os.environ.get("FOYER_FORMS")]))]
    files = sorted(
        (file for folder in folders for file in folder.rglob("*.json")), key=lambda file: file.stat().st_size
    )
    while True:
        file = files.pop()
        try:
            read(file)
        except FormRefused:
            continue
        return file
