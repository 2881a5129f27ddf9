"""The corner that staff know of: a finger that rests there knocks at their door. Nothing shows where it is.

Source: EN 301 549 V3.2.1, 5.5.1 and 5.9, ask for another way than holding: Ctrl, Alt and S on a keyboard.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from kivy.clock import Clock
from kivy.core.window import WindowBase
from kivy.input import MotionEvent

HOLD: Final = 3.0
"""Seconds. Nobody rests a finger on an empty corner so long by chance."""


class Corner:
    """Watches the top left corner of the glass. The touch goes on to whatever is there.

    Args:
        size: of the corner, in pixels; asked at each touch.
        wanted: whether anybody may knock now.
        knock: called when a finger has rested there.
    """

    def __init__(
        self, window: WindowBase, size: Callable[[], int], wanted: Callable[[], bool], knock: Callable[[], None]
    ) -> None:
        self._window, self._size, self._wanted, self._knock = window, size, wanted, knock
        self._waiting = Clock.create_trigger(lambda _seconds: self._rested(), HOLD)
        window.bind(on_touch_down=self._down, on_touch_move=self._move, on_touch_up=self._up)

    def close(self) -> None:
        """Watches no more."""
        self._waiting.cancel()
        self._window.unbind(on_touch_down=self._down, on_touch_move=self._move, on_touch_up=self._up)

    def _down(self, _window: WindowBase, touch: MotionEvent) -> bool:
        self._waiting.cancel()
        if self._wanted() and self._within(touch) and not touch.is_mouse_scrolling:
            self._waiting()
        return False

    def _move(self, _window: WindowBase, touch: MotionEvent) -> bool:
        if not self._within(touch):
            self._waiting.cancel()
        return False

    def _up(self, _window: WindowBase, _touch: MotionEvent) -> bool:
        self._waiting.cancel()
        return False

    def _within(self, touch: MotionEvent) -> bool:
        return bool(touch.x < self._size() and touch.y > self._window.height - self._size())

    def _rested(self) -> None:
        if self._wanted():
            self._knock()
