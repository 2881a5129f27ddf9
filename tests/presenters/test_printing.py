"""A receipt on paper, as somebody at the screen meets it: offered while it can be had, and never said to be what it
is not."""

from __future__ import annotations

import pytest

from kiosk.domain.devices import Capabilities
from kiosk.domain.printing import Printed
from tests.support.desk import TestDesk, Visitor, everything, visitor

PRINT = "action:print"
USABLE, GONE = Capabilities("usable"), Capabilities("gone")


def at_the_receipt(language: str = "en", able: Capabilities = USABLE) -> Visitor:
    desk = TestDesk(everything(), able=able)
    somebody = visitor(language, desk)
    somebody.fill_in_missed_bin()
    somebody.press("action:send")
    desk.settle()
    return somebody


def offered(somebody: Visitor) -> bool:
    return PRINT in {node.id for node in somebody.nodes}


@pytest.mark.parametrize("able", [Capabilities("none"), GONE])
def test_without_a_printer_that_works_there_is_no_button(able: Capabilities) -> None:
    somebody = at_the_receipt(able=able)
    assert not offered(somebody)
    somebody.journey.press(PRINT)
    somebody.desk.settle()
    assert somebody.desk.printed == []


def test_a_receipt_is_printed_once_however_often_it_is_pressed() -> None:
    somebody = at_the_receipt("cy")
    somebody.press(PRINT)
    assert "Mae eich derbynneb yn cael ei hargraffu." in somebody.text
    assert not offered(somebody)
    somebody.journey.press(PRINT)
    somebody.desk.settle()
    assert "Mae eich derbynneb wedi'i hargraffu. Cymerwch hi o'r argraffydd." in somebody.text
    somebody.journey.press(PRINT)
    somebody.desk.settle()
    ((reference, form, language),) = somebody.desk.printed
    assert reference in somebody.text
    assert (form, language) == ("missed-bin", "cy")


def test_the_button_goes_with_the_printer_and_comes_back_with_it() -> None:
    somebody = at_the_receipt()
    assert offered(somebody)
    somebody.desk.able = GONE
    somebody.journey.house_changed()
    assert not offered(somebody)
    somebody.desk.able = USABLE
    assert offered(somebody)


@pytest.mark.parametrize(
    ("printed", "says", "again"),
    [
        (Printed("not_printed", "paper_out"), "We could not print your receipt.", True),
        (Printed("unknown", "silent"), "We cannot tell whether your receipt was printed.", False),
    ],
)
def test_what_did_not_come_out_is_not_said_to_have(printed: Printed, says: str, again: bool) -> None:
    somebody = at_the_receipt()
    somebody.desk.prints = printed
    somebody.press(PRINT)
    somebody.desk.settle()
    assert says in somebody.text
    assert "rite the reference down" in somebody.text
    assert "is printed" not in somebody.text
    view = somebody.journey.view()
    assert view.lead == view.announce
    assert offered(somebody) == again


def test_a_simulated_printer_is_said_to_be_one() -> None:
    somebody = at_the_receipt(able=Capabilities("usable", simulated=True))
    somebody.press(PRINT)
    somebody.desk.settle()
    assert "on a printer that is simulated for this demonstration." in somebody.text
    assert "Take it from the printer." not in somebody.text


def test_whoever_comes_next_learns_nothing_of_a_receipt_that_was_being_printed() -> None:
    somebody = at_the_receipt()
    somebody.press(PRINT, "action:finish", "action:start")
    somebody.desk.settle()
    assert "printed" not in somebody.text
    assert somebody.journey.session is not None
    assert somebody.journey.session.printed is None
