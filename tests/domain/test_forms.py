"""Loading forms, and following the path that answers take."""

from __future__ import annotations

import copy
import json
import string
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain import forms
from kiosk.domain.forms import FormRefused, Localised
from tests.support import every_kind
from tests.support.desk import ROOT, shipped

TODAY = date(2026, 11, 23)


def question(name: str, kind: str = "TextField", **more: object) -> dict[str, Any]:
    return {"type": kind, "name": name, "title": f"{name}?", **more}


def page(path: str, *components: dict[str, Any], to: str = "/summary", **more: object) -> dict[str, Any]:
    return {"path": path, "title": path, "components": list(components), "next": [{"path": to}], **more}


def document(*pages: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A small form that loads, with the pages given before its summary."""
    return {
        "name": "A form",
        "version": 2,
        "startPage": pages[0]["path"] if pages else "/one",
        "pages": [
            *(pages or (page("/one", question("first")),)),
            {"path": "/summary", "title": "Check", "controller": "./pages/summary.js"},
        ],
        "metadata": {
            "id": "a-form",
            "version": 3,
            "summary": "For trying",
            "category": "Trying",
            "lgsl": 1,
            "lgil": 1,
            "destination": "nowhere",
            "confirmation": ["Nothing happens next."],
        },
        **more,
    }


def deciding(first: dict[str, Any], *conditions: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A small form in which each condition decides a link of the first page."""
    links = [{"path": "/summary", "condition": each["name"]} for each in conditions]
    return document(first | {"next": [*links, {"path": "/summary"}]}, conditions=list(conditions), **more)


def compares(name: str, field: str, value: str, operator: str = "is", **more: object) -> dict[str, Any]:
    return {"field": {"name": field}, "operator": operator, "value": {"type": "Value", "value": value}, **more}


def condition(name: str, *parts: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "displayName": name, "value": {"name": name, "conditions": list(parts)}}


def reasons(thing: dict[str, Any]) -> str:
    """Everything that is wrong with a document, a finding a line."""
    with pytest.raises(FormRefused) as refused:
        forms.load(thing)
    assert refused.value.code == "form_refused"
    return "\n".join(f"{each.page} {each.component} {each.reason}" for each in refused.value.findings)


def test_a_small_form_loads() -> None:
    form = forms.load(document())
    assert (form.id, form.version, form.title) == ("a-form", 3, Localised("A form"))
    assert [step.key for step in forms.steps(form, {})] == ["first"]


def test_a_text_is_a_string_or_english_and_welsh() -> None:
    form = forms.load(document(name={"en": "A form", "cy": "Ffurflen"}))
    assert (form.title.get("cy"), form.title.get("en"), form.title.get("pl")) == ("Ffurflen", "A form", "A form")


def test_an_author_sees_every_finding_at_once_with_its_place() -> None:
    wrong = document(
        page("/one", question("first", kind="SliderField"), question("2nd?")), page("/lost", question("x"))
    )
    wrong["metadata"]["lgsl"] = "many"
    found = reasons(wrong)
    assert "/one first the component type “SliderField” is not supported" in found
    assert "/one 2nd? the name of a question has letters" in found
    assert "“metadata.lgsl” must be a whole number" in found


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: d.update(version=3), "“version” must be 2"),
        (lambda d: d.update(fees=[{"amount": 1}]), "asks for a payment"),
        (lambda d: d.update(payments="x"), "the setting “payments”, which is not supported"),
        (lambda d: d.update(startPage="/nowhere"), "no page has that path"),
        (lambda d: d.pop("metadata"), "“metadata” must be an object"),
        (lambda d: d["metadata"].update(confirmation=[]), "what happens next"),
        (lambda d: d["metadata"].update(id="Bad Id"), "small letters and digits"),
        (lambda d: d["pages"][0].update(controller="./pages/loop.js"), "controller “./pages/loop.js”"),
        (lambda d: d["pages"][0].update(controller=["x"]), "is not supported"),
        (lambda d: d["pages"][0].update(repeat=True), "the setting “repeat”"),
        (lambda d: d["pages"][0].update(next=[{"path": "/summary"}] * 2), "more than one link without a condition"),
        (lambda d: d["pages"][0].update(next=[{"redirect": "https://x.example"}]), "leaves for another site"),
        (lambda d: d["pages"][0].update(repeatField="first"), "repeated as often as another answer says"),
        (lambda d: d["pages"][0].update(next=[{"path": "/gone"}]), "no page has that path"),
        (lambda d: d["pages"][0]["components"][0].update(title=""), "the title of the question"),
        (lambda d: d["pages"][0]["components"][0].update(title="<img>Name"), "<img>"),
        (lambda d: d["pages"][0]["components"][0].update(title="{{ name }}"), "a template"),
        (lambda d: d["pages"][0]["components"][0].update(title="<b></b>"), "no words"),
        (lambda d: d["pages"][0]["components"][0].update(title="{{ name }}"), "template"),
        (lambda d: d["pages"][0]["components"][0].update(title={"en": "a", "fr": "b"}), "the setting “fr”"),
        (lambda d: d["pages"][0]["components"][0].update(options={"colour": "red"}), "the setting “colour”"),
        (lambda d: d["pages"][0]["components"][0].update(schema={"regex": "(?=x)"}), "RE2"),
        (lambda d: d["pages"][0]["components"][0].update(schema={"regex": "(("}), "RE2"),
        (lambda d: d["pages"][0]["components"][0].update(schema={"min": 9, "max": 3}), "greater than"),
        (lambda d: d["pages"][0]["components"].append(question("first")), "2 questions have the name “first”"),
        (lambda d: d["pages"].append(page("/one", question("b"))), "two pages have the same path"),
        (lambda d: d["pages"].pop(), "a form has a summary page"),
    ],
)
def test_what_is_not_supported_is_refused_by_name(change: Callable[[dict[str, Any]], object], said: str) -> None:
    wrong = document()
    change(wrong)
    assert said in reasons(wrong)


