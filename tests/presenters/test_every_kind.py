"""Every kind of question can be answered on the screen, and what is sent is what was meant."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.domain import forms, sites, walk
from kiosk.domain.answers import rows
from kiosk.domain.forms import Form
from tests.support import every_kind
from tests.support.desk import ROOT, SITE, TODAY, Offered, TestDesk, Visitor, shipped, visitor
from tests.support.hand import go_through
from ui.presenters import question

FORM = every_kind.form()
SHIPPED = sorted(path.stem for path in (ROOT / "config/forms").glob("*.json"))
WAYS = [way.answers | {"photo": ""} for way in walk.walk(FORM, TODAY)]


def begun(form: Form = FORM, language: str = "en") -> Visitor:
    somebody = visitor(language, TestDesk(Offered(sites.read(SITE), (form,))))
    somebody.press("tile:forms", f"form:{form.id}")
    if "action:begin" in {node.id for node in somebody.nodes}:
        somebody.press("action:begin")
    return somebody


def asking(name: str) -> Visitor:
    """Somebody before one question, with every answer before it given."""
    somebody = begun()
    session = somebody.journey.session
    assert session is not None
    names = list(forms.on_path(FORM, WAYS[0]))
    session.answers.update(
        {each: WAYS[0][each] for each in names[: names.index(name)]}, **{forms.TODAY: "2026-11-23"}
    )
    session.step, session.active = name, None
    return somebody


@pytest.mark.parametrize("way", range(len(WAYS)))
def test_the_same_answers_by_touch_are_sent_as_they_are_kept(way: int) -> None:
    answers, somebody = WAYS[way], begun()
    go_through(somebody, answers)
    if not forms.complete(FORM, answers):
        assert "There is nothing to send." in somebody.text
        assert "action:send" not in {node.id for node in somebody.nodes}
        somebody.press("action:finish")
        assert somebody.journey.session is None
        return
    assert "Look at them once more." in somebody.text
    somebody.press("action:send")
    somebody.desk.settle()
    ((_, _, sent, _, _),) = somebody.desk.submitted
    assert sent == forms.sendable(FORM, answers)


def test_the_ways_reach_every_page() -> None:
    seen = {page.path for answers in WAYS for page in forms.path(FORM, answers)}
    assert seen == {page.path for page in FORM.pages}


def test_entries_are_added_changed_and_taken_out() -> None:
    somebody = asking("costs")
    assert "Nothing is added yet" in somebody.text
    assert "action:continue" not in {node.id for node in somebody.nodes}, "one entry is needed"
    somebody.journey.key("enter")
    assert somebody.heading == "What did it cost?"
    for what, amount in (("Paint", "20"), ("Brushes", "7.50")):
        somebody.press("action:add")
        assert somebody.heading == "What for?"
        somebody.journey.type(what)
        somebody.press("action:continue")
        somebody.journey.type(amount)
        somebody.press("action:continue")
        assert somebody.heading == "Paid?"
        somebody.press("action:continue")
        assert somebody.heading == "What did it cost?"
    assert "What for? Brushes" in somebody.text
    assert "How much? £7.50" in somebody.text
    somebody.press("entry:1")
    somebody.fill("costs.1.what", "Two brushes")
    somebody.press("action:continue", "action:continue", "action:continue")
    assert "Two brushes" in somebody.text
    somebody.press("entry:0", "action:remove")
    assert "Paint" not in somebody.text
    session = somebody.journey.session
    assert session is not None
    assert [row["what"] for row in rows(session.answers["costs"])] == ["Two brushes"]
    somebody.press("action:add", "bar:back")
    assert somebody.heading == "What did it cost?", "an entry that is given up is not kept"
    assert len(rows(session.answers["costs"])) == 1
    somebody.press("action:continue")
    assert somebody.heading == "Names"


def test_an_answer_that_stands_alone_takes_the_others_away() -> None:
    somebody = asking("likes")
    somebody.press("choice:red", "choice:green", "choice:none")
    assert {node.id: node.state for node in somebody.nodes}["choice:red"] == "not chosen"
    somebody.press("choice:red")
    states = {node.id: node.state for node in somebody.nodes}
    assert (states["choice:red"], states["choice:none"]) == ("chosen", "not chosen")
    somebody.press("choice:red", "action:continue")
    assert "Choose one or more of the answers" in somebody.text


def test_a_long_list_is_found_by_typing() -> None:
    somebody = asking("town")
    assert not [node.id for node in somebody.nodes if node.id.startswith("choice:")]
    somebody.journey.type("bir")
    assert [node.id for node in somebody.nodes if node.id.startswith("choice:")] == [f"choice:b{n}" for n in range(5)]
    somebody.journey.type("x")
    assert "Nothing on the list begins like that." in somebody.text
    somebody.press("action:continue")
    assert "Choose one of the answers" in somebody.text
    somebody.fill("town.find", "ASH 7")
    somebody.press("action:continue")
    session = somebody.journey.session
    assert session is not None
    assert session.answers["town"] == "a7", "the only one that fits need not be pressed"
    somebody.press("bar:back")
    assert "Ash 7" in somebody.text, "what was chosen is seen again"


def test_a_form_that_needs_a_file_is_not_begun_where_none_can_be_taken() -> None:
    needs = tuple(
        replace(page, components=tuple(replace(part, required=True) for part in page.components))
        if page.path == "/file"
        else page
        for page in FORM.pages
    )
    somebody = begun(replace(FORM, pages=needs))
    assert "This screen cannot take photos or files" in somebody.text
    assert "01632 960 100" in somebody.text
    assert "action:begin" not in {node.id for node in somebody.nodes}
    somebody.journey.press("action:begin")
    assert somebody.screen == "form_start"


def test_guidance_is_told_in_the_language_of_the_screen() -> None:
    somebody = begun()
    for said in ("What you need", "Your bill .", "•  A pen"):
        assert said.replace(" .", ".") in somebody.text
    assert "<" not in somebody.text
    somebody.press("bar:language")
    assert "Eich bil." in somebody.text
    assert "A pen" not in somebody.text


def test_a_number_is_typed_with_its_point_on_the_glass() -> None:
    somebody = asking("cost")
    somebody.press("field:cost")
    assert {node.id: node.name for node in somebody.nodes}["field:cost"] == "£"
    somebody.press("key:1", "key:2", "key:.", "key:5", "action:continue")
    session = somebody.journey.session
    assert session is not None
    assert session.answers["cost"] == "12.5"
    step = question.step(session)
    assert step is not None
    assert step.key == "email"


@pytest.mark.parametrize("name", SHIPPED)
def test_forms_that_ship_are_filled_in_by_touch(name: str) -> None:
    form = shipped(name)
    for way in list(walk.walk(form, TODAY))[:2]:
        somebody = begun(form, "cy")
        go_through(somebody, way.answers)
        somebody.press("action:send")
        somebody.desk.settle()
        ((_, _, sent, language, _),) = somebody.desk.submitted
        assert (sent, language) == (forms.on_path(form, way.answers), "cy")
