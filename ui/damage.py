"""Only what changed is drawn and presented.

Drawing a whole frame by software and handing it to the screen takes several milliseconds, most of it for pixels that
stay as they are.

Theory of operation. Before Kivy draws, what is on the canvas now is compared with what was on it in the last frame
(`drawn`). The rectangle that holds all the differences is drawn through a scissor and copied from the back buffer to
the front with `glXCopySubBufferMESA`, which leaves the rest of the front as it was. Nothing is assumed of the rest of
the back buffer. Nobody has to say what they change. An ordinary frame is drawn where the display does not offer the
copy, where something on the canvas is not a picture, where nothing differs (Kivy has a reason of its own to draw,
such as a window that was covered), and where most of the screen differs. After a pause one is drawn in any case: a
picture whose pixels were changed in their place is put right then.

Source: Kivy 2.3.1, kivy/base.py and kivy/core/window/__init__.py.
"""

from __future__ import annotations

import math

from kivy.base import EventLoop
from kivy.clock import Clock
from kivy.graphics.opengl import GL_SCISSOR_TEST, glDisable, glEnable, glFlush, glScissor

from ui import drawn
from ui.glx import Copy

HEAL = 0.15
"""Seconds without a change after which an ordinary frame is drawn."""

MOST = 0.85
"""Share of the window above which an ordinary frame costs no more."""

EDGE = 1
"""Pixels around the rectangle that are drawn too: a picture may stand between two pixels."""

Box = tuple[int, int, int, int]
"""Left, bottom, width and height, in pixels of the window."""


class Damage:
    """What of the next frame is new. Belongs to Kivy's thread."""

    def __init__(self) -> None:
        self._copy: Copy | None = None
        self._shown: list[drawn.Picture] | None = None
        self._box: Box | None = None
        self._heal = Clock.create_trigger(lambda _seconds: self._draw_everything(), HEAL)
        self.frames = {"whole": 0, "part": 0}
        """How many frames have been drawn each way."""

    def begin(self, copy: Copy | None) -> None:
        """Draws what changed only, from now on, if there is a way to present it."""
        self._copy = copy
        if copy is not None:
            EventLoop.window.bind(on_draw=self._on_draw, on_flip=self._on_flip)

    def close(self) -> None:
        """Draws every frame whole again."""
        self._heal.cancel()
        if self._copy is not None:
            EventLoop.window.unbind(on_draw=self._on_draw, on_flip=self._on_flip)
            self._copy = None

    def whole(self) -> None:
        """The next frame is drawn whole, whatever changes."""
        self._shown = None

    def _on_draw(self, *_: object) -> None:
        """Before Kivy draws."""
        before, self._shown = self._shown, drawn.pictures(EventLoop.window.canvas)
        self._box = None
        if before is not None and self._shown is not None:
            self._box = _worthwhile(drawn.differing(before, self._shown))
        if self._box is None:
            glDisable(GL_SCISSOR_TEST)
        else:
            glEnable(GL_SCISSOR_TEST)
            glScissor(*self._box)

    def _on_flip(self, *_: object) -> bool:
        """Before Kivy presents; `True` if that has been done."""
        self._heal.cancel()
        self.frames["whole" if self._box is None else "part"] += 1
        if self._box is None or self._copy is None:
            return False
        glDisable(GL_SCISSOR_TEST)
        self._copy(*self._box)
        glFlush()
        self._heal()
        return True

    def _draw_everything(self) -> None:
        self.whole()
        EventLoop.window.canvas.ask_update()


def _worthwhile(area: drawn.Area | None) -> Box | None:
    """The pixels to draw; `None` if all may as well be drawn."""
    if area is None:
        return None
    width, height = (int(length) for length in EventLoop.window.size)
    left, bottom = max(math.floor(area[0]) - EDGE, 0), max(math.floor(area[1]) - EDGE, 0)
    right, top = min(math.ceil(area[2]) + EDGE, width), min(math.ceil(area[3]) + EDGE, height)
    if left >= right or bottom >= top or (right - left) * (top - bottom) > MOST * width * height:
        return None
    return left, bottom, right - left, top - bottom


damage = Damage()
"""That of the one window there is."""
