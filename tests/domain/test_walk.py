"""Walking forms along every branch."""

from __future__ import annotations

from datetime import date

from kiosk.domain import forms, walk
from tests.domain.test_forms import branching, document, page, question
from tests.support.desk import shipped

TODAY = date(2026, 11, 23)


def test_every_page_of_the_missed_bin_form_is_reached() -> None:
    form = shipped("missed-bin")
    seen = {each.path for way in walk.walk(form, TODAY) for each in forms.path(form, way.answers)}
    assert seen == {each.path for each in form.pages}
    assert len(list(walk.walk(form, TODAY))) == 6, "out in time or not, and three ways to be told"


def test_both_sides_of_a_condition_are_tried() -> None:
    form = branching()
    ends = {forms.length(form, way.answers) for way in walk.walk(form, TODAY)}
    assert ends == {2, 5}


def test_a_question_no_answer_fits_is_a_finding() -> None:
    form = forms.load(document(page("/one", question("a", schema={"regex": "[^a-zA-Z0-9_ -]{7}"}))))
    (way,) = walk.walk(form, TODAY)
    assert way.finding is not None
    assert way.finding.component == "a"


def test_the_walk_is_bounded() -> None:
    lists = [{"name": "l", "items": [{"text": str(n), "value": str(n)} for n in range(300)]}]
    many = [question(f"q{n}", "RadiosField", list="l") for n in range(30)]
    conditions = [
        {
            "name": f"c{n}",
            "value": {"conditions": [{"field": {"name": f"q{n}"}, "operator": "is", "value": {"value": "1"}}]},
        }
        for n in range(30)
    ]
    form = forms.load(document(page("/one", *many), lists=lists, conditions=conditions))
    assert sum(1 for _ in walk.walk(form, TODAY)) == walk.MAX_WAYS
