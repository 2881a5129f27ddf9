"""Somebody with five keys, told the semantic tree and nothing else, fills in and sends a form, typing included."""

from __future__ import annotations

import pytest

from kiosk.domain import ids
from tests.support.desk import TestDesk, everything
from tests.support.desk import Visitor as Screen
from ui.presenters.focus import Focus
from ui.presenters.journey import Journey
from ui.presenters.semantics import Node

ENGLISH = {
    "Start here": "Start here",
    "forms": "Council forms",
    "form": "Report a missed bin",
    "start": "Start this form",
    "bin": "Food waste (brown caddy)",
    "day": "Another day",
    "yes": "Yes",
    "no": "No",
    "tell": "By email",
    "continue": "Continue",
    "send": "Send this form",
    "done": "I have finished",
}
WELSH = {
    "Start here": "Dechrau yma",
    "forms": "Ffurflenni'r cyngor",
    "form": "Rhoi gwybod am fin heb ei gasglu",
    "start": "Dechrau'r ffurflen hon",
    "bin": "Gwastraff bwyd (cadi brown)",
    "day": "Diwrnod arall",
    "yes": "Oedd",
    "no": "Nac ydy",
    "tell": "Drwy e-bost",
    "continue": "Parhau",
    "send": "Anfon y ffurflen hon",
    "done": "Rydw i wedi gorffen",
}


class FiveKeys:
    """Next, previous, enter, back, repeat. Knows what each key is called, as anybody does after hearing it once."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen
        self.focus = Focus()
        self.presses = 0
        self._heading = ""
        self._look()

    def _look(self) -> None:
        nodes = self.screen.nodes
        heading = next(node.name for node in nodes if node.role == "heading")
        self.focus.show(nodes, new=heading != self._heading)
        self._heading = heading

    def _next(self) -> Node:
        self.presses += 1
        node = self.focus.next()
        assert node is not None
        return node

    def enter(self) -> None:
        self.presses += 1
        pressed = self.focus.enter()
        assert pressed is not None
        self.screen.journey.press(pressed)
        self._look()

    def find(self, wanted: str, role: str | None = None) -> None:
        """Goes round until the thing of that name has the focus."""
        for _ in range(len(self.focus.nodes) + 1):
            node = self.focus.node
            if node is not None and node.name == wanted and role in (None, node.role):
                return
            self._next()
        raise AssertionError(f"{wanted} is not among {[node.name for node in self.focus.nodes]}")

    def press(self, *names: str) -> None:
        for name in names:
            self.find(name)
            self.enter()

    def into(self, ending: str) -> None:
        """Gives the keys to a line whose id ends so: the first, the second, as somebody hears them in turn."""
        for _ in range(len(self.focus.nodes) + 1):
            node = self.focus.node
            if node is not None and node.role == "textbox" and node.id.endswith(ending):
                self.enter()
                return
            self._next()
        raise AssertionError(ending)

    def write(self, text: str) -> None:
        for letter in text:
            key = {" ": "key:space"}.get(letter, f"key:{letter}")
            for _ in range(len(self.focus.nodes) + 1):
                if self.focus.node is not None and self.focus.node.id == key:
                    break
                self._next()
            else:
                raise AssertionError(f"no key {letter}")
            self.enter()


@pytest.mark.parametrize(("language", "says"), [("en", ENGLISH), ("cy", WELSH)])
def test_five_keys_complete_the_form(language: str, says: dict[str, str]) -> None:
    desk = TestDesk(everything())
    journey = Journey(desk)
    journey.tick(0.0)
    keys = FiveKeys(Screen(desk, journey))
    if language == "cy":
        keys.press("Cymraeg")
    keys.press(says["Start here"], says["forms"], says["form"], says["start"])
    keys.press(says["bin"], says["continue"], says["day"])
    for part, text in ((".day", "21"), (".month", "11"), (".year", "2026")):
        keys.into(part)
        keys.write(text)
    keys.press(says["continue"], says["yes"], says["continue"])
    for part, text in ((".addressLine1", "1 Heol y bont"), (".town", "Ty"), (".postcode", "TQ95NE")):
        keys.into(part)
        keys.write(text)
    keys.press(says["continue"], says["no"], says["continue"])
    keys.press({"en": "letters with accents", "cy": "llythrennau gydag acenion"}[language])
    keys.write("Ŵ")
    keys.press({"en": "signs", "cy": "symbolau"}[language])
    keys.write("!")
    keys.press(says["continue"], says["tell"], says["continue"])
    keys.write("Mari")
    keys.press(says["continue"])
    keys.write("m@x.wales")
    keys.press(says["continue"], says["send"])
    desk.settle()
    keys._look()
    ((_, _, answers, spoken, _),) = desk.submitted
    assert spoken == language
    assert answers == {
        "bin": "food",
        "due": "2026-11-21",
        "outInTime": True,
        "address": {"addressLine1": "1 Heol y bont", "addressLine2": "", "town": "Ty", "postcode": "TQ9 5NE"},
        "assisted": False,
        "note": "Ŵ!",
        "tell": "email",
        "emailName": "Mari",
        "email": "m@x.wales",
    }
    reference = next(node.value for node in keys.screen.nodes if node.role == "status" and node.value)
    assert ids.read_reference(reference) == reference
    keys.press(says["done"])
    assert journey.session is None


def test_focus_stays_on_the_key_that_was_pressed_and_goes_round() -> None:
    focus = Focus()
    nodes = [Node(f"n{n}", "button", str(n)) for n in range(3)]
    focus.show([Node("h", "heading", "Heading"), *nodes], new=True)
    assert focus.node is None and focus.enter() is None
    assert focus.next() == nodes[0]
    assert focus.previous() == nodes[2]
    assert focus.next() == nodes[0]
    focus.show(nodes, new=False)
    assert focus.node == nodes[0]
    focus.to("n2")
    focus.show(nodes[:2], new=False)
    assert focus.node == nodes[1], "the node is gone: the last in its place has the focus"
    focus.show([], new=False)
    assert focus.next() is None and focus.previous() is None


def test_previous_on_a_new_screen_goes_to_the_end() -> None:
    focus = Focus()
    nodes = [Node(f"n{n}", "button", str(n)) for n in range(3)]
    focus.show(nodes, new=True)
    assert focus.previous() == nodes[2]


def test_back_is_there_only_where_it_leads_somewhere() -> None:
    screen = Screen(desk := TestDesk(everything()), Journey(desk))
    focus = Focus()
    focus.show(screen.nodes, new=True)
    assert focus.back() is None
    screen.press("action:start", "tile:forms")
    focus.show(screen.nodes, new=True)
    assert focus.back() == "bar:back"
