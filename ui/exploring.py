"""A finger on the glass while the screen is read out: it looks first, and two quick taps act."""

from __future__ import annotations

import time
from collections.abc import Callable

from kivy.core.window import WindowBase
from kivy.input import MotionEvent

from ui.presenters.exploring import Act, Explorer, Hear
from ui.semantics import LiveTree, Picture


class Finger:
    """Takes touches before the widgets do, for as long as `wanted` says so.

    Args:
        patience: how many times the usual seconds a person wants for a double tap.
        touched: told that a finger has come down or moves on, wherever.
        hear: told the id of what the finger has come to.
        act: told the id of what was pressed.
    """

    def __init__(
        self,
        window: WindowBase,
        tree: LiveTree,
        wanted: Callable[[], bool],
        patience: Callable[[], float],
        touched: Callable[[], None],
        hear: Callable[[str], None],
        act: Callable[[str], None],
    ) -> None:
        self._window, self._tree, self._wanted, self._hear, self._act = window, tree, wanted, hear, act
        self._patience, self._touched = patience, touched
        self._explorer = Explorer()
        self._touch: MotionEvent | None = None
        self._forget = tree.listen(self._shown)
        window.bind(on_touch_down=self._down, on_touch_move=self._move, on_touch_up=self._up)

    def close(self) -> None:
        """Lets the widgets have every touch again."""
        self._forget()
        self._window.unbind(on_touch_down=self._down, on_touch_move=self._move, on_touch_up=self._up)

    def _down(self, _window: WindowBase, touch: MotionEvent) -> bool:
        self._touched()
        if not self._wanted():
            return False
        self._explorer.patience = self._patience()
        if self._touch is None and not touch.is_mouse_scrolling:
            self._touch = touch
            self._told(self._explorer.down(self._under(touch), time.monotonic()))
        return True

    def _move(self, _window: WindowBase, touch: MotionEvent) -> bool:
        if touch is self._touch:
            self._told(self._explorer.move(self._under(touch)))
        return self._wanted()

    def _up(self, _window: WindowBase, touch: MotionEvent) -> bool:
        wanted = self._wanted()
        if touch is self._touch:
            self._touch = None
            done = self._explorer.up(time.monotonic())
            if isinstance(done, Act):
                self._act(done.node)
        return wanted

    def _shown(self, picture: Picture) -> None:
        """Once a session is over, nobody's first tap is the next person's."""
        if not picture.nodes:
            self._explorer = Explorer()

    def _told(self, heard: Hear | None) -> None:
        if heard is None:
            return
        self._touched()
        if heard.node is not None:
            self._hear(heard.node)

    def _under(self, touch: MotionEvent) -> str | None:
        """The smallest thing under the finger."""
        x, y = touch.x, self._window.height - touch.y
        found = [
            (placed.bounds.width * placed.bounds.height, placed.node.id)
            for placed in self._tree.picture.nodes
            if placed.bounds is not None
            and placed.bounds.x <= x < placed.bounds.x + placed.bounds.width
            and placed.bounds.y <= y < placed.bounds.y + placed.bounds.height
        ]
        return min(found)[1] if found else None
