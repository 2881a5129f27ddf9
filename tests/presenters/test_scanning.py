"""One switch: a ring walks, a press takes. Somebody who can do nothing else fills in and sends a form."""

from __future__ import annotations

import math

import pytest

from kiosk.domain.ease import PATIENCE
from tests.support.desk import TestDesk, Visitor, everything, visitor
from ui.presenters.journey import Journey
from ui.presenters.scanning import FIRST, MOST, READ_OUT, ROUNDS, STEPS, TREMBLE, Scanner, grouped
from ui.presenters.semantics import Node

STEP = STEPS["ordinary"]


def nodes(*names: str) -> list[Node]:
    return [Node(name, "button", name) for name in names]


class OneSwitch:
    """Watches the ring and presses when it is around what is wanted. Time goes on only while the ring walks."""

    def __init__(self, screen: Visitor) -> None:
        self.screen = screen
        self.scanner = Scanner()
        self.scanner.pace("ordinary", spoken=False)
        self.now, self.heading, self.presses = 0.0, "", 0
        self.look()

    def look(self) -> None:
        new = self.screen.heading != self.heading
        self.heading = self.screen.heading
        self.scanner.show(self.screen.nodes, self.now, new=new)

    def wait(self) -> None:
        """Until the ring moves. Only what is due happens, as on the screen's own clock."""
        assert self.scanner.due < math.inf, "it rests"
        self.now = self.scanner.due
        assert self.scanner.tick(self.now)

    def switch(self) -> None:
        self.now += TREMBLE * 1.1
        self.presses += 1
        if (pressed := self.scanner.press(self.now)) is not None:
            self.screen.press(pressed)
            self.look()

    def take(self, *wanted: str) -> None:
        """Chooses things by their ids, each within the rounds there are."""
        for name in wanted:
            self._until(lambda ids, name=name: name in ids)
            if self.scanner.stop is not None and len(self.scanner.stop.nodes) > 1:
                self.switch()
                self._until(lambda ids, name=name: ids == [name])
            self.switch()

    def write(self, text: str) -> None:
        self.take(*({" ": "key:space"}.get(letter, f"key:{letter}") for letter in text))

    def _until(self, there) -> None:
        while True:
            stop = self.scanner.stop
            assert stop is not None, "it rested before it came there"
            if not stop.way_out and there([node.id for node in stop.nodes]):
                return
            self.wait()


def somebody() -> OneSwitch:
    desk = TestDesk(everything())
    journey = Journey(desk)
    journey.tick(0.0)
    return OneSwitch(Visitor(desk, journey))


def test_one_switch_reports_a_missed_bin() -> None:
    person = somebody()
    person.take("action:start", "tile:forms", "form:missed-bin", "action:begin")
    person.take("choice:food", "action:continue", "choice:2026-11-22", "action:continue")
    person.take("choice:true", "action:continue")
    person.take("field:address.addressLine1")
    person.write("1 Heol")
    person.take("field:address.town")
    person.write("Ty")
    person.take("field:address.postcode")
    person.write("TQ95NE")
    person.take("action:continue", "choice:false", "action:continue", "action:continue", "choice:email")
    person.take("action:continue")
    person.take("field:emailName")
    person.write("Mari")
    person.take("action:continue", "field:email")
    person.write("m@x.wales")
    person.take("action:continue", "action:send")
    person.screen.desk.settle()
    person.look()
    ((form, _, answers, _, _),) = person.screen.desk.submitted
    assert form == "missed-bin"
    assert answers["address"]["addressLine1"] == "1 Heol"
    assert answers["email"] == "m@x.wales"
    person.take("action:finish")
    assert person.screen.journey.session is None
    letters = len("1 HeolTyTQ95NEMarim@x.wales")
    assert person.presses < 3 * letters + 60, "two presses a letter, and a few for everything else"


def test_it_goes_round_groups_and_a_press_goes_in_and_the_last_stop_leads_out() -> None:
    scanner = Scanner()
    scanner.pace("ordinary", spoken=False)
    scanner.show(nodes("tile:a", "tile:b", "action:c", "bar:back", "bar:help"), 0.0, new=True)
    seen = []
    now = 0.0
    for _ in range(4):
        assert scanner.stop is not None
        seen.append([node.id for node in scanner.stop.nodes])
        now = scanner.due
        scanner.tick(now)
    assert seen == [["tile:a", "tile:b"], ["action:c"], ["bar:back"], ["bar:help"]]
    assert scanner.press(now) is None
    inside = []
    for _ in range(3):
        assert scanner.stop is not None
        inside.append(([node.id for node in scanner.stop.nodes], scanner.stop.way_out))
        now = scanner.due
        scanner.tick(now)
    assert inside == [(["tile:a"], False), (["tile:b"], False), (["tile:a", "tile:b"], True)]
    scanner.tick(scanner.due)
    scanner.tick(scanner.due)
    assert scanner.press(scanner.due) is None, "out of the group"
    assert scanner.stop is not None
    assert [node.id for node in scanner.stop.nodes] == ["tile:a", "tile:b"]
    assert not scanner.stop.way_out
    scanner.tick(scanner.due)
    assert scanner.press(scanner.due) == "action:c", "one thing alone is pressed at once"


