"""The screen of a waiting area: who is called, by number or a name that may stand there, and what they are to do."""

from __future__ import annotations

import re

from kiosk.domain.terminals import Details, Role
from kiosk.domain.waiting import Called, State
from tests.support.desk import MORNING, TestDesk, Visitor, everything
from ui.presenters.journey import Journey
from ui.presenters.waiting import MOST_CALLED

AREA = Details("Waiting area", "First floor", Role.WAITING)


def area(*called: Called, role: Role = Role.WAITING) -> Visitor:
    journey = Journey(desk := TestDesk(everything(), known=Details("Screen", "", role), called=called))
    journey.tick(1000.0)
    return Visitor(desk, journey)


def test_each_is_called_by_number_or_name_and_told_what_to_do() -> None:
    text = area(
        Called(17, "", State.ASKED, ""),
        Called(18, "Siân", State.COMING, ""),
        Called(19, "", State.SEND_UP, "room 2"),
        Called(20, "", State.UNANSWERED, ""),
    ).text
    assert "21 Somebody is coming" in " ".join(area(Called(21, "", State.COMING, "", another=True)).text.split())
    for words in (
        "Number 17 Please wait. We are asking somebody to come.",
        "Siân Your host is coming down.",
        "Number 19 Go to: room 2",
        "Number 20 Please ring us: 01632 960 100",
    ):
        assert words in " ".join(text.split())
    assert "18" not in text.replace("18:", "")
    assert text.index("room 2") < text.index("Siân") < text.index("Number 17")


def test_there_is_room_for_so_many_and_those_who_are_called_come_first() -> None:
    many = [Called(number, "", State.ASKED, "") for number in range(1, 20)]
    screen = area(*many, Called(20, "", State.SEND_UP, "room 2"))
    seen = set()
    for minute in range(20):
        screen.desk.now = MORNING.replace(minute=minute)
        numbers = re.findall(r"Number (\d+)", screen.text)
        assert numbers[0] == "20"
        assert len(numbers) == MOST_CALLED
        seen.update(numbers)
    assert seen == {str(number) for number in range(1, 21)}  # whoever waits has their turn


def test_no_other_terminal_shows_anybody() -> None:
    for role in (Role.VISITOR, Role.ROOM_PANEL):
        assert "Number" not in area(Called(17, "", State.ASKED, ""), role=role).text
