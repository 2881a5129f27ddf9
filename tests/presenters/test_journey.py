"""The visitor's way through the missed-bin form, in words, in both languages."""

from __future__ import annotations

import pytest

from tests.support.desk import Visitor, visitor
from ui.presenters.view import Progress


def progress(somebody: Visitor) -> Progress:
    found = somebody.journey.view().progress
    assert found is not None
    return found


def test_the_whole_journey_in_english() -> None:
    somebody = visitor()
    assert somebody.heading == "Good morning. How can we help?"
    somebody.press("tile:forms")
    assert somebody.heading == "Which form do you need?"
    somebody.press("form:missed-bin")
    assert "This form has up to 10 steps." in somebody.text
    assert "You do not have to tell us who you are." in somebody.text
    assert "Not sent yet" not in somebody.text
    somebody.press("action:begin")
    assert somebody.heading == "Which bin did we miss?"
    assert progress(somebody) == Progress(1, 10)
    somebody.press("choice:food")
    assert "Not sent yet" in somebody.text
    somebody.press("action:continue")
    assert somebody.heading == "Which day was the bin due to be emptied?"
    somebody.press("choice:2026-11-22", "action:continue")
    assert somebody.heading == "Was the bin out by 6am that day?"
    somebody.press("choice:false", "action:continue")
    assert somebody.heading == "Your bin may have missed the lorry"
    somebody.press("action:continue")
    assert somebody.heading == "What is the address of the bin?"
    somebody.journey.type("12 Market Street")
    somebody.fill("address.town", "Totnes")
    somebody.fill("address.postcode", "tq95ne")
    somebody.press("action:continue")
    somebody.answer("true")
    assert somebody.heading == "Is there anything the crew should know?"
    somebody.press("action:continue")
    somebody.answer("phone")
    assert somebody.heading == "What is your name?"
    somebody.journey.type("Siân")
    somebody.press("action:continue")
    somebody.journey.type("01632 960001")
    somebody.press("action:continue")
    assert somebody.heading == "Check your answers"
    assert "22 November 2026" in somebody.text
    assert "TQ9 5NE" in somebody.text
    assert "You left this empty" in somebody.text
    somebody.press("action:send")
    assert somebody.heading == "Saving your form"
    somebody.desk.settle()
    assert somebody.screen == "receipt"
    assert "Thank you. Keep your reference." in somebody.text
    ((form, version, answers, language, _),) = somebody.desk.submitted
    assert (form, version, language) == ("missed-bin", 1, "en")
    assert answers == {
        "bin": "food",
        "due": "2026-11-22",
        "outInTime": False,
        "address": {"addressLine1": "12 Market Street", "addressLine2": "", "town": "Totnes", "postcode": "TQ9 5NE"},
        "assisted": True,
        "note": "",
        "tell": "phone",
        "phoneName": "Siân",
        "telephone": "+441632960001",
    }
    somebody.press("action:finish")
    assert somebody.screen == "attract"
    assert somebody.journey.session is None


def test_the_whole_journey_in_welsh() -> None:
    somebody = visitor("cy")
    assert somebody.heading == "Bore da. Sut gallwn ni helpu?"
    somebody.press("tile:forms", "form:missed-bin", "action:begin")
    assert somebody.heading == "Pa fin sydd heb ei gasglu?"
    assert "Cam 1 o 10" in somebody.text
    somebody.press("bar:back", "bar:back", "bar:back")
    somebody.fill_in_missed_bin()
    assert somebody.heading == "Gwiriwch eich atebion"
    assert "20 Tachwedd 2026" in somebody.text
    assert "Oedd" in somebody.text
    somebody.press("action:send")
    somebody.desk.settle()
    assert "Diolch. Cadwch eich cyfeirnod." in somebody.text
    assert somebody.desk.submitted[0][3] == "cy"


def test_nothing_of_the_journey_is_english_on_a_welsh_screen() -> None:
    """Holds screens of the way beside the same ones in English: only fixed and typed words may be the same."""
    english, welsh = visitor("en"), visitor("cy")
    same = {"English", "Help", "", "123", "hash", "colon", "{day}"}
    for name in ("tile:forms", "form:missed-bin", "action:begin", "choice:food", "action:continue", "choice:other"):
        english.press(name)
        welsh.press(name)
        for one, other in zip(english.nodes, welsh.nodes, strict=True):
            assert one.id == other.id
            if one.role != "key" and one.name == other.name:
                assert one.name in same or one.private, one


def test_switching_language_keeps_the_place_and_the_answers() -> None:
    somebody = visitor()
    somebody.press("tile:forms", "form:missed-bin", "action:begin", "choice:garden", "bar:language")
    assert somebody.heading == "Pa fin sydd heb ei gasglu?"
    assert next(node for node in somebody.nodes if node.id == "choice:garden").state == "chosen"
    somebody.press("action:continue", "bar:language")
    assert somebody.heading == "Which day was the bin due to be emptied?"


def test_back_keeps_answers_and_goes_where_the_person_came_from() -> None:
    somebody = visitor()
    somebody.press("tile:forms", "form:missed-bin", "action:begin")
    somebody.answer("recycling", "2026-11-20")
    somebody.press("bar:help", "tile:help_now", "bar:back", "bar:back")
    assert somebody.heading == "Was the bin out by 6am that day?"
    somebody.press("bar:back", "bar:back")
    assert next(node for node in somebody.nodes if node.id == "choice:recycling").state == "chosen"
    somebody.press("bar:back")
    assert somebody.screen == "form_start"
    somebody.press("bar:back")
    assert somebody.screen == "forms"
    somebody.press("form:missed-bin", "action:begin", "action:continue", "action:continue")
    assert somebody.heading == "Was the bin out by 6am that day?"


