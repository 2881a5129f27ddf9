"""Reads the screen out for whoever asked for it: what it is, where the keys or the finger are, what was pressed.

A room hears it, so a person's own words are said only where headphones are plugged in, and then only when they ask
to hear the screen again.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.interfaces.speech import Manner, Speech
from ui.presenters.announcing import Announcement, describe
from ui.presenters.semantics import Node, Translate
from ui.presenters.view import say


class Reader:
    """One voice for one session. It is off, and its manner the usual one, whenever a session begins.

    Attributes:
        on: whether the screen is read out.
        alone: whether headphones are plugged in, so that nobody else hears it.
        manner: how loud and how fast.
    """

    def __init__(self, speech: Speech) -> None:
        self._speech = speech
        self.on = False
        self.alone = False
        self.manner = Manner()

    @property
    def offered(self) -> bool:
        """Whether there is a voice to choose."""
        return self._speech.trouble is None

    def end(self) -> None:
        """The session is over: nothing more is said, and the next person finds nothing changed."""
        self._speech.stop()
        self.on = False
        self.manner = Manner()

    def hush(self) -> None:
        """Somebody did something: what is being said is no longer wanted."""
        if self.on:
            self._speech.stop()

    def screen(self, told: Announcement | None, translate: Translate, language: str, *, asked: bool = False) -> None:
        """Says what has changed, or where somebody is now; `asked` when they asked for it."""
        if not self.on or told is None:
            return
        words = told.text
        if told.private and not (asked and self.alone):
            kept = translate(say("What you wrote is on the screen. It is not read out."))
            words = f"{told.public} {kept}".strip()
        self._speech.say(words, language, self.manner, after=not told.urgent)

    def node(self, node: Node, translate: Translate, *, asked: bool = False) -> None:
        """Says what the keys or the finger have come to; `asked` when they asked for it, after the screen."""
        if self.on:
            words = describe(node, translate, private=asked and self.alone)
            self._speech.say(words, node.language, self.manner, after=asked)


@dataclass(frozen=True, slots=True)
class Hear:
    """The finger has come to something: say what it is. `None` where there is nothing."""

    node: str | None


@dataclass(frozen=True, slots=True)
class Act:
    """Press what was heard last."""

    node: str


TAP = 0.35
"""Seconds a finger may stay for a tap."""

PAUSE = 0.6
"""Seconds between two taps that count as one double tap. Both grow where somebody asked for more time."""


class Explorer:
    """A finger that looks before it acts: what it touches is said, two quick taps press what was said last.

    Args:
        patience: how many times the usual seconds a person wants for a double tap.
    """

    def __init__(self, patience: float = 1.0) -> None:
        self._patience = patience
        self._heard: str | None = None
        self._under: str | None = None
        self._down_at = 0.0
        self._tapped_at: float | None = None
        self._second = False

    def down(self, under: str | None, now: float) -> Hear | None:
        """A finger came down on a node, or on none. `now` in seconds, from any clock that only goes forward."""
        self._second = self._tapped_at is not None and now - self._tapped_at <= PAUSE * self._patience
        self._down_at, self._under = now, under
        # The second tap may land anywhere: people who cannot see do not aim twice.
        return None if self._second else self._hear(under)

    def move(self, under: str | None) -> Hear | None:
        """The finger slid on."""
        if under == self._under or self._second:
            return None
        self._under = under
        return self._hear(under)

    def up(self, now: float) -> Act | None:
        """The finger was lifted."""
        tap = now - self._down_at <= TAP * self._patience
        if self._second and tap and self._heard is not None:
            self._tapped_at = None
            return Act(self._heard)
        self._tapped_at = now if tap else None
        return None

    def _hear(self, under: str | None) -> Hear:
        self._heard = under or self._heard
        return Hear(under)
