"""Every trouble a visitor can meet, with the words they see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from kiosk.domain.errors import Unavailable
from kiosk.domain.events import Receipt
from tests.support.desk import MORNING, Offered, TestDesk, Visitor, everything, site, visitor
from ui.presenters.journey import Journey


def sent(desk: TestDesk | None = None, language: str = "en") -> Visitor:
    somebody = visitor(language, desk)
    somebody.fill_in_missed_bin()
    somebody.press("action:send")
    somebody.desk.settle()
    return somebody


@pytest.mark.parametrize(
    ("code", "english", "welsh"),
    [
        (
            "disk_full",
            "This screen's memory is full, so it cannot save your form.",
            "Mae cof y sgrin hon yn llawn, felly ni all gadw eich ffurflen.",
        ),
        (
            "journal_failed",
            "This screen could not save your form safely.",
            "Nid oedd y sgrin hon yn gallu cadw eich ffurflen yn ddiogel.",
        ),
        ("anything", "Something went wrong on this screen.", "Aeth rhywbeth o'i le ar y sgrin hon."),
    ],
)
def test_a_form_that_cannot_be_saved_says_what_works_and_who_helps(code: str, english: str, welsh: str) -> None:
    somebody = sent(TestDesk(everything(), fault=Unavailable(code)))
    assert somebody.heading == "Sorry, your form is not saved"
    for words in (english, "Your answers are still here. Nothing was sent.", "01632 960 100", "Not sent yet"):
        assert words in somebody.text
    somebody.press("bar:language")
    assert welsh in somebody.text
    somebody.press("bar:language", "action:answers")
    assert "Siân Prŷs" in somebody.text
    somebody.press("action:send")
    somebody.desk.settle()
    assert somebody.screen == "receipt"
    assert len(somebody.desk.submitted) == 1


def test_trouble_can_be_tried_again_from_its_own_screen_and_left_by_back() -> None:
    somebody = sent(TestDesk(everything(), fault=Unavailable("disk_full")))
    somebody.press("bar:back")
    assert somebody.screen == "answers"
    somebody.desk.fault = Unavailable("disk_full")
    somebody.press("action:send")
    somebody.desk.settle()
    somebody.press("action:send")
    somebody.desk.settle()
    assert somebody.screen == "receipt"


def test_form_taken_away_while_it_was_filled_in() -> None:
    somebody = sent(TestDesk(everything(), fault=Unavailable("form_unknown")))
    assert "The council stopped using this form while you were filling it in." in somebody.text
    assert "action:send" not in {node.id for node in somebody.nodes}
    assert "01632 960 100" in somebody.text


def states(somebody: Visitor) -> Sequence[str]:
    return [node.state for node in somebody.nodes if node.role == "status" and node.state]


def test_saved_sent_accepted_as_they_become_true() -> None:
    somebody = sent()
    assert states(somebody) == ["done", "not done", "not done"]
    session = somebody.journey.session
    assert session is not None and session.receipt is not None
    given = session.receipt
    somebody.journey.receipt_changed(Receipt(given.id, given.reference, "accepted"))
    assert states(somebody) == ["done", "done", "done"]
    somebody.journey.receipt_changed(Receipt(given.id, given.reference, "sent"))
    assert states(somebody) == ["done", "done", "done"], "news that come late take nothing back"
    assert session.answers == {} and session.drafts == {}


def test_news_of_somebody_elses_form_change_nothing() -> None:
    somebody = sent()
    somebody.journey.receipt_changed(Receipt(somebody.desk.sessions[0].id, "000-000-000", "accepted"))
    assert states(somebody) == ["done", "not done", "not done"]


def test_a_receipt_that_moved_before_the_screen_was_there_is_caught_up() -> None:
    somebody = visitor()
    somebody.fill_in_missed_bin()
    somebody.press("action:send")
    original = somebody.desk.receipt

    async def further(submission_id: object) -> Receipt:
        now = await original(somebody.desk.states.keys().__iter__().__next__())
        return Receipt(now.id, now.reference, "sent")

    somebody.desk.receipt = further  # type: ignore[method-assign] - the terminal moves on while the screen is drawn
    somebody.desk.settle()
    assert states(somebody) == ["done", "done", "not done"]


def test_hub_gone_says_it_is_saved_and_when_it_will_go() -> None:
    somebody = sent(TestDesk(everything(), reachable=False))
    assert "We have saved your form here." in somebody.text
    assert "It will be sent when the connection is back. You do not have to wait." in somebody.text


def test_the_qr_holds_plain_words_and_no_answer() -> None:
    from ui.presenters.view import Receipt as Part

    somebody = sent()
    (part,) = [part for part in somebody.journey.view().parts if isinstance(part, Part)]
    assert part.code == f"Test Council\nReport a missed bin\n{part.reference}\n01632 960 100"


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("disk_full", "This screen's memory is full, so it cannot save forms."),
        ("journal_failed", "This screen cannot save forms at the moment."),
        ("no_catalogue", "This screen is waiting for the council's computer"),
        ("withdrawn", "The council has taken this screen out of use."),
    ],
)
def test_out_of_service_says_why_and_whom_to_ring(reason: str, words: str) -> None:
    desk = TestDesk(everything(), out_of_service=reason)
    somebody = Visitor(desk, Journey(desk))
    assert somebody.screen == "out_of_service"
    assert words in somebody.text
    assert "01632 960 100" in somebody.text
    somebody.journey.press("action:start")
    assert somebody.journey.session is None
    somebody.press("bar:help", "tile:help_now")
    assert "999" in somebody.text


def test_cold_start_without_a_hub_still_helps() -> None:
    desk = TestDesk(None, number="01632 960 199", now=None)
    somebody = Visitor(desk, Journey(desk, language="cy"))
    assert somebody.screen == "out_of_service"
    assert somebody.heading == "Mae'n ddrwg gennym, nid yw'r sgrin hon yn gweithio"
    assert "01632 960 199" in somebody.text
    somebody.press("bar:language", "bar:help")
    assert "01632 960 199" in somebody.text
    somebody.press("tile:help_now")
    for number in ("999", "101", "116 123"):
        assert number in somebody.text
    somebody.press("bar:back", "bar:back")
    assert somebody.screen == "out_of_service"


def test_a_terminal_that_goes_out_of_service_lets_a_form_under_way_go_on() -> None:
    somebody = visitor()
    somebody.press("tile:forms", "form:missed-bin", "action:begin", "choice:food")
    somebody.desk.out_of_service = "disk_full"
    somebody.press("action:continue")
    assert somebody.heading == "Which day was the bin due to be emptied?"


def test_no_forms_no_tile() -> None:
    somebody = visitor(desk=TestDesk(Offered(site(), ())))
    assert {node.id for node in somebody.nodes if node.id.startswith("tile:")} == {"tile:help"}
    somebody.journey.press("tile:forms")
    assert somebody.screen == "home"


def test_help_needs_no_form_and_leave_wipes_at_once() -> None:
    somebody = visitor()
    somebody.press("tile:forms", "form:missed-bin", "action:begin", "choice:food", "bar:help")
    assert "It does not listen or watch." in somebody.text
    somebody.press("tile:help_now")
    assert "1 Test Street" in somebody.text and "ZZ99 3WZ" in somebody.text
    assert "This screen cannot ring anybody for you." in somebody.text
    session = somebody.journey.session
    assert session is not None
    somebody.press("action:leave")
    assert somebody.screen == "attract"
    assert session.ended and session.answers == {} and session.drafts == {} and session.form is None


# --- nobody there


def test_idle_asks_counts_down_and_then_everything_is_gone() -> None:
    somebody = visitor()
    somebody.press("tile:forms", "form:missed-bin", "action:begin", "choice:food")
    session = somebody.journey.session
    assert session is not None
    somebody.journey.tick(1089.9)
    assert somebody.screen == "question"
    somebody.journey.tick(1090.0)
    assert somebody.heading == "Are you still there?"
    assert "30 seconds left" in somebody.text
    assert "Then your answers will be deleted from this screen." in somebody.text
    somebody.journey.tick(1119.0)
    assert "1 second left" in somebody.text
    somebody.journey.tick(1120.0)
    assert somebody.screen == "attract"
    assert session.ended and session.drafts == {}


def test_i_am_still_here_goes_back_to_the_same_question() -> None:
    somebody = visitor()
    somebody.press("tile:forms", "form:missed-bin", "action:begin", "choice:food")
    somebody.journey.tick(1100.0)
    somebody.press("action:still_here")
    assert next(node for node in somebody.nodes if node.id == "choice:food").state == "chosen"
    somebody.journey.tick(1180.0)
    assert somebody.screen == "question"


def test_a_key_pressed_while_asked_is_an_answer_and_types_nothing() -> None:
    somebody = visitor()
    somebody.press("tile:forms", "field:search")
    somebody.journey.tick(1100.0)
    somebody.journey.type("x")
    assert somebody.screen == "forms"
    assert somebody.journey.session is not None and somebody.journey.session.search == ""


def test_the_countdown_is_never_shorter_than_twenty_seconds() -> None:
    desk = TestDesk(everything())
    journey = Journey(desk, idle_s=10, countdown_s=1)
    somebody = Visitor(desk, journey)
    journey.tick(0.5)
    somebody.press("action:start")
    journey.tick(11.0)
    assert somebody.screen == "still_there"
    journey.tick(30.0)
    assert somebody.screen == "still_there"
    journey.tick(30.6)
    assert somebody.screen == "attract"


def test_a_form_being_saved_is_not_cut_off_by_the_warning_and_not_shown_to_the_next() -> None:
    somebody = visitor()
    somebody.fill_in_missed_bin()
    somebody.press("action:send")
    somebody.journey.tick(1095.0)
    assert somebody.screen == "sending"
    somebody.journey.tick(1130.0)
    assert somebody.screen == "attract"
    somebody.desk.settle()
    assert somebody.screen == "attract"
    assert len(somebody.desk.submitted) == 1


def test_the_language_somebody_left_behind_goes_back_to_the_first() -> None:
    desk = TestDesk(everything())
    somebody = Visitor(desk, Journey(desk))
    somebody.journey.tick(0.0)
    somebody.press("bar:language")
    assert somebody.journey.language == "cy"
    somebody.journey.tick(100.0)
    assert somebody.journey.language == "en"


def test_the_clock_on_the_screen_asks_for_a_new_drawing_once_a_minute() -> None:
    desk = TestDesk(everything())
    journey = Journey(desk)
    for second in range(120):
        journey.tick(float(second))
        desk.now = MORNING.replace(minute=42 + second // 60)
    assert desk.changes == 2


def test_a_form_that_is_withdrawn_under_somebodys_hands_can_still_be_finished_and_sent() -> None:
    person = visitor()
    person.press("tile:forms", "form:missed-bin", "action:begin", "choice:recycling", "action:continue")
    before, offer = person.heading, person.desk.offer
    assert offer is not None
    person.desk.offer = replace(offer, forms=tuple(form for form in offer.forms if form.id != "missed-bin"))
    person.journey.house_changed()
    assert person.heading == "This form is no longer offered"
    assert "What you wrote is still here. It is not sent yet." in person.text
    assert "01632 960 100" in person.text
    person.press("action:carry_on")
    assert person.heading == before
    person.journey.house_changed()
    assert person.heading == before  # once is enough
    assert person.journey.session is not None
    assert person.journey.session.answers["bin"] == "recycling"


def test_whoever_would_rather_stop_leaves_nothing_of_a_withdrawn_form() -> None:
    person = visitor()
    person.press("tile:forms", "form:missed-bin", "action:begin", "choice:recycling")
    person.desk.offer = replace(everything(), forms=())
    person.journey.house_changed()
    person.press("action:another")
    assert person.screen == "home"
    assert person.journey.session is not None
    assert (person.journey.session.answers, person.journey.session.drafts) == ({}, {})


def test_a_hub_that_is_gone_for_a_minute_is_told_to_people_and_one_that_restarts_is_not() -> None:
    person = visitor()
    person.press("bar:help", "action:leave")
    person.desk.reachable = False
    person.journey.tick(1059.0)
    assert "not connected" not in person.text
    person.journey.tick(1061.0)
    assert "This screen is not connected to the council now." in person.text
    person.press("action:start")
    assert "You can still fill in a form: it is sent later." in person.text
    person.desk.reachable = True
    person.journey.tick(1062.0)
    assert "not connected" not in person.text
