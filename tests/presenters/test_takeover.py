"""What staff ask of a screen, and the faces of terminals at which there is nothing to do."""

from __future__ import annotations

from uuid import uuid4

import pytest

from kiosk.domain.commands import Kind
from kiosk.domain.events import ScreenAsked
from kiosk.domain.terminals import Details, Role
from kiosk.interfaces.speech import Manner
from tests.support.desk import TestDesk, Visitor, everything
from ui.presenters.journey import Journey


def ask(somebody: Visitor, kind: Kind, now: float = 10.0, **args: str) -> ScreenAsked:
    asked = ScreenAsked(uuid4(), kind, args, now + 5)
    somebody.journey.asked(asked, now)
    return asked


def nobody(**desk: object) -> Visitor:
    given = TestDesk(everything(), **desk)  # type: ignore[arg-type] # fields of the desk
    journey = Journey(given)
    journey.tick(0)
    return Visitor(given, journey)


def answers(somebody: Visitor) -> list[tuple[str, str]]:
    return [(answered, result) for _, answered, result in somebody.desk.answered]


def test_the_screen_is_locked_for_thirty_seconds_and_no_touch_counts() -> None:
    somebody = nobody()
    asked = ask(somebody, Kind.CLEAN)
    assert somebody.desk.answered == [(asked.id, "done", "shown")]
    assert (somebody.screen, somebody.heading) == ("cleaning", "This screen is being cleaned")
    assert "30 seconds left" in somebody.text
    for wiped in ("action:start", "bar:help", "bar:language", "heading", "action:seen"):
        somebody.journey.press(wiped)
    somebody.journey.type("jjjj")
    somebody.journey.key("enter")
    assert somebody.screen == "cleaning"
    assert somebody.journey.session is None
    somebody.journey.tick(10 + 28.5)
    assert "2 seconds left" in somebody.text
    somebody.journey.tick(10 + 29.5)
    assert "1 second left" in somebody.text
    somebody.journey.tick(10 + 30)
    assert somebody.screen == "attract"
    assert somebody.journey.session is None
    assert len(somebody.desk.answered) == 1


def test_nobody_loses_an_answer_to_a_cloth() -> None:
    somebody = nobody()
    somebody.press("action:start")
    for kind in (Kind.CLEAN, Kind.CHECK_SCREEN, Kind.CLOSE):
        ask(somebody, kind)
    assert answers(somebody) == [("refused", "in_use")] * 3
    assert somebody.screen == "home"


def test_staff_may_say_that_whoever_is_there_has_left() -> None:
    somebody = nobody()
    somebody.press("action:start")
    somebody.fill_in_missed_bin()
    session = somebody.journey.session
    assert session is not None
    ask(somebody, Kind.CLEAN, end_session="yes")
    assert session.ended
    assert not session.answers
    assert answers(somebody) == [("done", "shown")]
    somebody.journey.tick(100)
    assert somebody.screen == "attract"


class Heard:
    """A voice that keeps what it says."""

    usual, socket = Manner(), False

    def __init__(self, trouble: str | None = None) -> None:
        self.trouble, self.said = trouble, []  # type: ignore[var-annotated] # texts

    def say(self, text: str, language: str, _manner: Manner, **_after: bool) -> None:
        self.said.append((text, language))

    def stop(self) -> None:
        """Nothing goes on."""

    def when_plugged(self, told: object) -> None:
        """Nothing is plugged in."""


@pytest.mark.parametrize(("trouble", "said"), [(None, [("4, 7, 2", "en")]), ("no_voice", [])])
def test_the_check_picture_says_its_number_where_there_is_a_voice(trouble: str | None, said: list[str]) -> None:
    voice = Heard(trouble)
    ask(nobody(voice=voice), Kind.CHECK_SCREEN, code="472")
    assert voice.said == said


def test_what_comes_too_late_is_not_done_and_not_answered() -> None:
    somebody = nobody()
    somebody.journey.asked(ScreenAsked(uuid4(), Kind.CLEAN, {}, 10), 10)
    assert somebody.screen == "attract"
    assert somebody.desk.answered == []


@pytest.mark.parametrize("touched", ["action:seen", "tile:brand", "tile:night"])
def test_the_check_picture_shows_its_number_and_any_touch_answers(touched: str) -> None:
    somebody = nobody()
    asked = ask(somebody, Kind.CHECK_SCREEN, code="472")
    assert (somebody.screen, somebody.heading) == ("check_screen", "Screen check: 472")
    somebody.journey.press(touched)
    assert somebody.desk.answered == [(asked.id, "done", "shown"), (asked.id, "done", "touched")]
    assert somebody.screen == "attract"


def test_the_check_picture_goes_by_itself() -> None:
    somebody = nobody()
    ask(somebody, Kind.CHECK_SCREEN, code="472")
    somebody.journey.tick(10 + 119)
    assert somebody.screen == "check_screen"
    somebody.journey.tick(10 + 120)
    assert somebody.screen == "attract"
    assert answers(somebody) == [("done", "shown")]


def test_a_screen_agrees_to_close_only_when_nobody_is_there_and_says_then_who_can_be_rung() -> None:
    somebody = nobody()
    ask(somebody, Kind.CLOSE)
    assert answers(somebody) == [("done", "closed")]
    somebody.desk.out_of_service = "closed"
    assert (somebody.screen, somebody.heading) == ("closed", "This screen is closed now")
    assert "01632 960 100" in somebody.text
    somebody.journey.press("action:start")
    assert somebody.journey.session is None
    somebody.press("bar:help")
    assert somebody.screen == "help"


@pytest.mark.parametrize(
    ("role", "name", "heading"),
    [(Role.WAITING, "waiting", "Please wait here"), (Role.ROOM_PANEL, "room_panel", "Room 4")],
)
def test_a_terminal_for_no_visitors_offers_help_and_nothing_else(role: Role, name: str, heading: str) -> None:
    somebody = nobody(known=Details("Panel", "Room 4", role))
    assert (somebody.screen, somebody.heading) == (name, heading)
    assert not somebody.journey.view().actions
    assert somebody.journey.view().bar == ("bar:language", "bar:easier", "bar:help")
    somebody.journey.press("action:start")
    assert somebody.journey.session is None
    somebody.press("bar:help")
    assert somebody.screen == "help"
    somebody.press("bar:back")
    assert somebody.screen == name
    assert somebody.journey.session is None
    somebody.journey.tick(1000)
    assert somebody.screen == name


def test_a_room_panel_that_nobody_said_a_place_for_is_called_by_its_name() -> None:
    assert nobody(known=Details("Panel 7", "", Role.ROOM_PANEL)).heading == "Panel 7"


def test_a_face_for_staff_that_cannot_be_drawn_gives_way_to_the_start() -> None:
    somebody = nobody()
    ask(somebody, Kind.CLEAN)
    somebody.journey.restart()
    assert somebody.screen == "attract"
