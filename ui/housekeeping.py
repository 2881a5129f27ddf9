"""Python's garbage collector, kept out of the way of presses.

Left alone it stops the program for tens of milliseconds whenever enough objects have been made, which is in the
middle of a step. Here what stays for good is set aside once it has been made, so that a collection looks only at what
came after; and collections happen while nobody waits: after a pause, and when a session is over.
"""

from __future__ import annotations

import gc

from kivy.clock import Clock

PAUSE = 0.7
"""Seconds without a drawing after which nobody waits for anything."""

SELDOM = (100_000, 20, 100)
"""Objects made, and collections of the younger kind, after which Python collects although somebody waits: a session
without a single pause must not fill the memory. Source: Python 3.11, `gc.set_threshold`."""


class Housekeeping:
    """Says when to collect. Belongs to Kivy's thread."""

    def __init__(self) -> None:
        self._made = False
        self._set_aside = False
        self._threshold = gc.get_threshold()
        self._paused = Clock.create_trigger(lambda _seconds: gc.collect(1), PAUSE)
        self._empty = Clock.create_trigger(lambda _seconds: self._tidy(), 0)

    def made(self, *, empty: bool) -> None:
        """All that stays has been made.

        Args:
            empty: whether nobody is there; if somebody is, their objects are not to be set aside.
        """
        self._made = True
        gc.set_threshold(*SELDOM)
        if empty:
            self._empty()

    def drawn(self) -> None:
        """Something new is shown: collections wait until it is quiet again."""
        self._paused.cancel()
        self._paused()

    def left(self) -> None:
        """A session is over: in the next frame nothing of it is left that anything could reach."""
        self._empty()

    def thrown_away(self) -> None:
        """Something that was to stay was given up, and must be found when rubbish is looked for."""
        gc.unfreeze()
        self._set_aside = False

    def close(self) -> None:
        """Gives the collector back to Python."""
        self._paused.cancel()
        self._empty.cancel()
        gc.unfreeze()
        gc.set_threshold(*self._threshold)

    def _tidy(self) -> None:
        gc.collect()
        if self._made and not self._set_aside:
            gc.freeze()
            self._set_aside = True
