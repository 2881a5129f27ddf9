"""Draws the words of the step that comes next, while the person still reads the one before it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from kivy.clock import Clock

from ui.presenters.ahead import ahead
from ui.presenters.journey import Journey
from ui.presenters.view import View

PAUSE = 0.3
"""Seconds without a drawing after which somebody reads: by then what was drawn in part has been drawn whole."""


class Ahead:
    """Belongs to Kivy's thread.

    Args:
        prepare: draws the words of a view, and shows nothing.
    """

    def __init__(self, journey: Journey, prepare: Callable[[View], None]) -> None:
        self._journey, self._prepare = journey, prepare
        self._name = ""
        self._look = Clock.create_trigger(lambda _seconds: self._draw(), PAUSE)

    def shown(self, name: str) -> None:
        """The screen of that name has just been drawn."""
        self._name = name
        self._look.cancel()
        self._look()

    def close(self) -> None:
        """Draws nothing more."""
        self._look.cancel()

    def _draw(self) -> None:
        with suppress(LookupError):  # the form has changed under somebody's hands
            if (view := ahead(self._journey.scene(), self._name)) is not None:
                self._prepare(view)
