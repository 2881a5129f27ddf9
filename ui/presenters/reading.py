"""Reads the screen out for whoever asked for it: what it is, where the keys or the finger are, what was pressed.

A room hears it, so a person's own words are said only through headphones, and only when they ask to hear the screen
again. Where no headphones can be plugged in a person may allow it, on the screen that makes things easier. What they
type is said back a letter at a time through headphones, and counted for a room.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from kiosk.domain.ease import Ease
from kiosk.interfaces.speech import FASTEST, LOUDEST, Manner, Speech
from ui.presenters.aloud import aloud
from ui.presenters.announcing import Announcement, Shown, Spoken, describe, joined
from ui.presenters.semantics import Node
from ui.presenters.view import Message, say

WELCOME: Final = (
    say("Reading aloud is on."),
    say("Five keys do everything: next, previous, enter, back and repeat."),
    say("Or slide a finger over the screen to hear what is there, and tap twice to press it."),
)


class Reader:
    """One voice for one session: off, and as the site wants it, whenever a session begins.

    Attributes:
        on: whether the screens are read out.
        plugged: whether headphones are plugged in, so that nobody else hears it.
    """

    def __init__(self, speech: Speech) -> None:
        self._speech = speech
        self.on = False
        self.plugged = False
        self._openly = False
        self._shown: Shown | None = None
        self._speaking = False
        self._manner = speech.usual

    @property
    def offered(self) -> bool:
        """Whether there is a voice to choose."""
        return self._speech.trouble is None

    def hush(self) -> None:
        """Somebody did something: what is being said is no longer wanted."""
        if self._speaking:
            self._speaking = False
            self._speech.stop()

    def leave(self) -> None:
        """The session is over: the person hears that it is, and the next one finds nothing changed."""
        if self.on:
            self._say(self._plain(say("This visit is over. Nothing of yours is left on the screen.")))
        self._back()

    def silence(self) -> None:
        """No more is said, and nothing is kept."""
        self._speech.stop()
        self._back()

    def show(self, told: Announcement | None, shown: Shown, ease: Ease) -> None:
        """A screen is there, or another state of one: says what that means to somebody who listens.

        Args:
            told: what is new about it.
        """
        self._shown = shown
        began, was = ease.aloud and not self.on, self._manner
        if self.on and not ease.aloud:
            self._say(self._plain(say("Reading aloud is off.")))
        self.on, self._openly = ease.aloud, ease.openly
        self._manner = self._speech.usual.louder(ease.louder).faster(ease.faster)
        if began:
            self._say([*self._plain(*WELCOME), *shown.whole().sentences])
        elif self.on:
            said = [*self._plain(*_heard(was, self._manner)), *(() if told is None else told.sentences)]
            self._say(said, after=told is None or not told.urgent)

    def node(self, node: Node) -> None:
        """Says what the keys or the finger have come to."""
        if self.on and self._shown is not None:
            self._say(describe(node, self._shown.tongue))

    def repeat(self, node: Node | None) -> Announcement | None:
        """Says where somebody is, because they asked; and then what may be said only where nobody else hears it."""
        if self._shown is None:
            return None
        whole = self._shown.whole()
        if self.on:
            at = () if node is None else describe(node, self._shown.tongue)
            self._say([*whole.sentences, *at], asked=True)
        return whole

    def once(self) -> None:
        """Reads out a screen at which no session can begin, to somebody who pressed the key for it."""
        if self.offered and self._shown is not None:
            self._say(self._shown.whole().sentences)

    def _back(self) -> None:
        self.on, self._openly, self._shown = False, False, None
        self._manner = self._speech.usual

    def _say(self, sentences: Iterable[Spoken], *, asked: bool = False, after: bool = False) -> None:
        allowed = self._allowed(sentences, asked)
        for number, (language, group) in enumerate(groupby(allowed, key=lambda each: each.language)):
            self._speaking = True
            words = aloud(joined(each.text for each in group), language)
            self._speech.say(words, language, self._manner, after=after or number > 0)

    def _allowed(self, sentences: Iterable[Spoken], asked: bool) -> Iterator[Spoken]:
        """What may be said now, and once that something may not."""
        alone, hidden = self.plugged or self._openly, False
        for each in sentences:
            if not each.private or (alone and (asked or each.instead)):
                yield each
            elif each.instead:
                yield Spoken(each.instead, each.language)
            elif not hidden:
                hidden = True
                yield from self._plain(self._hidden(alone))

    def _hidden(self, alone: bool) -> Message:
        if alone:
            return say("This is private. Press repeat to hear it.")
        if self._speech.socket:
            return say("This is private. Plug in headphones to hear it.")
        return say("This is private, and is not said aloud.")

    def _plain(self, *texts: Message) -> list[Spoken]:
        tongue = None if self._shown is None else self._shown.tongue
        return [] if tongue is None else [Spoken(tongue(text), tongue.language) for text in texts]


def _heard(was: Manner, now: Manner) -> Iterator[Message]:
    """What is said, as it is now, when somebody has changed how it is spoken."""
    if was.volume != now.volume:
        yield say("Volume {n} of {of}.", n=now.volume, of=LOUDEST)
    if was.rate != now.rate:
        yield say("Speed {n} of {of}.", n=now.speed, of=Manner(rate=FASTEST).speed)
