"""Somebody who cannot see the screen: five keys, and ears.

`Listener` finds its way by nothing but what is said to it: it is handed a `Dark` terminal, which takes a key and
gives back sentences. `Presented` is one made of the presenters, `Windowed` is a real window at which nobody looks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal, Protocol

from kiosk.interfaces.speech import Manner
from tests.support.desk import TestDesk, catalogues
from tests.support.tales import Tale
from tests.support.window import Window
from ui.presenters import announcing, semantics
from ui.presenters.focus import Focus
from ui.presenters.journey import Journey
from ui.presenters.reading import Reader
from ui.presenters.view import View
from ui.presenters.words import Words

Key = Literal["next", "previous", "enter", "back", "repeat", "speech"]


class Voice:
    """Keeps what would be said. Satisfies `kiosk.interfaces.speech.Speech`."""

    def __init__(self, *, socket: bool = False) -> None:
        self.trouble: str | None = None
        self.usual = Manner()
        self.socket = socket
        self.said: list[str] = []
        self.languages: list[str] = []
        self.manner = self.usual
        self.stops = 0

    def say(self, text: str, language: str, manner: Manner, *, after: bool = False) -> None:
        if not after:
            self.said.clear()
        self.said.append(text)
        self.languages.append(language)
        self.manner = manner

    def stop(self) -> None:
        self.said.clear()
        self.stops += 1

    def when_plugged(self, told: Callable[[bool], None]) -> None:
        """Tests plug headphones into the reader."""


class Dark(Protocol):
    """A terminal whose screen nobody sees."""

    def press(self, key: Key) -> str:
        """Presses a key, and gives what is said then."""

    def more(self) -> str:
        """Waits for what is said next without a key."""


class Presented:
    """A terminal made of the presenters, put together as the router does it."""

    def __init__(self, desk: TestDesk, voice: Voice) -> None:
        desk.voice = voice
        self.desk, self.voice = desk, voice
        self.journey = Journey(desk)
        self.journey.tick(0.0)
        self.reader = Reader(voice)
        self.focus = Focus()
        self._words = catalogues()
        self._shown: View | None = None
        self.show()

    def show(self) -> None:
        """What has happened reaches the screen and the voice."""
        self.desk.settle()
        if self._shown is not None and self.reader.on and self.journey.session is None:
            self.reader.leave()
            self._shown = None
        view = self.journey.view()
        words = Words(view.language, self._words)
        nodes = semantics.tree(view, words)
        before, self._shown = self._shown, view
        self.focus.show(nodes, new=before is None or (before.name, before.heading) != (view.name, view.heading))
        told = announcing.announcement(before, view, words, nodes)
        self.reader.show(told, announcing.Shown(view, nodes, words), self.journey.ease)

    def press(self, key: Key) -> str:
        self.reader.hush()
        self.voice.said.clear()
        match key:
            case "next" | "previous":
                node = self.focus.next() if key == "next" else self.focus.previous()
                assert node is not None
                self.reader.node(node)
            case "enter":
                self.do(self.focus.enter() or "")
            case "back":
                self.journey.key("back")
                self.show()
            case "repeat":
                self.reader.repeat(self.focus.node)
            case "speech":
                self.journey.read_aloud(wanted=not self.reader.on)
                self.show()
        return " ".join(self.voice.said)

    def more(self) -> str:
        raise AssertionError("nothing more is said: what takes time is over at once here")

    def do(self, node: str) -> None:
        """A press on something, by whatever means."""
        self.journey.press(node)
        self.show()


class Windowed:
    """A real window. Only its keys are pressed, and only what it says is heard."""

    KEYS: Mapping[Key, str] = {
        "next": "Down",
        "previous": "Up",
        "enter": "Return",
        "back": "Escape",
        "repeat": "F1",
        "speech": "F2",
    }

    def __init__(self, window: Window) -> None:
        self._window = window
        self._heard = 0

    def press(self, key: Key) -> str:
        self._said()
        self._window.settled(lambda: self._window.key(self.KEYS[key]))
        return self._said() or self.more()

    def more(self) -> str:
        self._window.wait(lambda: any(each["said"] for each in self._window.spoken[self._heard :]), "a sentence")
        return self._said()

    def _said(self) -> str:
        """What was said since it was last listened to."""
        fresh = self._window.spoken[self._heard :]
        self._heard += len(fresh)
        return " ".join(each["said"] for each in fresh if each["said"])


class Listener:
    """Knows what it was told, remembers what it has heard, and nothing else. Counts its keys."""

    def __init__(self, terminal: Dark, tale: Tale) -> None:
        self.keys = 0
        self.heard: list[str] = []
        self._terminal, self._tale = terminal, tale
        self._forget()

    def key(self, key: Key) -> str:
        """Presses, and listens."""
        self.keys += 1
        self.heard.append(self._terminal.press(key))
        return self.heard[-1]

    def visit(self) -> None:
        """From the first key to the last."""
        said = self.key("speech")
        while self._tale.over not in said:
            screen = next((part for part in self._tale.screens if part in said), None)
            if screen is None:  # it asks to wait
                said = self._terminal.more()
                continue
            self._forget()
            wanted = self._tale.screens[screen]
            said = self._write(wanted, said) if isinstance(wanted, Mapping) else self._choose(wanted)

    def _choose(self, wanted: Sequence[str]) -> str:
        """Presses things by their names, the last of which leads on."""
        for name in wanted:
            if name == "?":
                self.key("repeat")
                continue
            self._find(name)
            said = self.key("enter")
            if self._tale.again in said:
                return self.key("enter")
        return said

    def _write(self, lines: Mapping[str, str], said: str) -> str:
        for label, text in lines.items():
            if f"{self._tale.typing_in}{label}" not in said:
                self._find(label)
                said = self.key("enter")
                assert label in said, said
            for letter in text:
                self._find({" ": self._tale.space}.get(letter, letter))
                self.key("enter")
            said = ""
        return self._choose([self._tale.onward])

    def _forget(self) -> None:
        """Another screen: nothing is known of it yet, not even how far round it is."""
        self._here, self._place, self._around = "", 0, 0
        self._known: dict[str, int] = {}

    def _find(self, wanted: str) -> None:
        """Goes to something the shorter way, where it remembers it, or else on and on."""
        for _ in range(300):
            if self._here and _is(self._here, wanted):
                return
            self._move("previous" if self._distance(wanted) < 0 else "next")
        raise AssertionError(f"{wanted} was not heard in {self.heard[-300:]}")

    def _distance(self, wanted: str) -> int:
        """How far on to what was heard there; 1 where it never was."""
        place = next((place for name, place in self._known.items() if _is(name, wanted)), None)
        if place is None:
            return 1
        ahead = place - self._place
        if not self._around:
            return ahead
        ahead %= self._around
        return ahead if ahead <= self._around // 2 else ahead - self._around

    def _move(self, key: Key) -> None:
        self._place += 1 if key == "next" else -1
        self._here = self._plain(self.key(key))
        was = self._known.get(self._here)
        if was is not None and was != self._place and not self._around:
            self._around = abs(self._place - was)  # it has been here before: that was once round
        if self._around:
            self._place %= self._around
            self._known = {name: place % self._around for name, place in self._known.items()}
        self._known = {name: place for name, place in self._known.items() if place != self._place}
        self._known[self._here] = self._place

    def _plain(self, said: str) -> str:
        """A letter without its case; the words of anything else as they were said."""
        words = said.removesuffix(".")
        letter = words.replace(self._tale.capital, "")
        return letter.lower() if len(letter) == 1 else words


def _is(name: str, wanted: str) -> bool:
    """Whether what was heard is what is wanted: its name comes first, then what it is."""
    if name in (wanted, wanted.lower()) or name.startswith((f"{wanted}, ", f"{wanted}. ")):
        return True
    return f" ({wanted})," in name


def keys_for(terminal: Presented, presses: Sequence[str]) -> int:
    """How many keys lead through presses, given by ids, for somebody who knows every screen by heart and always goes
    the shorter way round. `again` presses once more; a text in quotes is typed."""
    keys = 0
    for press in presses:
        for node in _typed(press) if press.startswith("'") else [press]:
            keys += 1 if node == "again" else 1 + _shortest(terminal, node)
            terminal.do(terminal.focus.enter() or "")
    return keys


def _typed(text: str) -> list[str]:
    return [{" ": "key:space"}.get(letter, f"key:{letter}") for letter in text.strip("'")]


def _shortest(terminal: Presented, wanted: str) -> int:
    order = [node.id for node in terminal.focus.nodes]
    if wanted not in order:
        wanted = wanted.swapcase().replace("KEY:", "key:")
    place = order.index(wanted)
    if terminal.focus.current is None:
        distance = min(place + 1, len(order) - place)
    else:
        ahead = (place - order.index(terminal.focus.current)) % len(order)
        distance = min(ahead, len(order) - ahead)
    terminal.focus.to(wanted)
    return distance
