"""Staff at the terminal: nobody finds the door, what is behind it is noted first, and it falls shut by itself."""

from __future__ import annotations

import pytest

from kiosk.domain.definition import Localised
from kiosk.domain.devices import Capabilities
from kiosk.domain.doors import Door, DoorRefused, Released
from kiosk.domain.staff_door import DoorClosed
from tests.support.desk import TestDesk, Visitor, everything
from tests.support.listening import Voice
from ui.presenters.journey import Journey


def waiting(**state: object) -> Visitor:
    """A screen with nobody at it."""
    journey = Journey(desk := TestDesk(everything(), **state))  # type: ignore[arg-type] # the fields by name
    journey.tick(1000.0)
    return Visitor(desk, journey)


def inside(**state: object) -> Visitor:
    """Somebody of the staff, in the menu."""
    staff = waiting(**state)
    staff.journey.knock(1000.0)
    staff.journey.type("4")
    staff.press(*(f"key:{digit}" for digit in "82917"))
    staff.desk.settle()
    assert staff.screen == "staff_menu"
    return staff


def test_nobody_finds_the_door_on_any_screen() -> None:
    for state in ({}, {"out_of_service": "journal_failed"}, {"out_of_service": "closed"}):
        words = waiting(**state).text.casefold()
        assert "staff" not in words.replace("staff will open it again", "")
        assert "pin" not in words.split()


def test_the_pin_is_never_on_the_screen_and_leads_in_once_it_is_whole() -> None:
    staff = waiting()
    staff.journey.knock(1000.0)
    staff.journey.type("4")
    staff.press("key:8", "key:2", "key:backspace")
    assert staff.screen == "staff_door"
    assert "••" in staff.text
    assert "48" not in staff.text
    staff.press("key:2", "key:9", "key:1", "key:7")
    staff.desk.settle()
    assert staff.screen == "staff_menu"


@pytest.mark.parametrize(
    ("code", "seconds", "words"),
    [
        ("wrong", 0, "That PIN is not right"),
        ("locked", 3600, "locked for an hour"),
        ("unknown_staff", 0, "does not know its staff"),
        ("not_noted", 0, "cannot note"),
    ],
)
def test_a_door_that_stays_closed_says_why_and_how_long(code: str, seconds: int, words: str) -> None:
    staff = waiting()
    staff.desk.attendance.closed = DoorClosed(code, seconds=seconds)
    staff.journey.knock(1000.0)
    staff.journey.type("4")
    for digit in "82917":
        staff.journey.type(digit)
    staff.desk.settle()
    assert staff.screen == "staff_door"
    assert words in staff.text
    assert ("You can try again in 3600 seconds" in staff.text) is (seconds > 0)
    assert any(node.id == "key:1" for node in staff.nodes) is (seconds == 0)
    staff.press("action:leave")
    assert staff.screen == "attract"


def test_only_what_works_here_is_in_the_menu() -> None:
    staff = inside()
    offered = {node.id for node in staff.nodes if node.id.startswith("staff:")}
    assert offered == {"staff:health", "staff:clean", "staff:restart"}
    staff = inside(able=Capabilities(printer="usable"))
    staff.desk.attendance.may_exit = True
    assert {"staff:print", "staff:exit"} <= {node.id for node in staff.nodes}


def test_everything_is_noted_before_it_is_done_and_not_done_when_it_cannot_be() -> None:
    staff = inside(able=Capabilities(printer="usable"))
    for name in ("health", "print"):
        staff.press(f"staff:{name}")
        staff.desk.settle()
        staff.press("action:menu")
    staff.press("staff:restart")
    assert staff.desk.attendance.left == []
    staff.desk.attendance.closed = DoorClosed("not_noted")
    staff.desk.settle()
    assert staff.desk.attendance.left == []
    assert "nothing can be done" in staff.text
    staff.desk.attendance.closed = None
    staff.press("staff:restart")
    staff.desk.settle()
    assert staff.desk.attendance.left == [True]
    assert staff.desk.attendance.noted == ["terminal_health_read", "terminal_print_tested", "terminal_restarted"]
    assert staff.desk.printed == [("test", "", "en")]


def test_the_health_page_says_what_is_wrong_first_and_what_to_do() -> None:
    staff = inside(reachable=False)
    staff.press("staff:health")
    staff.desk.settle()
    parts = [node.name for node in staff.nodes if node.role in ("alert", "status") and node.id.startswith("part")]
    assert parts[:2] == ["The council's computer does not answer", "It cannot read screens aloud"]
    assert "Look at the network cable" in staff.text
    assert "The clock is right" in staff.text


def test_cleaning_locks_the_screen_and_leaves_the_menu() -> None:
    staff = inside()
    staff.press("staff:clean")
    staff.desk.settle()
    assert staff.screen == "cleaning"
    staff.journey.tick(1031.0)
    assert staff.screen == "attract"


def test_a_minute_of_nothing_shuts_the_door_and_a_late_answer_does_not_open_it() -> None:
    staff = inside()
    staff.journey.tick(1059.0)
    assert staff.screen == "staff_menu"
    staff.journey.tick(1060.0)
    assert staff.screen == "attract"
    staff.journey.knock(1060.0)
    for digit in "482917":
        staff.journey.type(digit)
    staff.journey.tick(1121.0)
    staff.desk.settle()
    assert staff.screen == "attract"


def test_staff_do_not_come_in_over_a_visitor_and_the_hub_does_not_over_staff() -> None:
    staff = waiting()
    staff.press("action:start")
    staff.journey.knock(1000.0)
    assert staff.screen == "home"
    staff = inside()
    staff.journey.press("action:start")
    staff.journey.press("bar:help")
    assert (staff.screen, staff.journey.session) == ("staff_menu", None)
    staff.journey.key("back")
    assert staff.screen == "attract"


def test_how_loud_it_speaks_is_set_and_heard() -> None:
    staff = inside(voice=Voice())
    staff.press("staff:sound")
    staff.desk.settle()
    staff.press("loud:loud", "loud:quiet")
    staff.desk.settle()
    assert staff.desk.attendance.sounds == [(3, "en"), (-3, "en")]
    assert staff.screen == "staff_sound"


FRONT = Door("front", Localised("Front door", "Drws blaen"), "board", 1, 5.0)


def test_who_may_open_doors_opens_one_from_the_menu_and_sees_what_became_of_it() -> None:
    staff = inside()
    assert "Open a door" not in staff.text
    staff.desk.attendance.may_open = (FRONT,)
    staff.press("staff:doors", "open:front")
    assert "One moment" in staff.text
    staff.journey.press("open:front")  # pressed twice
    staff.desk.settle()
    assert "The door can be opened now" in staff.text
    assert staff.desk.attendance.opened == ["front"]
    staff.press("action:menu")
    staff.journey.press("open:front")
    assert (staff.screen, staff.desk.attendance.opened) == ("staff_menu", ["front"])


@pytest.mark.parametrize(
    ("door", "says"),
    [
        (DoorRefused("out_of_hours"), "It is not opened at this time."),
        (DoorRefused("clock_untrusted"), "This screen does not know the time."),
        (Released("not_released", "silent"), "Its lock does not answer."),
        (Released("unknown", "gone"), "Nobody can say whether its lock heard."),
    ],
)
def test_a_door_that_stays_shut_says_why(door: Released | DoorRefused, says: str) -> None:
    staff = inside()
    staff.desk.attendance.may_open, staff.desk.attendance.door = (FRONT,), door
    staff.press("staff:doors", "open:front")
    staff.desk.settle()
    assert says in staff.text