def test_pages_that_lead_round_in_a_circle_are_refused() -> None:
    assert "in a circle: /one, /two" in reasons(
        document(page("/one", question("a"), to="/two"), page("/two", question("b"), to="/one"))
    ).replace("two pages have", "")


def test_radios_need_a_list_that_is_there() -> None:
    assert "there is no list “gone”" in reasons(document(page("/one", question("a", "RadiosField", list="gone"))))


@pytest.mark.parametrize(
    ("part", "said"),
    [
        (compares("c", "gone", "x"), "no question has that name"),
        (compares("c", "first", "x", "contains"), "the operator “contains”; a TextField has “is”, “is not”"),
        ({"conditionName": "other"}, "there is no such condition"),
        ({"conditionName": "c"}, "in a circle: c"),
        ({**compares("c", "first", "x"), "script": "1"}, "the setting “script”"),
        (
            {"field": {"name": "first"}, "operator": "is", "value": {"type": "RelativeTime", "timePeriod": "1"}},
            "counts from today, which only a date can be held against",
        ),
    ],
)
def test_conditions_that_cannot_be_followed_are_refused(part: dict[str, Any], said: str) -> None:
    assert said in reasons(deciding(page("/one", question("first")), condition("c", part)))


def test_a_condition_that_nothing_depends_on_is_noted_and_left_out() -> None:
    form = forms.load(document(conditions=[condition("left", compares("c", "gone", "x"))]))
    assert form.conditions == {}
    assert any("“left” cannot be read; nothing depends on it" in note.reason for note in form.notes)


def test_a_page_that_nothing_leads_to_is_noted() -> None:
    form = forms.load(document(page("/one", question("first")), page("/lost", question("other"))))
    assert [note.page for note in form.notes if "nothing leads to this page" in note.reason] == ["/lost"]


