"""What every button shares: it shows a press at once, and acts when the finger leaves it where it came down."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.input import MotionEvent
from kivy.properties import BooleanProperty, ColorProperty, NumericProperty, ObjectProperty
from kivy.uix.widget import Widget

from ui.theme import rules
from ui.theme.tokens import Palette

Press = Callable[[str], None]
"""Told the id of what was pressed."""


class Pressable(Widget):
    """A face with a rim, to press.

    Args:
        press: told `node` when the press is complete. A finger that slides off takes the press back.
        node: the id of what it stands for in the semantic tree.
    """

    pressed = BooleanProperty(False)
    face = ColorProperty((1, 1, 1, 1))
    rim = ColorProperty((0, 0, 0, 1))
    rim_width = NumericProperty(3)
    radius = NumericProperty(22)
    palette = ObjectProperty(Palette(), rebind=True)

    def __init__(self, press: Press, node: str = "", **properties: Any) -> None:
        self.node = node
        self._press = press
        self._touch: MotionEvent | None = None
        super().__init__(**properties)

    def on_touch_down(self, touch: MotionEvent) -> bool:
        if touch.is_mouse_scrolling or not self.collide_point(*touch.pos):
            return False
        touch.grab(self)
        self._touch = touch
        self.look_pressed(True)
        return True

    def on_touch_move(self, touch: MotionEvent) -> bool:
        if touch.grab_current is not self:
            return False
        if touch is self._touch:
            self.look_pressed(self.collide_point(*touch.pos))
        return True

    def on_touch_up(self, touch: MotionEvent) -> bool:
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        if touch is self._touch and self.pressed:
            self.let_go()
            self._press(self.node)
        return True

    def let_go(self) -> None:
        """Takes the press back: what lies under the finger is about to stand for something else."""
        self._touch = None
        self.look_pressed(False)

    def look_pressed(self, pressed: bool) -> None:
        """Shows whether a finger is on it."""
        if pressed is not self.pressed:
            self.pressed = pressed


rules.load(__file__)
