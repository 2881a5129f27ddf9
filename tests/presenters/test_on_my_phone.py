"""Going on with a form on one's own phone, as the screens have it."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

from kiosk.domain.continuations import Offered as ToPhone
from kiosk.domain.kinds import Kind
from tests.support.desk import Offered, TestDesk, Visitor, everything, site, visitor
from ui.presenters.view import Code

PAGES = "https://foyer.test.example/test"


def at_the_form(public_url: str | None = PAGES, language: str = "en") -> Visitor:
    desk = TestDesk(Offered(site(**({} if public_url is None else {"public_url": public_url})), everything().forms))
    somebody = visitor(language, desk)
    somebody.press("tile:forms", "form:missed-bin")
    return somebody


def shown(somebody: Visitor) -> list[Code]:
    return [part for part in somebody.journey.view().parts if isinstance(part, Code)]


def taken(somebody: Visitor) -> ToPhone:
    session = somebody.journey.session
    assert session is not None
    assert isinstance(session.phone, ToPhone)
    return session.phone


def test_the_code_leads_to_the_form_and_words_say_where() -> None:
    somebody = at_the_form()
    somebody.press("action:on_my_phone")
    somebody.desk.settle()
    assert somebody.heading == "Point your phone’s camera at this code"
    offer = taken(somebody)
    assert [part.content for part in shown(somebody)] == [f"{PAGES}/c/{offer.token}"]
    assert "It leads to foyer.test.example" in somebody.text
    assert offer.token not in somebody.text
    assert offer.token not in repr(offer)


def test_from_any_question_help_leads_there_and_what_was_answered_goes_along() -> None:
    somebody = at_the_form()
    somebody.press("action:begin", "choice:food", "action:continue", "choice:2026-11-22")
    somebody.press("bar:help", "tile:on_my_phone")
    somebody.desk.settle()
    form, answers, language = somebody.desk.handed_over[-1]
    assert (form, language) == ("missed-bin", "en")
    assert answers["bin"] == "food"
    assert "2026-11-22" in answers.values(), "what was chosen and not yet passed with Continue goes too"
    somebody.press("bar:back", "bar:back")
    assert somebody.heading == "Which day was the bin due to be emptied?"


def test_once_it_is_on_the_phone_nothing_of_it_is_left_here() -> None:
    somebody = at_the_form()
    somebody.press("action:begin", "choice:food", "action:continue", "bar:help", "tile:on_my_phone")
    somebody.desk.settle()
    somebody.journey.form_taken(uuid4())
    assert somebody.screen == "on_my_phone", "somebody else's"
    somebody.journey.form_taken(taken(somebody).id)
    assert somebody.heading == "Your form is on your phone"
    session = somebody.journey.session
    assert session is not None
    assert not session.answers
    assert session.form is None
    assert session.phone is None
    somebody.press("action:finish")
    assert somebody.journey.session is None


def test_who_went_on_at_the_screen_keeps_what_they_answered() -> None:
    somebody = at_the_form()
    somebody.press("action:begin", "choice:food", "action:continue", "bar:help", "tile:on_my_phone")
    somebody.desk.settle()
    offer = taken(somebody)
    somebody.press("bar:back", "bar:back")
    somebody.journey.form_taken(offer.id)
    assert somebody.heading == "Which day was the bin due to be emptied?"


def test_without_the_hub_it_says_so_and_the_answers_stay() -> None:
    somebody = at_the_form()
    somebody.press("action:begin", "choice:food", "action:continue", "bar:help")
    somebody.desk.reachable = False
    assert "tile:on_my_phone" not in {node.id for node in somebody.nodes}, "nobody is offered what cannot be done"
    somebody.desk.reachable = True
    somebody.press("tile:on_my_phone")
    somebody.desk.reachable = False
    somebody.desk.settle()
    assert "We could not make a code" in somebody.heading
    assert not shown(somebody)
    somebody.press("action:carry_on", "bar:back")
    assert somebody.heading == "Which day was the bin due to be emptied?"


def test_it_is_not_offered_where_there_are_no_pages_for_phones() -> None:
    somebody = at_the_form(None)
    assert "action:on_my_phone" not in {action.id for action in somebody.journey.view().actions}
    somebody.press("bar:help")
    assert not [node.id for node in somebody.nodes if "on_my_phone" in node.id]


def test_on_one_computer_the_words_say_what_to_do_without_a_phone() -> None:
    somebody = at_the_form("http://127.0.0.1:8474/test")
    somebody.press("action:on_my_phone")
    somebody.desk.settle()
    assert "This is a trial on one computer" in somebody.text
    assert f"http://127.0.0.1:8474/test/c/{taken(somebody).token}" in somebody.text


def with_a_photo(somebody: Visitor) -> None:
    """Makes the first question of the form one for a photo that must be added."""
    session = somebody.journey.session
    assert session is not None
    assert session.form is not None
    first, page, *others = session.form.pages
    photo = replace(page.questions[0], kind=Kind.FILE, name="photo", items=())
    session.form = replace(session.form, pages=(first, replace(page, components=(photo,)), *others))


def test_a_form_that_needs_a_photo_leads_to_the_phone_first() -> None:
    somebody = at_the_form()
    with_a_photo(somebody)
    phone, begin = somebody.journey.view().actions
    assert (phone.id, phone.kind, begin.id, begin.kind) == ("action:on_my_phone", "main", "action:begin", "second")
    assert "This form needs a photo or a file" in somebody.text


def test_the_question_for_a_photo_hands_over_what_was_answered_so_far() -> None:
    somebody = at_the_form()
    with_a_photo(somebody)
    somebody.press("action:begin")
    assert "This screen cannot take photos or files" in somebody.text
    assert "You can send the form without them." not in somebody.text
    somebody.press("action:continue")
    assert "Choose which bin we missed" in somebody.text, "it must be added"
    somebody.press("action:on_my_phone")
    somebody.desk.settle()
    assert somebody.desk.handed_over[-1][0] == "missed-bin"


def test_a_form_that_needs_a_photo_is_not_begun_where_there_are_no_pages_for_phones() -> None:
    somebody = at_the_form(None)
    with_a_photo(somebody)
    assert not somebody.journey.view().actions
    assert "Ring us, and we will help you another way." in somebody.text