def test_a_condition_holds_a_choice_against_its_own_answers_only() -> None:
    lists = [{"name": "l", "items": [{"text": "A", "value": "a"}]}]
    wrong = deciding(
        page(
            "/one",
            question("pick", "RadiosField", list="l"),
            question("sure", "YesNoField"),
            question("day", "DatePartsField"),
        ),
        condition("c", compares("c", "pick", "b")),
        condition("d", compares("d", "sure", "maybe")),
        condition("e", compares("e", "day", "21/11/2026")),
        lists=lists,
    )
    found = reasons(wrong)
    assert "“b” is not one of the answers of “pick”" in found
    assert "“maybe” is not one of the answers of “sure”" in found
    assert "“21/11/2026” is not written like 2026-11-21" in found


def branching() -> forms.Form:
    """Yes leads by two more questions; `and` binds tighter than `or`; a group and a named condition."""
    first = page("/one", question("sure", "YesNoField"), question("town"))
    first["next"] = [{"path": "/two", "condition": "either"}, {"path": "/summary"}]
    return forms.load(
        document(
            first,
            page("/two", question("why"), question("how"), to="/told"),
            page("/told", {"type": "Para", "content": "Thank you."}),
            conditions=[
                condition("isSure", compares("isSure", "sure", "true")),
                condition(
                    "either",
                    compares("x", "town", "Bath"),
                    {"conditionName": "isSure", "coordinator": "or"},
                    {"conditions": [compares("x", "town", "Leeds", "is not")], "coordinator": "and"},
                ),
            ],
        )
    )


@pytest.mark.parametrize(
    ("sure", "town", "goes"),
    [(True, "Hull", True), (True, "Leeds", False), (False, "Bath", True), (False, "Hull", False)],
)
def test_the_path_follows_the_conditions(sure: bool, town: str, goes: bool) -> None:
    form = branching()
    answers = {"sure": sure, "town": town}
    assert [each.path for each in forms.path(form, answers)] == ["/one", "/two" if goes else "/summary"]
    assert forms.complete(form, answers) is not goes


def test_guidance_alone_is_a_step_and_the_length_only_falls() -> None:
    form = branching()
    assert forms.length(form, {}) == 5
    answers: dict[str, forms.AnswerValue] = {"sure": True, "town": "Hull", "why": "a", "how": "b"}
    assert [step.key for step in forms.steps(form, answers)] == ["sure", "town", "why", "how", "/told"]
    assert forms.length(form, {"sure": False, "town": "Hull"}) == 2


def test_answers_off_the_path_are_neither_looked_at_nor_sent() -> None:
    form = branching()
    answers: dict[str, forms.AnswerValue] = {"sure": False, "town": "Hull", "why": "x" * 9_999}
    assert forms.on_path(form, answers) == {"sure": False, "town": "Hull"}
    assert forms.validate(form, answers, TODAY) == {}


def test_what_is_missing_and_what_is_not_canonical_is_found_on_the_whole() -> None:
    form = forms.load(
        document(page("/one", question("mail", "EmailAddressField"), question("text", options={"required": False})))
    )
    assert forms.validate(form, {}, TODAY).keys() == {"mail", "text"}
    assert forms.validate(form, {"mail": "A@B.ORG ", "text": ""}, TODAY).keys() == {"mail"}
    assert forms.validate(form, {"mail": "A@b.org", "text": ""}, TODAY) == {}


def test_hide_title_takes_the_title_of_the_page() -> None:
    form = forms.load(document(page("/one", question("a", options={"hideTitle": True}))))
    assert form.component("a").title == Localised("/one")


def test_guidance_goes_with_the_question_after_it() -> None:
    told = {"type": "Para", "content": "First this."}
    form = forms.load(
        document(page("/one", told, question("a"), question("b"), {"type": "InsetText", "content": "Last."}))
    )
    first, second = forms.steps(form, {})
    assert [part.content.words.en for part in first.guidance] == ["First this."]
    assert [part.content.words.en for part in second.guidance] == ["Last."]


