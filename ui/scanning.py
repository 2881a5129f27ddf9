"""One switch at the screen: moves the ring as time passes, and takes the switch's presses before others do."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from gettext import NullTranslations

from kivy.clock import Clock

from ui.keys import Key
from ui.presenters import bar
from ui.presenters.journey import Journey
from ui.presenters.scanning import Scanner
from ui.presenters.words import Words
from ui.router import Router
from ui.semantics import LiveTree, Picture


class Switch:
    """Walks while the person at the screen wants it. Belongs to Kivy's thread.

    Args:
        speaking: whether the screens are read out.
    """

    def __init__(
        self,
        journey: Journey,
        router: Router,
        tree: LiveTree,
        catalogues: Mapping[str, NullTranslations],
        speaking: Callable[[], bool],
    ) -> None:
        self._journey, self._router, self._tree, self._speaking = journey, router, tree, speaking
        self._catalogues = catalogues
        self._scanner: Scanner | None = None
        self._heading = ""
        self._moving = False
        self._timer = Clock.create_trigger(self._tick, 0)
        self._forget = tree.listen(self._shown)

    def close(self) -> None:
        """Walks no more."""
        self._timer.cancel()
        self._forget()

    def key(self, key: Key) -> None:
        """A real key was pressed: the switch, or what any other key is."""
        if key is Key.SWITCH and self._scanner is None:
            self._enter()
        elif self._scanner is not None and key in (Key.SWITCH, Key.ENTER):
            self._press(self._scanner)
        elif key is not Key.SWITCH:
            self._router.key(key)

    def type(self, text: str) -> None:
        """Characters came from a real keyboard; a space is the switch."""
        if self._scanner is not None and text == " ":
            self._press(self._scanner)
        else:
            self._router.type(text)

    def _enter(self) -> None:
        """Whoever presses the switch where nobody is being served begins a session with it."""
        for start in ("action:start", bar.EASIER):
            if self._journey.session is None:
                self._journey.press(start)
        if (session := self._journey.session) is not None:
            session.ease = replace(session.ease, scan="ordinary")
            self._router.changed()

    def _press(self, scanner: Scanner) -> None:
        now = time.monotonic()
        self._journey.tick(now)
        pressed = scanner.press(now)
        if pressed is not None:
            self._router.press(pressed)
        else:
            self._journey.touch()
            self._point(scanner)

    def _shown(self, picture: Picture) -> None:
        """Something else is on the screen."""
        if self._moving:
            return
        wanted = self._journey.ease.scan
        if not wanted:
            self._scanner = None
            self._timer.cancel()
            return
        nodes = [placed.node for placed in picture.nodes]
        heading = next((node.name for node in nodes if node.role == "heading"), "")
        new = self._scanner is None or heading != self._heading
        self._heading = heading
        self._scanner = scanner = self._scanner or Scanner()
        scanner.pace(wanted, spoken=self._speaking())
        scanner.show(nodes, time.monotonic(), new=new)
        # What is new on the screen is being said: the ring says nothing of its own until it moves.
        Clock.schedule_once(lambda _seconds: self._point(scanner, aloud=False), 0)

    def _tick(self, _seconds: float) -> None:
        if self._scanner is None:
            return
        if self._scanner.tick(time.monotonic()):
            self._point(self._scanner)
        else:
            self._wait(self._scanner)  # Kivy's clock calls up to 5 ms early

    def _point(self, scanner: Scanner, *, aloud: bool = True) -> None:
        """Puts the ring where it is now, and waits until it moves on."""
        self._timer.cancel()
        if scanner is not self._scanner:
            return
        stop, say = scanner.stop, Words(self._journey.language, self._catalogues)
        self._moving = True
        try:
            nodes = () if stop is None else tuple(node.id for node in stop.nodes)
            self._router.point(nodes, stop.told(say) if stop is not None and aloud else None)
        finally:
            self._moving = False
        self._wait(scanner)

    def _wait(self, scanner: Scanner) -> None:
        if scanner.due < math.inf:
            self._timer.timeout = max(0.0, scanner.due - time.monotonic())
            self._timer()
