"""A page of several questions, of which one is a table or wants files: a press of theirs costs nothing elsewhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from kiosk.domain.definition import Page
from kiosk.domain.kinds import Kind
from kiosk.web.public import answering
from kiosk.web.public.answering import Answered
from kiosk.web.public.bodies import Sent
from tests.support import every_kind
from tests.support.both_faces import NOBODY, at_once

FORM = every_kind.form()
TODAY = date(2026, 11, 23)


def page() -> Page:
    asked = {each.kind: each for page in FORM.pages for each in page.questions}
    wanted = (asked[Kind.EMAIL], asked[Kind.YES_NO], replace(asked[Kind.FILE], required=True))
    return replace(FORM.pages[0], path="/several", role="questions", components=wanted)


def sent(**fields: str) -> Answered:
    done = at_once(answering.read(page(), {}, Sent({name: [value] for name, value in fields.items()}), TODAY, NOBODY))
    assert isinstance(done, Answered)
    return done


def test_a_press_keeps_what_is_good_and_finds_no_fault_with_what_is_not_there_yet() -> None:
    done = sent(add="photo", email="name@example.com")
    assert done.pressed == {"photo"}
    assert done.good["email"] == "name@example.com"
    assert list(done.problems) == ["photo"], "nothing was chosen to be added"
    assert not done.unfit


def test_a_press_shows_again_what_is_not_good_yet_instead_of_losing_it() -> None:
    done = sent(add="photo", email="name@")
    assert "email" not in done.good
    assert "email" not in done.problems
    assert (done.unfit, done.typed["email"]) == (True, "name@")


def test_going_on_finds_fault_with_everything() -> None:
    done = sent(onward="", email="name@")
    assert set(done.problems) == {question.name for question in page().questions}
    assert not done.pressed