@pytest.mark.parametrize("name", ["missed-bin", "general-enquiry", "complaint-or-compliment"])
def test_forms_that_ship_are_whole_in_welsh(name: str) -> None:
    shipped(name)

    def untranslated(thing: Any) -> list[Any]:
        if isinstance(thing, dict):
            here = [thing] if "en" in thing and not thing.get("cy") else []
            return here + [found for value in thing.values() for found in untranslated(value)]
        return [found for value in thing for found in untranslated(value)] if isinstance(thing, list) else []

    read = json.loads((ROOT / "config" / "forms" / f"{name}.json").read_text("utf-8"))
    assert untranslated(read) == []
    for each in read["pages"]:
        for component in each["components"]:
            assert isinstance(component.get("title", component.get("content")), dict)


# --- hostile documents


def test_a_deep_document_is_refused_without_recursion() -> None:
    deep: Any = "x"
    for _ in range(100_000):
        deep = [deep]
    assert "nested deeper" in reasons({"pages": deep})
    while isinstance(deep, list):  # taken apart by hand, for the interpreter would recurse
        deep = deep[0]


def test_a_million_options_are_refused() -> None:
    assert "more than 60000 values" in reasons(document(lists=[{"name": "l", "items": [0] * 1_000_000}]))


def test_a_text_beyond_the_limit_and_control_characters_are_refused() -> None:
    assert "10000 is the most" in reasons(document(name="x" * 10_001))
    assert "control character" in reasons(document(name="a\x00b"))
    assert "control character" in reasons(document(name="a\ud800b"))


def test_an_expression_that_explodes_elsewhere_runs_in_linear_time() -> None:
    form = forms.load(document(page("/one", question("a", schema={"regex": "(a+)+$", "max": 5000}))))
    assert forms.validate(form, {"a": "a" * 4_999 + "!"}, TODAY).keys() == {"a"}


@pytest.mark.parametrize("thing", [{}, [], [1], {"a": 1}, 1e300, True])
@pytest.mark.parametrize(
    "where",
    [
        ("conditions", 0, "value", "conditions", 0, "operator"),
        ("conditions", 1, "value", "conditions", 0, "value", "timeUnit"),
        ("pages", 2, "components", 2, "options", "behaviourItemValue"),
        ("pages", 2, "components", 2, "list"),
        ("pages", 5, "controller"),
        ("metadata", "acknowledge"),
    ],
)
def test_a_thing_of_the_wrong_shape_is_a_finding(where: tuple[str | int, ...], thing: object) -> None:
    broken = every_kind.document()
    place: Any = broken
    for key in where[:-1]:
        place = place[key]
    place[where[-1]] = thing
    if (where[-1], thing) != ("acknowledge", []):  # nobody to write to is nothing wrong
        assert reasons(broken)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=20,
)


@given(json_values)
def test_any_json_is_a_form_or_refused(thing: Any) -> None:
    with pytest.raises(FormRefused):
        forms.load(thing)


@settings(max_examples=200)
@given(st.data())
def test_a_form_with_any_value_replaced_loads_or_is_refused(data: st.DataObject) -> None:
    """Never another error, and what loads can be walked without one."""
    missed_bin = json.loads((ROOT / "config/forms/missed-bin.json").read_text("utf-8"))
    broken = copy.deepcopy(data.draw(st.sampled_from((missed_bin, every_kind.document()))))
    place: Any = broken
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = data.draw(st.sampled_from(keys))
        if not isinstance(place[key], dict | list) or not place[key] or data.draw(st.integers(0, 5)) == 0:
            break
        place = place[key]
    place[key] = data.draw(json_values | st.text(string.printable, max_size=30))
    try:
        form = forms.load(broken)
    except FormRefused as refused:
        assert refused.findings
    else:
        assert forms.steps(form, {})
        assert forms.length(form, {}) >= 1
