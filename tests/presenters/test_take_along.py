"""What makes the screens easier goes along to another terminal, with nothing about who takes it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kiosk.domain import visit_codes
from kiosk.domain.ease import PLAIN, Ease
from tests.support.desk import TestDesk, Visitor, everything, visitor
from ui.keys import Key
from ui.presenters.journey import Journey
from ui.presenters.view import Code
from ui.wedge import Wedge

TAKEN = Ease(160, contrast=True, low=True, slow=True, hand="left")


def nobody() -> Visitor:
    desk = TestDesk(everything())
    journey = Journey(desk)
    journey.tick(1000.0)
    return Visitor(desk, journey)


def code_of(somebody: Visitor) -> str:
    (code,) = (part for part in somebody.journey.view().parts if isinstance(part, Code))
    return code.content


@pytest.mark.parametrize("language", ["en", "cy"])
def test_a_code_made_at_one_terminal_changes_another(language: str) -> None:
    one = visitor(language)
    one.press("bar:easier")
    assert not any(node.id == "take:along" for node in one.nodes), "there is nothing to take along"
    one.press("ease:text_160", "ease:contrast", "ease:low", "ease:slow", "ease:hand_left", "take:along")
    code = code_of(one)
    one.press("action:carry_on")
    assert one.screen == "easier"
    other = nobody()
    assert other.journey.scanned(code)
    assert (other.screen, other.journey.ease) == ("easier", TAKEN)
    other.press("action:carry_on")
    assert other.screen == "home"


def test_a_code_holds_nothing_of_what_somebody_did() -> None:
    somebody = visitor()
    somebody.fill_in_missed_bin()
    somebody.press("bar:easier", "ease:contrast", "take:along")
    assert code_of(somebody) == "FOYER1:C"


def test_a_code_read_in_the_middle_keeps_the_place_and_the_answers() -> None:
    somebody = visitor()
    somebody.press("tile:forms", "form:missed-bin", "action:begin", "choice:food")
    assert somebody.journey.scanned("FOYER1:T130")
    assert (somebody.screen, somebody.journey.ease.text) == ("question", 130)
    assert next(node.state for node in somebody.nodes if node.id == "choice:food") == "chosen"


@pytest.mark.parametrize("code", ["FOYER1:T999", "https://example.org", "5012345678900"])
def test_what_is_no_code_begins_nothing(code: str) -> None:
    somebody = nobody()
    assert not somebody.journey.scanned(code)
    assert somebody.journey.session is None


def test_what_was_brought_along_ends_with_the_visit() -> None:
    somebody = nobody()
    somebody.journey.scanned("FOYER1:T160.C")
    somebody.journey.tick(1000.0 + 3 * 200)
    assert (somebody.screen, somebody.journey.ease) == ("attract", PLAIN)


class Reader:
    """Types as quickly as it is told to, and remembers what became of it."""

    def __init__(self, *, waiting: bool = True) -> None:
        self.scanned: list[str] = []
        self.keys: list[Key] = []
        self.time = 0.0
        self._wedge = Wedge(
            self.keys.append, lambda _text: None, waiting=lambda: waiting, scanned=self.scanned.append, now=self._now
        )

    def _now(self) -> float:
        return self.time

    def types(self, text: str, seconds: float = 0.01) -> None:
        for character in self._each(text, seconds):
            self._wedge.key(Key.OTHER)
            self._wedge.type(character)
        self.time += seconds
        self._wedge.key(Key.ENTER)

    def _each(self, text: str, seconds: float) -> Iterator[str]:
        for character in text:
            self.time += seconds
            yield character


def test_a_reader_that_types_is_heard_at_the_start() -> None:
    reader = Reader()
    reader.types("FOYER1:T160")
    assert reader.scanned == ["FOYER1:T160"]
    assert Key.ENTER not in reader.keys
    reader.time += 5
    reader.types("foyer1:c")
    assert reader.scanned[1:] == ["foyer1:c"]
    reader.time += 5
    reader.types(visit_codes.badge(bytes(10)))
    assert reader.scanned[2:] == [visit_codes.badge(bytes(10))]


def test_people_who_type_and_other_codes_press_enter() -> None:
    for reader, text, seconds in ((Reader(), "FOYER1:T160", 0.3), (Reader(), "5012345678900", 0.01)):
        reader.types(text, seconds)
        assert (reader.scanned, reader.keys[-1]) == ([], Key.ENTER)
    served = Reader(waiting=False)
    served.types("FOYER1:T160")
    assert (served.scanned, served.keys[-1]) == ([], Key.ENTER)
