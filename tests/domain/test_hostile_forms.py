"""Definitions and answers meant to do harm are refused, or do none."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain import answers as shapes
from kiosk.domain import examples, fields, forms, markup, walk
from kiosk.domain.definition import AnswerValue, Component, Form
from kiosk.domain.fields import Checked
from kiosk.domain.forms import FormRefused
from kiosk.domain.languages import NAMES
from kiosk.domain.submissions import shown
from kiosk.domain.written import lines
from tests.domain.test_forms import compares, condition, deciding, document, page, question, reasons
from tests.support import every_kind
from tests.support.desk import ROOT, shipped

TODAY = date(2026, 11, 23)
SHIPPED = sorted(path.stem for path in (ROOT / "config/forms").glob("*.json"))


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("<script>alert(1)</script>", "the element <script>"),
        ("<p>x<SCRIPT src=//x></p>", "the element <script>"),
        ("<img src=x onerror=alert(1)>", "the element <img>"),
        ("<p onclick='x()'>x</p>", "the attribute onclick"),
        ("<iframe src='//x'></iframe>", "the element <iframe>"),
        ("<style>p{}</style>", "the element <style>"),
        ("<a href='javascript:x()'>x</a>", "leads neither to a page nor to an address"),
        ("<a href=' jAvAsCrIpT:x()'>x</a>", "leads neither to a page nor to an address"),
        ("<svg><animate onbegin=x></svg>", "the element <svg>"),
        ("<form><input name=a></form>", "the element <form>"),
        ("<!DOCTYPE html><p>x</p>", "a declaration"),
        ("<?php x ?>", "an instruction"),
        ("<p>{{ secret }}</p>", "a template"),
    ],
)
def test_markup_that_acts_is_refused_by_name(written: str, said: str) -> None:
    assert said in reasons(document(page("/one", question("a"), {"type": "Html", "content": written})))


@given(st.text("<>/=\"' abpscript!?-&;#xul", max_size=200))
def test_whatever_is_written_leaves_no_element_or_is_refused(written: str) -> None:
    try:
        blocks = markup.read(written)
    except markup.Unsafe:
        return
    assert all(block.text and "\n" not in block.text for block in blocks)


def named(deep: int) -> dict[str, Any]:
    """A form whose one link depends on a condition that names another, and so on."""
    chain = [condition("c0", compares("c", "first", "x"))]
    for n in range(1, deep):
        before = {"conditionName": f"c{n - 1}", "conditionDisplayName": "x"}
        chain.append(condition(f"c{n}", before, {**before, "coordinator": "and"}))
    first = page("/one", question("first")) | {"next": [{"path": "/summary", "condition": f"c{deep - 1}"}]}
    return document(first, conditions=chain)


def test_conditions_that_name_each_other_over_and_over_are_decided_at_once() -> None:
    """Each names the one before twice: two to the power of forty, were each decided anew."""
    form = forms.load(named(40))
    assert forms.complete(form, {"first": "x"})
    assert len(list(walk.walk(form, TODAY))) >= 1
    assert "deep; 40 is the most" in reasons(named(300))


def test_a_form_with_more_ways_than_stars_is_walked_along_every_link() -> None:
    pages = []
    for n in range(99):
        ahead = "/summary" if n == 98 else f"/p{n + 1}"
        asked = page(f"/p{n}", question(f"q{n}", "YesNoField"), to=ahead)
        asked["next"].insert(0, {"path": f"/x{n}", "condition": f"c{n}"})
        pages += [asked, page(f"/x{n}", question(f"x{n}"), to=ahead)]
    conditions = [condition(f"c{n}", compares("c", f"q{n}", "true")) for n in range(99)]
    form = forms.load(document(*pages, conditions=conditions))
    assert forms.length(form, {}) == 198
    seen = {each.path for way in walk.walk(form, TODAY) for each in forms.path(form, way.answers)}
    assert seen == {each.path for each in form.pages}


@pytest.mark.parametrize("pattern", ["(a|a)*b", "(a+)+$", "(.*)*x", "((a{0,30}){0,30})b"])
def test_no_expression_takes_longer_than_its_answer_is_long(pattern: str) -> None:
    form = forms.load(document(page("/one", question("a", schema={"regex": pattern, "max": 9_000}))))
    assert forms.validate(form, {"a": "a" * 8_999 + "!"}, TODAY).keys() == {"a"}


@pytest.mark.parametrize("pattern", [r"(a)\1", "(?<=x)y", "(a{1000}){1000}", "("])
def test_an_expression_that_cannot_be_bounded_is_refused(pattern: str) -> None:
    assert "RE2" in reasons(document(page("/one", question("a", schema={"regex": pattern}))))


@pytest.mark.parametrize(
    "written",
    [
        "process.exit(1)",
        "first == first",
        "__import__('os')",
        "first == 'x' or (()",
        "(" * 400 + "first == 'x'" + ")" * 400,
        "first = 'x'",
        "constructor.constructor('x')()",
        "first == 'x';",
        "dateForComparison(1, 'days') == first",
    ],
)
def test_an_expression_is_comparisons_or_nothing(written: str) -> None:
    thing = deciding(page("/one", question("first")), {"name": "c", "value": written})
    assert "is not a plain comparison" in reasons(thing)


def test_a_plain_comparison_as_older_forms_write_it_becomes_data() -> None:
    written = "first == 'Bath' and (age >= 18 or age != 7)"
    form = forms.load(
        deciding(page("/one", question("first"), question("age", "NumberField")), {"name": "c", "value": written})
    )
    links = form.page("/one").next
    assert [link.condition for link in links] == ["c", None]
    assert form.conditions["c"].value.rows


junk = st.one_of(
    st.none(),
    st.booleans(),
    st.text(max_size=40),
    st.lists(st.text(max_size=10), max_size=4).map(tuple),
    st.dictionaries(st.sampled_from(("day", "month", "year", "hour", "town", "postcode", "x")), st.text(max_size=9)),
    st.lists(st.dictionaries(st.text(max_size=6), st.text(max_size=6), max_size=3), max_size=3).map(tuple),
)


def every_form() -> list[Form]:
    return [every_kind.form(), *(shipped(name) for name in SHIPPED)]


FORMS = every_form()
NAMES_ASKED = [question.name for form in FORMS[:2] for page in form.pages for question in page.questions]


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_any_answers_to_any_form_are_taken_or_refused_the_same_each_time(data: st.DataObject) -> None:
    """Right and wrong answers along a path of a form: what is taken is kept as it is, comes back the same from JSON,
    is taken again, and can be written in every language; and nothing ever fails."""
    form = data.draw(st.sampled_from(FORMS))
    answers: dict[str, AnswerValue] = {forms.TODAY: TODAY.isoformat()}
    while (last := forms.path(form, answers)[-1]).role not in ("summary", "end"):
        component = next(each for each in last.questions if each.name not in answers)
        if isinstance(outcome := fields.check(component, data.draw(junk), TODAY), Checked):
            _kept(component, outcome.value)
        fitting = [
            each.value
            for raw in examples.of(component, (), TODAY)
            if isinstance(each := fields.check(component, raw, TODAY), Checked)
        ]
        answers[component.name] = data.draw(st.sampled_from(fitting))
        _kept(component, answers[component.name])
    assert not forms.validate(form, answers, TODAY)
    assert forms.length(form, answers) == len(forms.steps(form, answers))


def _kept(component: Component, value: AnswerValue) -> None:
    assert fields.check(component, value, TODAY) == Checked(value)
    assert shapes.from_json(json.loads(json.dumps(shapes.to_json(value)))) == value
    for language in NAMES:
        assert isinstance(shown(component, value, language), str)
        assert all(isinstance(line, str) for line in lines(component, value, language))


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES_ASKED), junk, max_size=12))
def test_answers_that_may_be_anything_are_validated_and_shown_without_failing(thing: dict[str, Any]) -> None:
    for form in FORMS[:2]:
        given_answers = {name: value for name, value in thing.items() if value is not None}
        forms.validate(form, given_answers, TODAY)
        for page_ in form.pages:
            for component in page_.questions:
                if component.name in given_answers:
                    shown(component, given_answers[component.name])
                    lines(component, given_answers[component.name])


@pytest.mark.parametrize("said", ["NaN", "sNaN", "Infinity", "-Infinity", "²", "9" * 10_000, "1e999999", "٣", "-"])
def test_what_only_looks_like_a_number_decides_nothing_and_is_shown(said: str) -> None:
    wants = {"type": "Value", "value": "5"}
    thing = {
        "name": "c",
        "value": {"conditions": [{"field": {"name": "q"}, "operator": "is more than", "value": wants}]},
    }
    form = forms.load(deciding(page("/one", question("q", "NumberField")), thing))
    assert forms.validate(form, {"q": said}, TODAY).keys() == {"q"}
    assert shown(form.component("q"), said) == said
    assert lines(form.component("q"), said) == [said]


def test_a_definition_with_everything_at_its_limit_is_refused_or_loads() -> None:
    lists = [{"name": f"l{n}", "items": [{"text": "x", "value": str(i)} for i in range(2_000)]} for n in range(30)]
    with pytest.raises(FormRefused):
        forms.load(document(page("/one", question("a", "RadiosField", list="l0")), lists=lists))
    big = document(page("/one", question("a", "CheckboxesField", list="l0")), lists=lists[:1])
    form = forms.load(big)
    everything = tuple(str(i) for i in range(2_000))
    assert fields.check(form.component("a"), everything, TODAY) == Checked(everything)
