"""An emergency has every screen: what to do for everybody, names for wardens only, and for nobody while they hide."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product

import pytest

from kiosk.domain import fire_box
from kiosk.domain.definition import Localised
from kiosk.domain.devices import Capabilities
from kiosk.domain.readers import Shown
from kiosk.domain.roll_calls import Kind, Mark, Procedure
from kiosk.domain.site import Safety
from kiosk.domain.staff_door import DoorClosed
from kiosk.terminal.roll_calls import NamesClosed
from tests.support.desk import Offered, TestDesk, Visitor, everything, visitor
from tests.support.rolls import CODE, TestRolls, line
from ui.presenters import semantics
from ui.presenters.journey import Journey
from ui.presenters.words import Words

PRINTER = Capabilities(printer="usable")
NAMES = re.compile("Anna|Nowak|Tom|Owen")
PLACE = Localised("Car park B", "Maes parcio B")


def offer(languages: tuple[str, ...] = ("en", "cy", "pl", "uk")) -> Offered:
    known = everything()
    safety = Safety(PLACE, Localised("Through the front door", "Drwy’r drws blaen"))
    return replace(known, site=replace(known.site, safety=safety, languages=languages))


def at(**state: object) -> Visitor:
    """A screen with nobody at it."""
    desk = TestDesk(offer(), able=PRINTER, **state)  # type: ignore[arg-type] # the fields by name
    journey = Journey(desk)
    journey.tick(1000.0)
    return Visitor(desk, journey)


def warden(procedure: Procedure = Procedure.EVACUATION, **state: object) -> Visitor:
    """Somebody who has shown a warden's PIN."""
    somebody = at(**state)
    somebody.desk.rolls.go(procedure)
    somebody.journey.house_changed()
    somebody.journey.tick(1001.0)
    somebody.press("action:wardens")
    somebody.journey.type("482917")
    somebody.desk.settle()
    return somebody


@pytest.mark.parametrize("language", ["en", "cy"])
def test_whoever_is_at_a_screen_goes_at_once_and_nothing_of_theirs_is_left(language: str) -> None:
    somebody = visitor(language)
    somebody.press("tile:forms", "form:missed-bin", "action:begin")
    session = somebody.desk.sessions[-1]
    somebody.desk.rolls.go()
    somebody.journey.house_changed()
    assert session.ended
    assert somebody.screen == "emergency"
    assert somebody.journey.session is None


@pytest.mark.parametrize(("procedure", "kind"), list(product(Procedure, Kind)), ids=str)
def test_a_public_screen_says_what_to_do_in_every_language_and_no_name(procedure: Procedure, kind: Kind) -> None:
    screen = at()
    screen.desk.rolls.go(procedure, kind)
    screen.journey.house_changed()
    screen.journey.tick(1001.0)
    view = screen.journey.view()
    assert view.picture
    assert {node.language for node in screen.nodes} >= {"en", "cy", "pl", "uk"}
    assert not NAMES.search(screen.text)
    shows = procedure is Procedure.EVACUATION and kind is not Kind.TEST
    assert ("Car park B" in screen.text) is shows
    screen.journey.tick(1009.0)
    assert screen.journey.view().language == "cy"
    in_welsh = semantics.tree(screen.journey.view(), Words("cy", screen._catalogues))
    assert ("Maes parcio B" in str(in_welsh)) is shows
    assert ("Drill: " in screen.heading) is (kind is Kind.DRILL)
    assert ("Ymarfer: " in str(in_welsh)) is (kind is Kind.DRILL)
    [(said, languages)] = screen.desk.rolls.cried
    assert languages == ("en", "cy", "pl", "uk")
    heard = [Words("cy", screen._catalogues)(text) for text in said]
    assert (any("Maes parcio B" in text for text in heard)) is shows


def test_it_is_said_again_while_it_lasts_but_in_a_lockdown_only_once() -> None:
    for procedure, times in ((Procedure.EVACUATION, 4), (Procedure.LOCKDOWN, 1)):
        screen = at()
        screen.desk.rolls.go(procedure)
        for second in range(62):
            screen.journey.tick(1001.0 + second)
        assert len(screen.desk.rolls.cried) == times


def test_a_pin_opens_the_names_which_are_printed_at_once_and_shut_again() -> None:
    somebody = warden()
    assert somebody.screen == "roll"
    assert somebody.desk.rolls.printed == ["en"]
    assert "The list was printed" in somebody.text
    # Who may need help stands first.
    assert somebody.text.index("Tom Owen") < somebody.text.index("Anna Nowak")
    assert "May need help to leave" in somebody.text
    assert all(node.private for node in somebody.nodes if NAMES.search(node.name))
    somebody.journey.tick(1062.0)
    assert somebody.screen == "emergency"
    assert not NAMES.search(somebody.text)
    assert somebody.desk.rolls.names is None


