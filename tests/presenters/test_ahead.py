"""What comes next is known before anybody presses Continue, and holds nothing of what they said there."""

from __future__ import annotations

from tests.support.desk import Visitor, visitor
from ui.presenters.ahead import ahead
from ui.presenters.view import Choices, Fields, View


def _next(somebody: Visitor) -> View | None:
    return ahead(somebody.journey.scene(), somebody.journey.view().name)


def _at_first_question() -> Visitor:
    somebody = visitor()
    somebody.press("tile:forms", "form:missed-bin", "action:begin")
    return somebody


def test_the_first_question_is_known_on_the_page_before_it() -> None:
    somebody = visitor()
    somebody.press("tile:forms", "form:missed-bin")
    expected = _next(somebody)
    somebody.press("action:begin")
    assert expected is not None
    assert expected == somebody.journey.view()


def test_the_next_step_is_known_before_there_is_an_answer() -> None:
    somebody = _at_first_question()
    expected = _next(somebody)
    somebody.press("choice:food", "action:continue")
    assert expected is not None
    assert expected.heading == somebody.journey.view().heading


def test_an_answer_that_leads_elsewhere_leads_elsewhere() -> None:
    somebody = _at_first_question()
    somebody.press("choice:food", "action:continue", "choice:2026-11-22", "action:continue")
    for answer in ("choice:true", "choice:false", "choice:true"):
        somebody.press(answer)
        expected = _next(somebody)
        somebody.press("action:continue")
        assert expected is not None
        assert expected.heading == somebody.journey.view().heading
        somebody.press("bar:back")


def test_nothing_that_was_said_to_a_step_is_in_what_is_prepared_of_it() -> None:
    somebody = _at_first_question()
    somebody.press("choice:food", "action:continue", "choice:2026-11-22", "action:continue", "choice:true")
    somebody.press("action:continue")
    somebody.journey.type("12 Market Street")
    assert "12 Market Street" in str(somebody.journey.view())
    somebody.press("bar:back")
    address = _next(somebody)
    assert address is not None
    assert any(isinstance(part, Fields) for part in address.parts)
    assert "Market" not in str(address)
    somebody.press("bar:back", "bar:back")
    day = _next(somebody)
    assert day is not None
    choices = [each for part in day.parts if isinstance(part, Choices) for each in part.items]
    assert choices
    assert not any(each.chosen for each in choices)


def test_what_is_not_likely_or_all_their_own_is_not_prepared() -> None:
    somebody = _at_first_question()
    for name in ("bar:help", "bar:easier"):
        somebody.press(name)
        assert _next(somebody) is None
        somebody.press("bar:back")


def test_looking_ahead_begins_nothing() -> None:
    somebody = visitor()
    somebody.press("tile:forms", "form:missed-bin")
    assert _next(somebody) is not None
    assert somebody.desk.begun == []
    assert somebody.screen == "form_start"