def test_it_waits_longer_where_it_begins_and_as_long_as_was_asked_for_elsewhere() -> None:
    scanner = Scanner()
    for pace in ("slow", "ordinary", "quick"):
        scanner.pace(pace, spoken=False)
        scanner.show(nodes("action:a", "bar:back"), 100.0, new=True)
        assert scanner.due == 100.0 + FIRST * STEPS[pace]
        assert not scanner.tick(scanner.due - 0.01)
        begun = scanner.due
        assert scanner.tick(begun)
        assert scanner.due == begun + STEPS[pace]
    scanner.pace("quick", spoken=True)
    scanner.show(nodes("action:a", "bar:back"), 0.0, new=True)
    assert scanner.due > READ_OUT + FIRST * STEPS["quick"], "what is said takes time to hear"


def test_after_two_rounds_it_rests_and_a_press_only_wakes_it() -> None:
    scanner = Scanner()
    scanner.pace("quick", spoken=False)
    scanner.show(nodes("action:a", "bar:back", "bar:help"), 0.0, new=True)
    for _ in range(3 * ROUNDS):
        assert not scanner.resting
        scanner.tick(scanner.due)
    assert scanner.resting
    assert scanner.stop is None
    assert scanner.due == math.inf
    assert scanner.press(1000.0) is None
    assert scanner.stop is not None
    assert scanner.stop.nodes[0].id == "action:a"


def test_a_trembling_hand_and_a_key_that_repeats_press_once() -> None:
    scanner = Scanner()
    scanner.pace("quick", spoken=False)
    scanner.show(nodes("action:a"), 0.0, new=True)
    assert scanner.press(1.0) == "action:a"
    repeats = [1.0 + TREMBLE * 0.5 * each for each in range(1, 20)]
    assert [scanner.press(at) for at in repeats] == [None] * 19
    assert scanner.press(repeats[-1] + TREMBLE) == "action:a"


def test_long_pages_are_groups_of_a_few_and_back_stands_alone() -> None:
    many = [Node(f"choice:{number}", "radio", str(number)) for number in range(11)]
    found = [len(group) for group in grouped([*many, *nodes("action:x", "bar:back", "bar:help")])]
    assert sum(found[:3]) == 11
    assert max(found) <= MOST
    assert found[3:] == [1, 1, 1]


def test_each_row_of_the_keyboard_is_a_group_and_typing_begins_at_the_keys_again() -> None:
    person = somebody()
    person.take("action:start", "tile:forms", "field:search")
    stop = person.scanner.stop
    assert stop is not None
    assert [node.name for node in stop.nodes] == list("1234567890")
    person.write("b")
    stop = person.scanner.stop
    assert stop is not None
    assert stop.nodes[0].id == "key:1"


def test_what_is_said_of_a_group_is_its_ends_and_of_one_thing_itself() -> None:
    person = somebody()
    say = person.screen.words
    person.take("action:start")
    stop = person.scanner.stop
    assert stop is not None
    assert stop.told(say).name == "Council forms to Help and telephone numbers"
    person.switch()
    stop = person.scanner.stop
    assert stop is not None
    assert stop.told(say) == stop.nodes[0]
    person.wait()
    person.wait()
    stop = person.scanner.stop
    assert stop is not None
    assert (stop.told(say).name, stop.way_out) == ("Out of this group", True)


def test_back_is_in_the_cycle_of_every_screen_that_has_it() -> None:
    person = somebody()
    person.take("action:start", "tile:forms", "bar:back")
    assert person.screen.screen == "home"


def test_it_is_chosen_on_the_easier_screen_and_gives_more_time_but_only_presses_count() -> None:
    chosen = visitor()
    chosen.press("bar:easier", "ease:scan")
    assert chosen.journey.ease.scan == "ordinary"
    assert chosen.journey.ease.patience == PATIENCE
    chosen.press("ease:scan_slow")
    assert chosen.journey.ease.scan == "slow"
    scanner = Scanner()
    scanner.pace("quick", spoken=False)
    scanner.show(chosen.nodes, 1000.0, new=True)
    while not scanner.resting:
        scanner.tick(scanner.due)
    chosen.journey.tick(1000.0 + 89 * PATIENCE)
    assert chosen.screen == "easier"
    chosen.journey.tick(1000.0 + 90 * PATIENCE)
    assert chosen.screen == "still_there", "a walking ring is nobody"
    assert chosen.journey.touch() is False
    assert chosen.screen == "easier", "a press that only goes into a group says that somebody is there"
    chosen.press("ease:scan")
    assert chosen.journey.ease.scan == ""


@pytest.mark.parametrize("spoken", [False, True])
def test_without_a_pace_nothing_walks(spoken: bool) -> None:
    scanner = Scanner()
    scanner.pace("", spoken=spoken)
    scanner.show(nodes("action:a", "bar:back"), 0.0, new=True)
    assert scanner.due == math.inf
