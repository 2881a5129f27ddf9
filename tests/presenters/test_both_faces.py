"""A terminal's screen and a phone's page, with the same typing: the same verdicts, the same path, and no crash."""

from __future__ import annotations

import itertools
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as some

from kiosk.domain import examples, fields, forms
from kiosk.domain.definition import Component, Form, Raw
from kiosk.domain.kinds import FILES, ONE_OF, Kind
from kiosk.domain.loading import FormRefused
from kiosk.domain.parts import PARTS
from kiosk.domain.walk import walk
from kiosk.runtime.forms import read
from tests.support import every_kind
from tests.support.answers import ROOT, shipped
from tests.support.both_faces import BothFaces, by_hand

NOW = datetime(2026, 11, 23, 10, 42, tzinfo=UTC)
SHIPPED = sorted(file.stem for file in (ROOT / "config" / "forms").glob("*.json"))
PUBLISHED = [
    ROOT / "tests" / "data" / "forms" / "good",
    *filter(None, os.environ.get("FOYER_FORMS", "").split(os.pathsep)),
]

_ODD = (
    "", " ", "0", "-1", "31", "13", "29", "2", "2026", "1066", "24", "25:00", "x" * 300, "x " * 700, "a\nb", "a\x00b",
    "\u202e", "é", "TQ9 5NE", "not a postcode", "name@example.com", "name@", "07700 900 982", "0900", "£12.50", "1e9",
    "www.example.com", "<script>", "🙂", "\ud800",
)  # fmt: skip
"""What people type, and what nobody should."""


def _typed(draw: some.DrawFn, question: Component) -> Raw:
    """Anything at all for a question, now and then something good."""
    if draw(some.booleans()):
        return _good(question)
    if question.kind is Kind.CHECKBOXES:
        # A screen has no way to choose what excludes the others beside them; a page says that it will not do.
        apart = [item.value for item in question.items if item.value not in question.exclusive]
        return tuple(draw(some.lists(some.sampled_from(apart), unique=True)))
    if question.kind in ONE_OF | {Kind.YES_NO}:
        return draw(some.sampled_from(["", "no such thing", *(item.value for item in question.items)]))
    if question.kind in PARTS:
        return {part: draw(some.sampled_from(_ODD)) for part in PARTS[question.kind]}
    if question.kind is Kind.TABLE:
        return ""
    return draw(some.one_of(some.sampled_from(_ODD), some.text(max_size=40)))


def _good(question: Component) -> Raw:
    """The first answer that the question's own rules accept, as somebody types it."""
    for raw in examples.of(question, (), NOW.date()):
        verdict = fields.check(question, raw, NOW.date())
        if isinstance(verdict, fields.Checked):
            return by_hand({question.name: verdict.value})(question)
    raise AssertionError(f"nothing fits {question.name}")


@pytest.mark.parametrize("name", [*SHIPPED, "every kind"])
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate,),
)
@given(data=some.data())
def test_whatever_is_typed_both_faces_say_the_same(name: str, data: some.DataObject) -> None:
    form = every_kind.form() if name == "every kind" else shipped(name)
    both = BothFaces(form, NOW)
    both.fill(lambda question: data.draw(some.composite(lambda draw: _typed(draw, question))()), _good)
    assert forms.path(form, both.phone)[-1].role in ("summary", "end")
    assert not forms.validate(form, both.phone, NOW.date())


def _with_same_answers(form: Form) -> None:
    for way in itertools.islice(walk(form, NOW.date()), 12):
        if way.finding is None:
            both = BothFaces(form, NOW)
            both.fill(by_hand(way.answers), by_hand(way.answers))
            # A file that may be added is left out: a screen cannot take one.
            left = {q.name for page in form.pages for q in page.questions if q.kind in FILES and not q.required}
            wanted = {name: "" if name in left else value for name, value in forms.on_path(form, way.answers).items()}
            assert forms.on_path(form, both.session.answers) == forms.on_path(form, both.phone) == wanted


@pytest.mark.parametrize("name", [*SHIPPED, "every kind"])
def test_every_way_through_a_form_gives_the_same_answers_on_both(name: str) -> None:
    _with_same_answers(every_kind.form() if name == "every kind" else shipped(name))


@pytest.mark.parametrize("folder", PUBLISHED, ids=lambda folder: Path(folder).name)
def test_every_published_form_gives_the_same_answers_on_both(folder: str | Path) -> None:
    """Our own, and those of folders that `FOYER_FORMS` names."""
    tried = 0
    for file in sorted(Path(folder).rglob("*.json")):
        try:
            form = read(file)
        except FormRefused:
            continue
        _with_same_answers(form)
        tried += 1
    assert tried >= 10
