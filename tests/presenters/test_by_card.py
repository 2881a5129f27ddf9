"""A visitor's card at the screen: shown to say who they are and to leave, remembered for whoever likes, forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from kiosk.domain.readers import Shown, Spoilt, Unread
from kiosk.domain.visit_cards import Before, Wish
from kiosk.domain.visits import Came, Went
from kiosk.terminal.visit_cards import Whose
from tests.support.desk import Visitor
from tests.support.newcomers import EXPECTED, READS, TRAVEL_CARD, check_in, newcomer, say_who
from tests.support.visit_desk import GWEN, found

TOM = Before("Tom Owen", "Lifts of Wales")


@pytest.fixture
def somebody() -> Iterator[Visitor]:
    """Somebody who has not touched the screen yet, which has a reader of cards."""
    person = newcomer()
    person.desk.able = replace(READS, cards=True)
    yield person
    person.desk.close()


def hold(somebody: Visitor, card: str = TRAVEL_CARD) -> bool:
    """Holds a card to the reader; whether it was for anybody."""
    heard = somebody.journey.shown(Shown("card", "cards", 1000.0, digest=card), 1000.1)
    somebody.desk.settle()
    return heard


def ticked(somebody: Visitor, choice: str) -> bool:
    return next(node.state == "chosen" for node in somebody.nodes if node.id == choice)


def test_whoever_is_expected_is_known_by_their_card_from_the_street(somebody: Visitor) -> None:
    somebody.desk.coming.by_card[TRAVEL_CARD] = EXPECTED
    hold(somebody)
    assert somebody.heading == "Hello Siân. Is this right?"
    check_in(somebody)
    (coming,) = somebody.desk.coming.came
    assert (coming.found, coming.came, coming.card, coming.wish) == (EXPECTED, Came.CARD, TRAVEL_CARD, None)


def test_a_card_fills_in_who_they_are_and_whom_they_see_is_asked_anew(somebody: Visitor) -> None:
    somebody.press("action:start")
    assert "Tom" not in somebody.text
    somebody.desk.coming.by_card[TRAVEL_CARD] = TOM
    hold(somebody)
    assert (somebody.screen, "Hello Tom." in somebody.text) == ("arriving.who", True)
    somebody.journey.type("gwen")
    somebody.press(f"host:{GWEN.id}")
    somebody.desk.settle()
    assert "You are Tom Owen, here to see Gwen H." in somebody.text
    assert ticked(somebody, "wish:card")
    check_in(somebody)
    (coming,) = somebody.desk.coming.came
    assert (coming.name, coming.company, coming.came, coming.wish) == (
        *("Tom Owen", "Lifts of Wales"),
        Came.CARD,
        None,
    )
    assert coming.found is None, "whoever is expected is found by a second fact, with a card or without one"


def test_whoever_is_known_by_a_card_can_be_forgotten_and_somebody_else_can_go_on_in_their_place(
    somebody: Visitor,
) -> None:
    somebody.desk.coming.by_card[TRAVEL_CARD] = TOM
    somebody.desk.coming.by_name[("Tom Owen", GWEN.shown.en)] = EXPECTED
    for forget in (True, False):
        hold(somebody)
        if not forget:
            somebody.press("bar:back")
            somebody.journey.type(" Senior")
            somebody.press("action:continue")
            assert "Hello" not in somebody.text
        somebody.journey.type("gwen")
        somebody.press(f"host:{GWEN.id}")
        somebody.desk.settle()
        if forget:
            somebody.press("wish:card")
        assert not ticked(somebody, "wish:card")
        check_in(somebody)
    forgets, other = somebody.desk.coming.came
    assert (forgets.found, forgets.came, forgets.wish) == (EXPECTED, Came.CARD, Wish.FORGET)
    assert (other.name, other.came, other.card, other.wish) == ("Tom Owen Senior", Came.WALK_IN, "", None)


def test_nobody_is_remembered_who_has_not_asked_for_it_and_held_a_card(somebody: Visitor) -> None:
    somebody.desk.coming.staff_cards = frozenset({"ab" * 32})
    say_who(somebody, "Tom Owen", "gwen", f"host:{GWEN.id}")
    assert not ticked(somebody, "wish:card")
    somebody.press("wish:card")
    assert (somebody.screen, "365 days" in somebody.text) == ("arriving.card", True)
    refused: list[tuple[Spoilt, str]] = [
        ("random_number", "says another number each time, so it cannot be remembered"),
        ("mute", "could not be read"),
    ]
    for reason, words in refused:
        assert somebody.journey.shown(Unread("cards", 1000.0, reason), 1000.1)
        assert words in somebody.text
    assert hold(somebody, "ab" * 32)
    assert "That card cannot be remembered here." in somebody.text, "what opens for staff is no visitor's card"
    somebody.press("action:no_card")
    assert not ticked(somebody, "wish:card")
    somebody.press("wish:card")
    assert "cannot be remembered" not in somebody.text
    assert hold(somebody)
    assert (somebody.screen, ticked(somebody, "wish:card")) == ("arriving.check", True)
    somebody.press("wish:card")
    assert not ticked(somebody, "wish:card")
    somebody.press("wish:card")
    check_in(somebody)
    (coming,) = somebody.desk.coming.came
    assert (coming.card, coming.wish, coming.came) == (TRAVEL_CARD, Wish.REMEMBER, Came.WALK_IN)


@pytest.mark.parametrize("days", [0, 365])
def test_where_no_card_is_remembered_or_none_can_be_read_none_is_offered(somebody: Visitor, days: int) -> None:
    somebody.desk.coming.days = days
    somebody.desk.able = replace(READS, cards=not days)
    say_who(somebody, "Tom Owen", "gwen", f"host:{GWEN.id}")
    assert "wish:card" not in {node.id for node in somebody.nodes}


def test_an_unknown_card_is_the_same_as_nothing_until_one_is_asked_for(somebody: Visitor) -> None:
    assert not hold(somebody)
    assert (somebody.screen, somebody.desk.sessions) == ("attract", [])
    somebody.press("action:start", "tile:arriving")
    assert "or a card that we remember" in somebody.text
    assert hold(somebody)
    assert "We know nobody by that card." in somebody.text
    somebody.desk.coming.by_card[TRAVEL_CARD] = "away"
    hold(somebody)
    assert "We cannot look whose card it is just now." in somebody.text
    somebody.journey.type("Tom Owen")
    somebody.press("action:continue")
    somebody.desk.coming.by_card[TRAVEL_CARD] = "unknown"
    hold(somebody)
    assert (somebody.screen, "We know nobody by that card." in somebody.text) == ("arriving", True)


def test_a_card_that_is_known_too_late_begins_nothing_for_whoever_is_there_then(somebody: Visitor) -> None:
    somebody.desk.coming.by_card[TRAVEL_CARD] = EXPECTED
    somebody.journey.shown(Shown("card", "cards", 1000.0, digest=TRAVEL_CARD), 1000.1)
    somebody.press("action:start")
    somebody.desk.settle()
    assert (somebody.screen, "Siân" in somebody.text) == ("home", False)


@pytest.mark.parametrize(
    ("whose", "screen", "left"),
    [
        (found("Siân", here=True), "leaving.done", [Went.CARD]),
        (found("Siân", here=True, party=3), "leaving.you", []),
        (EXPECTED, "leaving.unknown", []),
        (TOM, "leaving.unknown", []),
        ("unknown", "leaving.unknown", []),
        ("away", "leaving.name", []),
    ],
)
def test_they_leave_by_the_card_they_came_in_by(
    somebody: Visitor, whose: Whose, screen: str, left: list[Went]
) -> None:
    somebody.desk.coming.by_card[TRAVEL_CARD] = whose
    somebody.press("action:start", "tile:leaving")
    assert "or the card that you checked in with" in somebody.text
    assert hold(somebody)
    assert (somebody.screen, [how for _, how, _ in somebody.desk.coming.left]) == (screen, left)
    assert "Tom" not in somebody.text
    assert ("We cannot look whose card it is just now." in somebody.text) == (whose == "away")


def test_whoever_is_in_already_may_leave_by_it_from_the_street(somebody: Visitor) -> None:
    somebody.desk.coming.by_card[TRAVEL_CARD] = found("Siân", here=True)
    hold(somebody)
    assert somebody.heading == "Are you leaving?"
    check_in(somebody)
    assert [how for _, how, _ in somebody.desk.coming.left] == [Went.CARD]