def test_a_card_opens_them_too_and_a_stranger_s_does_not() -> None:
    screen = at()
    screen.desk.rolls.go()
    screen.journey.tick(1001.0)
    screen.journey.shown(Shown("card", "reader", 1001.0, digest="0" * 64), 1001.0)
    screen.desk.settle()
    assert screen.screen == "roll_door"
    assert not NAMES.search(screen.text)
    screen.journey.shown(Shown("card", "reader", 1002.0, digest=screen.desk.rolls.card), 1002.0)
    screen.desk.settle()
    assert screen.screen == "roll"


@pytest.mark.parametrize(
    ("refused", "words"),
    [
        (NamesClosed("not_a_warden"), "nobody who leads"),
        (NamesClosed("no_list"), "does not know who is in"),
        (DoorClosed("locked", seconds=3600), "locked for an hour"),
    ],
    ids=lambda each: getattr(each, "code", ""),
)
def test_why_names_stay_shut_is_said(refused: Exception, words: str) -> None:
    rolls = TestRolls(refused=refused)
    somebody = warden(rolls=rolls)
    assert somebody.screen == "roll_door"
    assert words in somebody.text
    assert not NAMES.search(somebody.text)


@pytest.mark.parametrize("procedure", [Procedure.LOCKDOWN, Procedure.INVACUATION])
def test_while_names_hide_a_warden_sees_and_prints_none_and_can_end_it(procedure: Procedure) -> None:
    somebody = warden(procedure)
    assert somebody.screen == "roll"
    assert not NAMES.search(somebody.text)
    assert "shows no names" in somebody.text
    assert somebody.desk.rolls.printed == []
    assert "Print" not in somebody.text
    somebody.press("action:more")
    assert "roll:print" not in {node.id for node in somebody.nodes}
    somebody.press("roll:end", "roll:ended")
    somebody.desk.settle()
    somebody.journey.tick(1003.0)
    assert somebody.screen == "attract"


def test_people_are_ticked_and_taken_back_and_the_order_stays() -> None:
    somebody = warden()
    anna = "person:" + str(line(1, "").person)
    before = [node.id for node in somebody.nodes if node.role == "checkbox"]
    somebody.press(anna)
    somebody.desk.settle()
    assert somebody.desk.rolls.marks == {line(1, "").person: Mark.SAFE}
    assert somebody.heading == "1 of 2 are safe"
    assert [node.id for node in somebody.nodes if node.role == "checkbox"] == before
    somebody.press(anna)
    somebody.desk.settle()
    assert somebody.desk.rolls.marks[line(1, "").person] is Mark.UNKNOWN


def test_ticks_of_others_appear_and_a_long_list_has_pages() -> None:
    people = tuple(line(number, f"Person {number:02}") for number in range(20))
    somebody = warden(rolls=TestRolls(lines=people))
    assert "Person 03" in somebody.text
    assert "Person 04" not in somebody.text
    somebody.press(*["action:next"] * 4)
    assert "Person 19" in somebody.text
    assert "action:next" not in {node.id for node in somebody.nodes}
    somebody.desk.rolls.marks[people[3].person] = Mark.SAFE
    somebody.journey.tick(1004.0)
    somebody.desk.settle()
    assert somebody.heading == "1 of 20 are safe"


def test_an_old_list_says_since_when() -> None:
    somebody = warden(rolls=TestRolls(fresh=False))
    assert "As it was known at 10:42" in somebody.text


def test_the_code_of_the_fire_box_opens_the_names_with_nothing_under_way() -> None:
    screen = at(rolls=TestRolls(code_opens=True))
    screen.journey.knock(1000.0)
    screen.press("action:code")
    screen.journey.type("7k3m q9xz-4tv2 b8n5 woh")
    assert fire_box.grouped(CODE[:-1]) in screen.text
    screen.journey.type("a")
    screen.desk.settle()
    assert screen.screen == "roll"


def test_a_wrong_code_opens_nothing_and_says_so() -> None:
    screen = at(rolls=TestRolls(code_opens=True))
    screen.journey.knock(1000.0)
    screen.press("action:code")
    screen.journey.type("0" * 20)
    screen.desk.settle()
    assert screen.screen == "roll_code"
    assert "opens nothing here" in screen.text
    screen.press("action:leave")
    assert screen.screen == "attract"


def test_staff_begin_one_at_the_terminal() -> None:
    staff = at(rolls=TestRolls(leads=True))
    staff.journey.knock(1000.0)
    staff.journey.type("482917")
    staff.desk.settle()
    staff.press("staff:roll_call", "begin:lockdown", "begin:lockdown:drill")
    staff.desk.settle()
    current = staff.desk.rolls.current
    assert current is not None
    assert (current.procedure, current.kind) == (Procedure.LOCKDOWN, Kind.DRILL)
    assert staff.screen == "emergency"
    assert staff.heading.startswith("Drill: ")
