"""What somebody thought, asked once after sending, on a screen that costs nothing to pass by."""

from __future__ import annotations

import gc

import pytest

from kiosk.domain.opinions import MOST_WORDS, Recommend
from kiosk.terminal.session import Session
from tests.support.desk import TestDesk, Visitor, everything, visitor
from ui.presenters.focus import Focus


def sent(language: str = "en") -> Visitor:
    desk = TestDesk(everything())
    somebody = visitor(language, desk)
    somebody.fill_in_missed_bin()
    somebody.press("action:send")
    desk.settle()
    assert somebody.screen == "receipt"
    return somebody


@pytest.mark.parametrize("language", ["en", "cy"])
def test_stars_and_a_word_are_told_once_and_thanked_for(language: str) -> None:
    somebody = sent(language)
    somebody.press("opinion:open")
    assert "action:tell" not in {node.id for node in somebody.nodes}, "there is nothing to tell yet"
    somebody.press("opinion:stars_4", "opinion:yes")
    somebody.fill("opinion", "The date was hard\u0007 to find")
    somebody.press("action:tell")
    assert somebody.screen == "receipt"
    assert somebody.desk.opinions == [
        ("missed-bin", 4, Recommend.YES, "The date was hard to find", language),
    ]
    assert "opinion:open" not in {node.id for node in somebody.nodes}, "nobody is asked twice"
    thanks = "Thank you for telling us" if language == "en" else "Diolch am ddweud eich barn"
    assert thanks in somebody.text
    somebody.journey.press("opinion:open")
    assert somebody.screen == "receipt"


def test_each_answer_can_be_left_out_and_taken_back() -> None:
    somebody = sent()
    somebody.press("opinion:open", "opinion:stars_2", "opinion:stars_2", "opinion:unsure")
    chosen = {node.id: node.state for node in somebody.nodes if node.role == "radio"}
    assert chosen["opinion:stars_2"] == "not chosen"
    assert chosen["opinion:unsure"] == "chosen"
    somebody.press("action:tell")
    assert somebody.desk.opinions == [("missed-bin", None, Recommend.UNSURE, "", "en")]


def test_who_wants_to_go_goes_and_nothing_is_told() -> None:
    somebody = sent()
    somebody.press("action:finish")
    assert somebody.screen == "attract"
    somebody = sent()
    somebody.press("opinion:open", "opinion:stars_1", "action:no_thanks")
    assert somebody.screen == "receipt"
    somebody.press("action:finish")
    somebody = sent()
    somebody.press("opinion:open", "opinion:stars_1")
    somebody.journey.tick(1000.0)
    somebody.journey.tick(1100.0)
    somebody.journey.tick(1200.0)
    assert somebody.screen == "attract", "nobody came back"
    assert somebody.desk.opinions == []


def test_nothing_of_it_is_left_for_whoever_comes_next() -> None:
    somebody = sent()
    somebody.press("opinion:open", "opinion:stars_5")
    somebody.fill("opinion", "Quite unlike anything else")
    session = somebody.journey.session
    assert isinstance(session, Session)
    somebody.journey.end()
    assert session.opinion.words == ""
    assert not session.opinion.any
    gc.collect()
    held = [each for each in gc.get_objects() if isinstance(each, Session) and each.opinion.any]
    assert not held
    somebody.press("action:start")
    assert not somebody.journey.session.opinion.any


def test_a_sentence_is_typed_with_any_keys_and_has_an_end() -> None:
    somebody = sent()
    somebody.press("opinion:open")
    somebody.journey.type("ok")
    assert somebody.journey.session is not None
    assert somebody.journey.session.opinion.words == "ok", "typing alone begins it"
    somebody.journey.key("backspace")
    somebody.press("key:1")
    assert somebody.journey.session.opinion.words == "o1"
    somebody.journey.type("x" * 1000)
    assert len(somebody.journey.session.opinion.words) == MOST_WORDS
    somebody.press("action:close_keyboard")
    assert "action:no_thanks" in {node.id for node in somebody.nodes}
    somebody.journey.key("back")
    assert somebody.screen == "receipt"


def test_five_keys_are_enough() -> None:
    somebody = sent()
    for name in ("opinion:open", "opinion:stars_5", "opinion:no", "action:tell"):
        focus = Focus()
        focus.show(somebody.nodes, new=True)
        while (node := focus.next()) is not None and node.id != name:
            pass
        assert focus.enter() == name
        somebody.press(name)
    assert somebody.desk.opinions == [("missed-bin", 5, Recommend.NO, "", "en")]


def test_where_people_stop_is_counted_and_that_they_sent() -> None:
    somebody = sent()
    assert somebody.desk.ended == [("missed-bin", None)]
    somebody.press("action:finish")
    assert somebody.desk.ended == [("missed-bin", None)], "whoever has sent has not stopped anywhere"
    somebody = visitor("en", TestDesk(everything()))
    somebody.press("tile:forms", "form:missed-bin")
    somebody.journey.end()
    assert somebody.desk.ended == [], "the form was looked at, and not begun"
    somebody.press("action:start", "tile:forms", "form:missed-bin", "action:begin")
    somebody.answer("recycling")
    somebody.press("bar:start_again", "action:delete")
    assert somebody.desk.ended == [("missed-bin", "/due-day")]
    somebody.press("tile:forms", "form:missed-bin", "action:begin")
    somebody.journey.end()
    assert somebody.desk.ended[1:] == [("missed-bin", "/which-bin")]
