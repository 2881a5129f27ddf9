"""What is read out, when, and what is not."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.interfaces.speech import Manner
from ui.presenters.announcing import Announcement, Spoken
from ui.presenters.reading import Act, Explorer, Hear, Reader
from ui.presenters.semantics import Node
from ui.presenters.view import Text


class Voice:
    """Keeps what would be said."""

    trouble: str | None = None

    def __init__(self) -> None:
        self.said: list[tuple[str, str, bool]] = []
        self.manner: Manner | None = None
        self.stops = 0

    def say(self, text: str, language: str, manner: Manner, *, after: bool = False) -> None:
        self.said.append((text, language, after))
        self.manner = manner

    def stop(self) -> None:
        self.stops += 1

    def when_plugged(self, told: Callable[[bool], None]) -> None:
        """There is no socket."""


def plain(text: Text) -> str:
    return getattr(text, "id", str(text))


def told(text: str, *, urgent: bool = False) -> Announcement:
    return Announcement((Spoken(text),), urgent)


def test_nothing_is_said_until_somebody_wants_it() -> None:
    voice = Voice()
    reader = Reader(voice)
    reader.screen(told("Welcome."), plain, "en")
    reader.node(Node("a", "button", "Start"), plain)
    reader.hush()
    assert (voice.said, voice.stops) == ([], 0)


def test_a_new_screen_waits_its_turn_and_an_error_does_not() -> None:
    voice = Voice()
    reader = Reader(voice)
    reader.on = True
    reader.screen(told("What is your name?"), plain, "en")
    reader.screen(told("Enter your name.", urgent=True), plain, "en")
    assert voice.said == [("What is your name?", "en", True), ("Enter your name.", "en", False)]


def test_private_words_are_said_only_where_the_person_asked_for_it() -> None:
    voice = Voice()
    reader = Reader(voice)
    reader.on = True
    field = Node("field:name", "textbox", "Your name", value="Siân Planted", private=True)
    reader.node(field, plain)
    both = Announcement((Spoken("Check this."), Spoken("Siân Planted.", private=True)), urgent=True)
    reader.screen(both, plain, "en")
    assert "Planted" not in str(voice.said)
    assert voice.said[-1][0].startswith("Check this. What you wrote")
    for asked, alone in ((True, False), (False, True)):
        reader.alone = alone
        reader.node(field, plain, asked=asked)
        reader.screen(both, plain, "en", asked=asked)
        assert "Planted" not in str(voice.said), "a room would hear it, or nobody asked"
    reader.node(field, plain, asked=True)
    assert "Planted" in voice.said[-1][0]
    reader.screen(both, plain, "en", asked=True)
    assert "Planted" in voice.said[-1][0]


def test_each_thing_is_said_in_its_own_language() -> None:
    voice = Voice()
    reader = Reader(voice)
    reader.on = True
    reader.node(Node("bar:language", "button", "Cymraeg", language="cy"), plain)
    assert voice.said[-1][1] == "cy"


def test_the_next_person_finds_nothing_changed() -> None:
    voice = Voice()
    reader = Reader(voice)
    reader.on = True
    reader.manner = reader.manner.louder(4).faster(3)
    reader.end()
    assert (reader.on, reader.manner) == (False, Manner())
    assert voice.stops == 1


# --- the finger ---


def test_a_finger_hears_what_it_comes_to_and_lifting_it_presses_nothing() -> None:
    finger = Explorer()
    assert finger.down("tile:forms", 0.0) == Hear("tile:forms")
    assert finger.move("tile:forms") is None
    assert finger.move("tile:help") == Hear("tile:help")
    assert finger.move(None) == Hear(None)
    assert finger.up(2.0) is None


def test_two_quick_taps_anywhere_press_what_was_heard_last() -> None:
    finger = Explorer()
    finger.down("tile:forms", 0.0)
    assert finger.up(0.1) is None
    assert finger.down(None, 0.3) is None
    assert finger.up(0.4) == Act("tile:forms")


def test_after_a_long_look_two_taps_on_bare_glass_press_it() -> None:
    finger = Explorer()
    finger.down("tile:help", 0.0)
    finger.move("tile:forms")
    finger.up(3.0)
    assert finger.down(None, 5.0) == Hear(None)
    finger.up(5.1)
    finger.down(None, 5.3)
    assert finger.up(5.4) == Act("tile:forms")


def test_slow_taps_are_two_looks_unless_somebody_wants_more_time() -> None:
    for patience, expected in ((1.0, None), (3.0, Act("tile:forms"))):
        finger = Explorer(patience)
        finger.down("tile:forms", 0.0)
        finger.up(0.5)
        finger.down("tile:forms", 1.4)
        assert finger.up(1.9) == expected


def test_a_third_tap_begins_anew() -> None:
    finger = Explorer()
    for at in (0.0, 0.2):
        finger.down("tile:forms", at)
        finger.up(at + 0.1)
    assert finger.down("tile:help", 0.4) == Hear("tile:help")
    assert finger.up(0.5) is None
