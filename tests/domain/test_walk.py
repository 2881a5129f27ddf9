"""Walking forms along every branch."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from kiosk.domain import forms, walk
from tests.domain.test_forms import branching, compares, condition, document, page, question
from tests.support.desk import shipped

TODAY = date(2026, 11, 23)


def test_every_page_of_the_missed_bin_form_is_reached() -> None:
    form = shipped("missed-bin")
    seen = {each.path for way in walk.walk(form, TODAY) for each in forms.path(form, way.answers)}
    assert seen == {each.path for each in form.pages}
    assert len(list(walk.walk(form, TODAY))) < 6, "every link once, not every combination of them"


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
    links = [{"path": f"/end-{n}", "condition": f"c{n}"} for n in range(30)]
    ends = [page(f"/end-{n}", question(f"e{n}")) for n in range(30)]
    first = page("/one", *many) | {"next": [*links, {"path": "/summary"}]}
    form = forms.load(document(first, *ends, lists=lists, conditions=conditions))
    assert sum(1 for _ in walk.walk(form, TODAY)) <= walk.MAX_WAYS


def test_every_link_that_can_be_taken_is_taken() -> None:
    """Twelve choices, each deciding something later: 4096 combinations, and each link of each page once."""
    pages = []
    for n in range(12):
        last = n == 11
        ahead = "/summary" if last else f"/p{n + 1}"
        pages.append(page(f"/p{n}", question(f"q{n}", "YesNoField"), to=ahead))
        pages[-1]["next"].insert(0, {"path": f"/extra{n}", "condition": f"c{n}"})
        pages.append(page(f"/extra{n}", question(f"x{n}"), to=ahead))
    conditions = [condition(f"c{n}", compares("c", f"q{n}", "true")) for n in range(12)]
    form = forms.load(document(*pages, conditions=conditions))
    taken = {
        (one.path, other.path)
        for way in walk.walk(form, TODAY)
        for one, other in pairwise(forms.path(form, way.answers))
    }
    assert taken == {(each.path, link.path) for each in form.pages for link in each.next}


def test_a_date_is_tried_on_both_sides_of_a_time_counted_from_today() -> None:
    adult = {
        "field": {"name": "born"},
        "operator": "is at least",
        "value": {
            "type": "RelativeTime",
            "timePeriod": "18",
            "timeUnit": "years",
            "direction": "in the past",
            "timeOnly": False,
        },
    }
    first = page("/one", question("born", "DatePartsField"))
    first["next"] = [{"path": "/two", "condition": "adult"}, {"path": "/summary"}]
    form = forms.load(document(first, page("/two", question("why")), conditions=[condition("adult", adult)]))
    ways = {way.answers["born"]: forms.path(form, way.answers) for way in walk.walk(form, TODAY)}
    assert {len(pages) for pages in ways.values()} == {2, 3}
    for born, two in (("2008-11-23", 3), ("2008-11-24", 2)):
        assert len(forms.path(form, {forms.TODAY: TODAY.isoformat(), "born": born, "why": "x"})) == two
    assert len(forms.path(form, {"born": "1990-01-01"})) == 2, "without a day nothing counts from it"