def test_text_half_typed_is_there_again_after_back() -> None:
    somebody = visitor()
    somebody.press("tile:forms", "form:missed-bin", "action:begin")
    somebody.answer("recycling", "2026-11-20", "true")
    somebody.fill("address.town", "Totn")
    somebody.press("bar:back", "action:continue")
    assert next(node for node in somebody.nodes if node.id == "field:address.town").value == "Totn"


def test_changing_one_answer_returns_to_the_check_page() -> None:
    somebody = visitor()
    somebody.fill_in_missed_bin()
    somebody.press("answer:bin", "choice:garden", "action:continue")
    assert somebody.screen == "answers"
    assert "Garden waste (subscription)" in somebody.text
    somebody.press("bar:back")
    assert somebody.heading == "What is your email address?"


def test_a_change_that_changes_the_path_asks_only_what_is_new() -> None:
    somebody = visitor()
    somebody.fill_in_missed_bin()
    somebody.press("answer:tell", "choice:phone", "action:continue")
    assert somebody.heading == "What is your name?"
    somebody.journey.type("Siân")
    somebody.press("action:continue")
    assert somebody.heading == "What is your telephone number?"
    somebody.journey.type("07700 900 982")
    somebody.press("action:continue")
    assert somebody.screen == "answers"
    assert "sian@example.com" not in somebody.text
    somebody.press("answer:outInTime", "choice:false", "action:continue")
    assert somebody.heading == "Your bin may have missed the lorry"
    somebody.press("action:continue")
    assert somebody.screen == "answers"
    somebody.press("answer:tell", "choice:email", "action:continue")
    assert somebody.screen == "answers", "what was asked before is not asked again"
    assert "sian@example.com" in somebody.text


def test_leaving_a_change_by_back_keeps_the_answer_that_was() -> None:
    somebody = visitor()
    somebody.fill_in_missed_bin()
    somebody.press("answer:bin", "choice:garden", "bar:back")
    assert somebody.screen == "answers"
    assert "Recycling (blue box)" in somebody.text


def test_pressing_send_twice_saves_once() -> None:
    somebody = visitor()
    somebody.fill_in_missed_bin()
    somebody.journey.press("action:send")
    somebody.journey.press("action:send")
    somebody.desk.settle()
    somebody.journey.press("action:send")
    somebody.desk.settle()
    assert len(somebody.desk.submitted) == 1


def test_steps_are_counted_honestly_when_the_path_gets_shorter() -> None:
    somebody = visitor()
    somebody.press("tile:forms", "form:missed-bin", "action:begin")
    somebody.answer("recycling", "2026-11-20")
    assert progress(somebody) == Progress(3, 10)
    somebody.answer("true")
    assert progress(somebody) == Progress(4, 9)


def test_starting_again_asks_first_and_only_when_there_is_something_to_lose() -> None:
    somebody = visitor()
    somebody.press("tile:forms", "form:missed-bin", "bar:start_again")
    assert somebody.screen == "home"
    somebody.press("tile:forms", "form:missed-bin", "action:begin", "choice:food", "bar:start_again")
    assert somebody.heading == "Do you want to start again?"
    assert "they will be deleted" in somebody.text
    somebody.press("action:stay")
    assert next(node for node in somebody.nodes if node.id == "choice:food").state == "chosen"
    somebody.press("bar:start_again", "action:delete")
    assert somebody.screen == "home"
    somebody.press("tile:forms", "form:missed-bin", "action:begin")
    assert next(node for node in somebody.nodes if node.id == "choice:food").state == "not chosen"


def test_another_form_does_not_throw_answers_away_without_asking() -> None:
    somebody = visitor()
    somebody.press("tile:forms", "form:missed-bin", "action:begin", "choice:food", "bar:back", "bar:back")
    somebody.press("form:general-enquiry")
    assert somebody.heading == "Do you want to leave “Report a missed bin”?"
    somebody.press("action:stay", "form:general-enquiry", "action:delete")
    assert somebody.screen == "form_start"
    assert "Ask the council something" in somebody.text
    assert "Not sent yet" not in somebody.text
    somebody.press("bar:back")
    assert somebody.screen == "forms"


def test_a_screen_that_failed_is_there_again_with_its_answers() -> None:
    somebody = visitor()
    somebody.press("tile:forms", "form:missed-bin", "action:begin", "choice:food", "action:continue", "choice:other")
    somebody.journey.type("12")
    rebuilt = somebody.journey.rebuild()
    assert rebuilt.name == "question"
    assert next(node for node in somebody.nodes if node.id == "field:due.day").value == "12"


@pytest.mark.parametrize(
    "name", ["form:nothing", "choice:x", "answer:x", "action:send", "key:a", "tile:x", "", "bar:", "field:x"]
)
def test_a_press_on_what_is_not_there_does_nothing(name: str) -> None:
    somebody = visitor()
    somebody.press("tile:forms", "form:missed-bin", "action:begin")
    before = somebody.nodes
    somebody.journey.press(name)
    assert somebody.nodes == before


def test_a_form_is_counted_as_begun_once_however_often_its_first_page_is_seen() -> None:
    somebody = visitor("cy")
    somebody.press("tile:forms", "form:missed-bin")
    assert somebody.desk.begun == []
    somebody.press("action:begin")
    somebody.answer("recycling")
    somebody.press("bar:back", "bar:back", "action:begin")
    assert somebody.desk.begun == [("missed-bin", "cy")]
