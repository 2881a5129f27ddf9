"""What is shown to a reader: for the screen that asks for it at that moment, and for nobody else."""

from __future__ import annotations

from uuid import uuid4

import pytest

from kiosk.domain.commands import Kind
from kiosk.domain.devices import Capabilities
from kiosk.domain.errors import Refused
from kiosk.domain.events import ScreenAsked
from kiosk.domain.readers import FRESH, Shown, Spoilt, Unread
from kiosk.domain.staff_door import DoorClosed
from kiosk.terminal.hub_client import HubAway
from tests.support.desk import TestDesk, Visitor, everything
from ui.presenters.journey import Journey

NOW = 1000.0
READER = Capabilities(cards=True)
CODE = "FOYER1:T160.C"


def waiting(**state: object) -> Visitor:
    """A screen with nobody at it."""
    journey = Journey(desk := TestDesk(everything(), able=READER, **state))  # type: ignore[arg-type] # by name
    journey.tick(NOW)
    return Visitor(desk, journey)


def card(somebody: Visitor, digest: str | None = None, *, at: float = NOW, now: float = NOW) -> bool:
    """A card is held to the reader."""
    shown = Shown("card", "front", at, digest=digest or somebody.desk.attendance.card)
    return somebody.journey.shown(shown, now)


def scan(somebody: Visitor, text: str = CODE, *, at: float = NOW, now: float = NOW) -> bool:
    """A code is held before the scanner."""
    return somebody.journey.shown(Shown("code", "scanner", at, text=text), now)


def asked(somebody: Visitor) -> ScreenAsked:
    """Staff ask for a card."""
    ask = ScreenAsked(uuid4(), Kind.READ_CARD, {"account": str(uuid4())}, NOW + 5)
    somebody.journey.asked(ask, NOW)
    return ask


def test_a_card_opens_the_door_for_staff_and_only_where_somebody_knocked() -> None:
    staff = waiting()
    assert not card(staff)
    assert staff.screen == "attract"
    staff.journey.knock(NOW)
    assert "hold your card to the reader" in staff.text
    assert card(staff)
    staff.desk.settle()
    assert staff.screen == "staff_menu"
    assert not card(staff)


def test_without_a_reader_that_works_nothing_is_said_of_cards() -> None:
    staff = waiting()
    staff.desk.able = Capabilities()
    staff.journey.knock(NOW)
    assert "card" not in staff.text


def test_what_was_shown_a_moment_too_early_or_too_long_ago_is_for_nobody() -> None:
    staff = waiting()
    staff.journey.knock(NOW)
    assert not card(staff, at=NOW - 0.1)
    assert not card(staff, at=NOW, now=NOW + FRESH + 0.1)
    assert not scan(staff, at=NOW, now=NOW + FRESH + 0.1)
    assert staff.screen == "staff_door"


@pytest.mark.parametrize(
    ("code", "seconds", "words"),
    [("wrong", 0, "nobody's here"), ("wrong", 30, "nobody's here"), ("locked", 3600, "locked for an hour")],
)
def test_a_card_that_is_nobodys_counts_as_a_try(code: str, seconds: int, words: str) -> None:
    staff = waiting()
    staff.desk.attendance.closed = DoorClosed(code, seconds=seconds)
    staff.journey.knock(NOW)
    card(staff, "0" * 64)
    staff.desk.settle()
    assert words in staff.text
    assert card(staff) is (seconds == 0)
    staff.desk.close()


def test_a_card_that_could_not_be_read_is_said_and_costs_no_try() -> None:
    reasons: tuple[Spoilt, ...] = ("mute", "half_read")
    staff = waiting()
    for reason in reasons:
        staff.journey.knock(NOW)
        assert staff.journey.shown(Unread("front", NOW, reason), NOW)
        assert "Hold it still" in staff.text
    assert not staff.desk._asked


def test_a_code_brought_along_is_taken_from_any_scanner_but_not_over_staff() -> None:
    somebody = waiting()
    assert not scan(somebody, "https://example.org/ticket/1")
    assert somebody.screen == "attract"
    assert scan(somebody)
    assert (somebody.screen, somebody.journey.ease.text, somebody.journey.ease.contrast) == ("easier", 160, True)
    staff = waiting()
    staff.journey.knock(NOW)
    assert not scan(staff)
    assert (staff.screen, staff.journey.session) == ("staff_door", None)


def test_a_card_that_staff_ask_for_is_told_to_the_hub_and_nothing_else_is() -> None:
    staff = waiting()
    ask = asked(staff)
    assert staff.desk.answered == [(ask.id, "done", "shown")]
    assert staff.screen == "read_card"
    assert not scan(staff)
    assert staff.journey.shown(Unread("front", NOW, "mute"), NOW)
    assert "Hold it still" in staff.text
    assert card(staff, "ab" * 32)
    assert not card(staff, "cd" * 32)
    staff.desk.settle()
    assert staff.desk.attendance.cards == [(ask.id, "ab" * 32)]
    assert "This card opens the menu for staff now" in staff.text
    staff.journey.tick(NOW + 7)
    assert staff.screen == "attract"


@pytest.mark.parametrize(
    ("error", "words"), [(Refused("credential_taken"), "opens for somebody else"), (HubAway(), "was not added")]
)
def test_a_card_that_cannot_be_added_is_said(error: Refused, words: str) -> None:
    staff = waiting()
    staff.desk.attendance.card_refused = error
    asked(staff)
    card(staff)
    staff.desk.settle()
    assert words in staff.text
    staff.journey.press("action:seen")
    assert staff.screen == "attract"


def test_a_card_that_is_only_to_be_read_is_told_to_nobody() -> None:
    staff = waiting()
    ask = ScreenAsked(uuid4(), Kind.READ_CARD, {}, NOW + 5)
    staff.journey.asked(ask, NOW)
    assert "adding" not in staff.text
    assert card(staff)
    assert not card(staff)
    staff.desk.settle()
    assert staff.desk.answered == [(ask.id, "done", "shown"), (ask.id, "done", "card_read")]
    assert staff.desk.attendance.cards == []
    assert "the reader works" in staff.text


def test_an_answer_that_comes_when_nobody_waits_any_more_is_dropped() -> None:
    staff = waiting()
    asked(staff)
    card(staff)
    staff.journey.press("action:seen")
    staff.desk.settle()
    assert staff.screen == "attract"


def test_a_card_is_not_asked_for_where_there_is_no_reader_or_somebody_is_there() -> None:
    staff = waiting()
    staff.desk.able = Capabilities()
    ask = asked(staff)
    assert staff.desk.answered == [(ask.id, "refused", "no_reader")]
    somebody = waiting()
    somebody.press("action:start")
    ask = asked(somebody)
    assert somebody.desk.answered == [(ask.id, "refused", "in_use")]
