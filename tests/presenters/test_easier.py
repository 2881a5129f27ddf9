"""Easier to use: what a person asks for is done at once, one press from every screen, and gone when they are."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kiosk.domain.ease import PLAIN, Ease
from tests.support.desk import TestDesk, Visitor, everything, visitor
from ui.presenters.easier import turned
from ui.presenters.journey import Journey
from ui.presenters.view import Choices

WISHES = ("text_160", "contrast", "low", "slow", "still", "pictures", "hand_left")


def nobody() -> Visitor:
    desk = TestDesk(everything())
    journey = Journey(desk)
    journey.tick(1000.0)
    return Visitor(desk, journey)


def wishing(*wishes: str) -> Visitor:
    somebody = visitor()
    somebody.press("bar:easier", *(f"ease:{wish}" for wish in wishes))
    return somebody


def test_everything_can_be_asked_for_at_once_and_taken_back_at_once() -> None:
    somebody = wishing(*WISHES)
    assert somebody.journey.ease == Ease(160, True, True, True, True, True, "left")
    assert {node.id for node in somebody.nodes if node.state == "chosen"} == {f"ease:{wish}" for wish in WISHES}
    somebody.press("action:plain")
    assert somebody.journey.ease == PLAIN


def test_a_second_press_takes_a_wish_back_and_there_is_one_size_and_one_side() -> None:
    ease = turned(turned(PLAIN, "contrast"), "contrast")
    assert ease == PLAIN
    assert turned(turned(PLAIN, "text_130"), "text_160").text == 160
    assert turned(turned(PLAIN, "hand_left"), "hand_right").hand == "right"
    assert turned(turned(PLAIN, "hand_left"), "hand_left").hand == ""
    assert turned(PLAIN, "nonsense") == PLAIN


def test_it_is_one_press_away_from_every_screen_and_leads_back_to_it() -> None:
    somebody = nobody()
    somebody.press("bar:easier")
    assert somebody.screen == "easier"
    somebody.press("action:carry_on")
    assert somebody.screen == "home"
    for way in ("tile:forms", "form:missed-bin", "action:begin"):
        somebody.press(way)
        before = somebody.heading
        somebody.press("bar:easier", "ease:contrast", "action:carry_on")
        assert somebody.heading == before
    somebody.press("choice:food", "bar:easier", "bar:back")
    assert next(node.state for node in somebody.nodes if node.id == "choice:food") == "chosen"


def _finish(somebody: Visitor) -> None:
    somebody.press("action:carry_on")
    somebody.fill_in_missed_bin()
    somebody.press("action:send")
    somebody.desk.settle()
    somebody.press("action:finish")


def _leave(somebody: Visitor) -> None:
    somebody.press("bar:help", "action:leave")


def _walk_away(somebody: Visitor) -> None:
    somebody.journey.tick(1000.0 + 3 * 120)


@pytest.mark.parametrize("end", [_finish, _leave, _walk_away])
def test_whoever_comes_next_finds_the_screen_as_it_always_is(end: Callable[[Visitor], None]) -> None:
    somebody = wishing(*WISHES)
    session = somebody.journey.session
    assert session is not None
    end(somebody)
    assert somebody.screen == "attract"
    assert somebody.journey.ease == session.ease == somebody.journey.view().ease == PLAIN
    somebody.press("action:start")
    assert somebody.journey.view().ease == PLAIN


def test_more_time_is_three_times_as_long_before_it_asks_and_while_it_counts() -> None:
    hurried, slow = visitor(), wishing("slow")
    for somebody, asks, gone in ((hurried, 90, 120), (slow, 270, 360)):
        somebody.journey.tick(1000.0 + asks - 1)
        assert somebody.screen != "still_there"
        somebody.journey.tick(1000.0 + asks)
        assert somebody.screen == "still_there"
        somebody.journey.tick(1000.0 + gone)
        assert somebody.screen == "attract"


def test_pictures_stand_beside_the_question_and_the_answers_that_have_one() -> None:
    somebody = wishing("pictures")
    somebody.press("action:carry_on", "tile:forms", "form:missed-bin", "action:begin")
    view = somebody.journey.view()
    (choices,) = (part for part in view.parts if isinstance(part, Choices))
    assert view.picture == "list"
    assert {item.id: item.picture for item in choices.items} == {
        "choice:rubbish": "trash-2",
        "choice:recycling": "recycle",
        "choice:food": "apple",
        "choice:garden": "leaf",
        "choice:not-sure": "circle-question-mark",
    }


@pytest.mark.parametrize("language", ["en", "cy"])
def test_it_keeps_its_place_and_its_wishes_when_the_language_changes(language: str) -> None:
    somebody = visitor(language)
    somebody.press("bar:easier", "ease:text_130", "bar:language")
    assert (somebody.screen, somebody.journey.ease.text) == ("easier", 130)
