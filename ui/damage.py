"""Only what changed is drawn and presented.

Drawing a whole frame by software and handing it to the screen takes tens of milliseconds, most of it for pixels that
stay as they are. A widget that changes its own look within its own bounds says so:

    with damage.within(self):
        self.pressed = True

and if nothing else changes before the next frame, only that rectangle is drawn and copied to the screen.

Theory of operation. Every change of anything drawn runs up through the canvas of the floor, `Floor`, which sees it
happen: inside `within` it belongs to a declared rectangle; outside, the whole frame is drawn. So what is not declared
is never missed. Kivy puts the rules of canvases off until the end of the frame; `within` has them done before and
after, so that each counts where it was caused. A declared frame is drawn through a scissor and its rectangle is
copied from the back buffer to the front with `glXCopySubBufferMESA`, which leaves the rest of the front as it was.
Nothing is assumed of the rest of the back buffer, and ordinary frames are swapped as ever. Where the display does not
offer the copy, everything is an ordinary frame. After a pause an ordinary frame is drawn over all of it: a widget
that drew beyond the bounds it declared is put right then.

Source: Kivy 2.3.1, kivy/graphics/instructions.pyx, kivy/lang/builder.py and kivy/base.py.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager

from kivy.base import EventLoop
from kivy.clock import Clock
from kivy.graphics import Canvas
from kivy.graphics.opengl import GL_SCISSOR_TEST, glDisable, glEnable, glFlush, glScissor
from kivy.lang import Builder
from kivy.uix.widget import Widget

from ui.glx import Copy

HEAL = 0.15
"""Seconds without a change after which an ordinary frame is drawn."""

MOST = 0.5
"""Share of the window above which an ordinary frame costs no more."""

EDGE = 2
"""Pixels by which a smooth edge may reach over the bounds of its widget."""

Rectangle = tuple[int, int, int, int]
"""Left, bottom, right, top, in pixels of the window."""


class Damage:
    """What of the next frame is new. Belongs to Kivy's thread."""

    def __init__(self) -> None:
        self._copy: Copy | None = None
        self._rectangle: Rectangle | None = None
        self._everything = True
        self._inside = False
        self._touched = False
        self._drawn: tuple[int, int, int, int] | None = None
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
        self._everything = True

    def changed(self) -> None:
        """Something that is drawn has changed."""
        if self._inside:
            self._touched = True
        else:
            self._everything = True

    @contextmanager
    def within(self, widget: Widget) -> Iterator[None]:
        """What is done here changes nothing that is drawn but a widget, within the bounds it has before or after."""
        if self._copy is None or self._inside:
            yield
            return
        Builder.sync()
        before = _bounds(widget)
        self._inside, self._touched = True, False
        try:
            yield
            Builder.sync()
        finally:
            self._inside = False
            if self._touched:
                self._declare(before)
                self._declare(_bounds(widget))

    def _declare(self, new: Rectangle) -> None:
        old = self._rectangle or new
        self._rectangle = min(old[0], new[0]), min(old[1], new[1]), max(old[2], new[2]), max(old[3], new[3])

    def _on_draw(self, *_: object) -> None:
        """Before Kivy draws."""
        self._drawn = None if self._everything else self._worthwhile()
        if self._drawn is None:
            glDisable(GL_SCISSOR_TEST)
        else:
            glEnable(GL_SCISSOR_TEST)
            glScissor(*self._drawn)

    def _on_flip(self, *_: object) -> bool:
        """Before Kivy presents; `True` if that has been done."""
        drawn, self._drawn = self._drawn, None
        self._rectangle, self._everything = None, False
        self._heal.cancel()
        self.frames["whole" if drawn is None else "part"] += 1
        if drawn is None or self._copy is None:
            return False
        glDisable(GL_SCISSOR_TEST)
        self._copy(*drawn)
        glFlush()
        self._heal()
        return True

    def _draw_everything(self) -> None:
        self._everything = True
        EventLoop.window.canvas.ask_update()

    def _worthwhile(self) -> tuple[int, int, int, int] | None:
        """The rectangle to draw, as x, y, width and height within the window; `None` if all may as well be drawn."""
        if self._rectangle is None:
            return None
        width, height = (int(length) for length in EventLoop.window.size)
        left, bottom = max(self._rectangle[0], 0), max(self._rectangle[1], 0)
        right, top = min(self._rectangle[2], width), min(self._rectangle[3], height)
        if left >= right or bottom >= top or (right - left) * (top - bottom) > MOST * width * height:
            return None
        return left, bottom, right - left, top - bottom


damage = Damage()
"""That of the one window there is: widgets are made by rules, which hand nothing over."""


def _bounds(widget: Widget) -> Rectangle:
    left, bottom = math.floor(widget.x) - EDGE, math.floor(widget.y) - EDGE
    return left, bottom, math.ceil(widget.right) + EDGE, math.ceil(widget.top) + EDGE


class _Watched(Canvas):
    """Tells of every change below it."""

    def flag_update(self, do_parent: int = 1) -> None:
        damage.changed()
        super().flag_update(do_parent)


class Floor(Widget):
    """The widget that everything stands on."""

    def __init__(self) -> None:
        self.canvas = _Watched()
        super().__init__()
