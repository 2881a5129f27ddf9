"""A service plugs into the journey: its tile, its screens, what is typed, shown and asked, and what is left of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from kiosk.domain.readers import Shown, Unread
from kiosk.terminal.session import Session
from tests.support.desk import TestDesk, Visitor, everything
from ui.presenters import flow, flows, rooms, travel
from ui.presenters.flow import Errand, Flow, Line
from ui.presenters.journey import Journey
from ui.presenters.scene import Scene
from ui.presenters.view import Action, Fields, Keyboard, Notice, Paragraph, Part, Tile, Typed, View, say


@dataclass(slots=True, eq=False, repr=False)
class Borrowing(Errand):
    lent: list[str] = field(default_factory=list)

    def lines(self, screen: str) -> tuple[Line, ...]:
        return (Line("what"), Line("days", Keyboard.NUMBERS)) if screen == "umbrella" else ()


class Umbrellas(Flow):
    """Lends umbrellas."""

    name = "umbrella"

    def tiles(self, scene: Scene) -> tuple[Tile, ...]:
        return (Tile("tile:umbrella", say("Continue"), None, "umbrella", "large"),) if scene.hub_reachable else ()

    def view(self, scene: Scene) -> View:
        session = scene.here
        errand = session.errand
        if not isinstance(errand, Borrowing):
            raise LookupError("nothing is borrowed")
        parts: tuple[Part, ...]
        if session.screen == "umbrella.lent":
            parts = tuple(Paragraph(Typed(each)) for each in errand.lent)
        else:
            names = ("what", "days")
            parts = (Fields(tuple(flow.field_of(session, name, say("Continue")) for name in names)),)
        actions = (Action(flow.CONTINUE, say("Continue")), Action("action:finish", say("Finish"), "second"))
        return flow.page(scene, say("Continue"), parts, actions)

    def press(self, session: Session, name: str) -> bool:
        if name == "tile:umbrella":
            session.errand = Borrowing()
            travel.go(session, self.name)
            flow.activate(session, "what")
        elif name == flow.CONTINUE:
            errand = session.errand
            assert isinstance(errand, Borrowing)
            self.ask(session, _lend(errand.typed["what"]), errand.lent.append, self._kept, busy=True)
            travel.go(session, "umbrella.lent")
        else:
            return False
        return True

    def shown(self, session: Session | None, reading: Shown | Unread) -> bool:
        if isinstance(reading, Unread) or reading.text != "UMBRELLA":
            return False
        session = session or self._front.begin()
        session.errand = Borrowing(lent=[reading.text])
        travel.go(session, "umbrella.lent")
        return True

    def _kept(self, error: Exception) -> None:
        raise error


class Flood:
    """Takes every screen while there is water."""

    water = False
    seizes = True

    @property
    def open(self) -> bool:
        return Flood.water

    def view(self, scene: Scene) -> View:
        return View("flood", scene.title, say("Continue"), (Notice(say("Continue"), (), "problem", "info"),))

    def press(self, name: str, language: str) -> None:
        Flood.water = (name, language) != ("action:swim", "en")

    def type(self, text: str) -> None:
        """Nothing is typed."""

    def key(self, name: str) -> None:
        """No key does anything."""

    def shown(self, reading: Shown | Unread) -> bool:
        return isinstance(reading, Unread) and self.open

    def tick(self, now: float) -> bool:
        return self.open and now > 2000

    def leave(self) -> None:
        """Water does not leave."""


async def _lend(what: str) -> str:
    return f"{what} 7"


@pytest.fixture
def somebody(monkeypatch: pytest.MonkeyPatch) -> Iterator[Visitor]:
    monkeypatch.setattr(flows, "FLOWS", (Umbrellas,))
    monkeypatch.setattr(rooms, "ROOMS", (lambda _desk: Flood(),))
    desk = TestDesk(everything())
    journey = Journey(desk)
    journey.tick(1000.0)
    yield Visitor(desk, journey)
    Flood.water = False
    desk.close()


def test_a_service_stands_before_the_forms_and_only_while_it_works(somebody: Visitor) -> None:
    somebody.press("action:start")
    tiles = [part for part in somebody.journey.view().parts if isinstance(part, Tile)]
    assert [(tile.id, tile.size) for tile in tiles] == [("tile:umbrella", "large"), ("tile:forms", "small")]
    somebody.desk.reachable = False
    somebody.journey.press("tile:umbrella")
    assert somebody.screen == "home"
    tiles = [part for part in somebody.journey.view().parts if isinstance(part, Tile)]
    assert [(tile.id, tile.size) for tile in tiles] == [("tile:forms", "large"), ("tile:help", "large")]


def test_what_is_typed_is_asked_shown_and_gone_with_the_session(somebody: Visitor) -> None:
    somebody.press("action:start", "tile:umbrella")
    somebody.journey.type("the red one")
    somebody.press("key:shift", "key:backspace", "key:e")
    somebody.journey.key("enter")
    somebody.journey.type("12")
    assert "the red one" in somebody.text
    assert "12" in somebody.text
    somebody.journey.key("enter")
    somebody.journey.press("bar:back")
    assert somebody.screen == "umbrella.lent", "presses wait for what was asked"
    somebody.desk.settle()
    assert "the red one 7" in somebody.text
    somebody.press("bar:back")
    assert somebody.screen == "umbrella"
    session = somebody.desk.sessions[-1]
    somebody.press("bar:help", "bar:back", "action:finish")
    assert (somebody.screen, session.errand) == ("attract", None)


def test_what_comes_after_somebody_has_left_is_dropped(somebody: Visitor) -> None:
    somebody.press("action:start", "tile:umbrella", "bar:start_again")
    assert somebody.screen == "home"
    somebody.press("tile:umbrella")
    somebody.journey.type("blue")
    somebody.press(flow.CONTINUE)
    somebody.journey.end()
    somebody.desk.settle()
    assert somebody.screen == "attract"


def test_a_code_begins_where_nobody_is_and_never_takes_answers_away(somebody: Visitor) -> None:
    code = Shown("code", "scanner", 1000.0, text="UMBRELLA")
    assert not somebody.journey.shown(Shown("code", "scanner", 1000.0, text="PARASOL"), 1000.5)
    assert somebody.journey.shown(code, 1000.5)
    assert (somebody.screen, "UMBRELLA" in somebody.text) == ("umbrella.lent", True)
    somebody.press("bar:start_again", "tile:forms", "form:missed-bin", "action:begin", "choice:recycling")
    assert not somebody.journey.shown(code, 1000.5)
    assert somebody.screen == "question"


def test_a_room_that_seizes_takes_the_screen_from_whoever_is_there(somebody: Visitor) -> None:
    somebody.press("action:start", "tile:umbrella")
    session = somebody.desk.sessions[-1]
    Flood.water = True
    somebody.journey.house_changed()
    assert (somebody.screen, session.ended, session.errand) == ("flood", True, None)
    assert not somebody.journey.knockable()
    assert not somebody.journey.shown(Shown("code", "scanner", 1000.0, text="UMBRELLA"), 1000.5)
    assert somebody.journey.shown(Unread("scanner", 1000.0, "mute"), 1000.5)
    somebody.journey.press("action:swim")
    assert somebody.screen == "attract"
