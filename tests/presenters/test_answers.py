"""What a person is told when an answer will not do, and the quick ways to answer."""

from __future__ import annotations

from tests.support.desk import TestDesk, Visitor, everything, visitor
from ui.presenters.announcing import announcement


def at_question(*answers: str, language: str = "en", desk: TestDesk | None = None) -> Visitor:
    somebody = visitor(language, desk)
    somebody.press("tile:forms", "form:missed-bin", "action:begin")
    somebody.answer(*answers)
    return somebody


def said(somebody: Visitor) -> str:
    return next((node.name for node in somebody.nodes if node.role == "alert"), "")


def error_at(somebody: Visitor, name: str) -> str:
    return next(node.error for node in somebody.nodes if node.id == name)


def test_no_choice_made() -> None:
    somebody = at_question()
    somebody.press("action:continue")
    assert said(somebody) == "Choose which bin we missed"
    somebody.press("choice:food")
    assert said(somebody) == ""
    assert at_question(language="cy").journey.view().error is None


def test_an_error_is_announced_urgently() -> None:
    somebody = at_question()
    before = somebody.journey.view()
    somebody.press("action:continue")
    spoken = announcement(before, somebody.journey.view(), somebody.words)
    assert spoken is not None
    assert (spoken.text, spoken.urgent) == ("There is a problem. Choose which bin we missed.", True)


def test_days_to_choose_with_one_press() -> None:
    somebody = at_question("food")
    names = [node.name for node in somebody.nodes if node.role == "radio"]
    assert names == [
        "Today, Monday 23 November",
        "Yesterday, Sunday 22 November",
        "Saturday 21 November",
        "Friday 20 November",
        "Thursday 19 November",
        "Another day",
    ]
    somebody.press("bar:language")
    assert "Dydd Llun 23 Tachwedd (heddiw)" in somebody.text


def test_another_day_is_typed_and_checked_part_by_part() -> None:
    somebody = at_question("food")
    somebody.press("choice:other")
    somebody.journey.type("9")
    somebody.journey.key("enter")
    somebody.journey.type("13")
    somebody.fill("due.year", "2026")
    somebody.press("action:continue")
    assert error_at(somebody, "field:due.month") == "Enter the month as a number from 1 to 12, or its name"
    assert somebody.journey.session is not None
    assert somebody.journey.session.active == "field:due.month"
    somebody.fill("due.month", "Tach")
    somebody.fill("due.month", "Tachwedd")
    somebody.press("action:continue")
    assert somebody.heading == "Was the bin out by 6am that day?"
    somebody.press("bar:back")
    assert next(node for node in somebody.nodes if node.id == "choice:other").state == "chosen"
    assert next(node for node in somebody.nodes if node.id == "field:due.month").value == "11"


def test_a_day_too_long_ago_and_one_to_come() -> None:
    somebody = at_question("food")
    somebody.press("choice:other")
    for day, words in (("8", "The day must be in the last 14 days."), ("24", "The day must be today or in the past")):
        somebody.fill("due.day", day)
        somebody.fill("due.month", "11")
        somebody.fill("due.year", "2026")
        somebody.press("action:continue")
        assert words in said(somebody)
    somebody.press("bar:language")
    assert said(somebody) == "Rhaid i'r diwrnod fod heddiw neu yn y gorffennol"


def test_clock_not_trusted_offers_no_quick_days_and_takes_any_real_date() -> None:
    somebody = at_question("food", desk=TestDesk(everything(), now=None))
    assert [node.id for node in somebody.nodes if node.role == "radio"] == []
    assert "Hello" not in somebody.text
    assert "This screen does not know the date today. Please type the date with care." in somebody.text
    for part, text in (("day", "1"), ("month", "2"), ("year", "2020")):
        somebody.fill(f"due.{part}", text)
    somebody.press("action:continue")
    assert somebody.heading == "Was the bin out by 6am that day?"


def test_every_wrong_line_of_an_address_is_marked_and_the_first_has_the_keys() -> None:
    somebody = at_question("food", "2026-11-20", "true")
    somebody.fill("address.postcode", "TQ9")
    somebody.press("action:continue")
    assert said(somebody) == "Enter the house number or name, and the street, like 1 Market Street"
    assert error_at(somebody, "field:address.town") == "Enter the town or city"
    assert error_at(somebody, "field:address.postcode") == "Enter a full UK postcode, like TQ9 5NE"
    assert somebody.journey.session is not None
    assert somebody.journey.session.active == "field:address.addressLine1"


def test_a_text_that_is_too_long_is_kept_and_its_length_told() -> None:
    somebody = at_question("food", "2026-11-20", "true")
    for part, text in (("addressLine1", "1 High Street"), ("town", "Totnes"), ("postcode", "TQ9 5NE")):
        somebody.fill(f"address.{part}", text)
    somebody.press("action:continue")
    somebody.answer("false")
    somebody.journey.type("long " * 100)
    somebody.press("action:continue")
    assert said(somebody) == "Your answer can have up to 400 characters. It has 499 now. Please make it shorter."
    assert len(next(node for node in somebody.nodes if node.id == "field:note").value) == 500


def test_an_answer_that_grew_stale_before_sending_is_asked_again() -> None:
    """Midnight passes while somebody fills in the form: a date that was in reach no longer is."""
    somebody = visitor()
    somebody.fill_in_missed_bin()
    assert somebody.desk.now is not None
    somebody.desk.now = somebody.desk.now.replace(month=12, day=9)
    somebody.press("action:send")
    assert somebody.heading == "Which day was the bin due to be emptied?"
    assert "The day must be in the last 14 days." in said(somebody)
    assert somebody.desk.submitted == []
    somebody.press("choice:2026-12-08", "action:continue")
    assert somebody.screen == "answers"
