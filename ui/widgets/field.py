"""A line to type in: its label, what was typed, and where the next letter goes.

The words typed live in the session; this only draws them. It is not Kivy's `TextInput`, which keeps a history of what
it held, a clipboard and caches of every line.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kivy.graphics import InstructionGroup, Rectangle
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.widget import Widget

from ui.presenters import view
from ui.presenters.view import say as sentence
from ui.theme import rules
from ui.theme.ink import Ink, Line
from ui.theme.plates import fill
from ui.theme.scripts import face
from ui.widgets.block import Block, Say
from ui.widgets.pressable import Press, Pressable

SHARES = {"full": 1.0, "half": 0.5, "short": 0.25}
WIDER = {"full": 1.0, "half": 1.0, "short": 1 / 3}
"""Shares of the width that lines to type in take, and those they take where words are large."""
MOST_SPARE_LINES = 2
"""Lines a box may grow by before it scrolls: what was typed stays in sight."""


class Box(Pressable):
    """The box the words stand in. It grows with them, and scrolls by lines to keep the caret in sight."""

    active = BooleanProperty(False)
    wrong = BooleanProperty(False)
    letter_height = NumericProperty(40)
    font = StringProperty("")
    pad = NumericProperty(28)
    caret_width = NumericProperty(4)
    least = NumericProperty(96)
    """Height of the lowest box."""

    least_lines = NumericProperty(2)
    """Lines that a box for several shows where there is little room."""

    tight = BooleanProperty(False)
    roomy = BooleanProperty(True)
    """Whether there is room for it to grow: where words are large, it scrolls."""

    def __init__(self, **properties: Any) -> None:
        self._value = ""
        self._caret: int | None = None
        self._least = 1
        super().__init__(press=lambda _node: None, **properties)
        self._drawn = InstructionGroup()
        self.canvas.add(self._drawn)
        self.fbind("pos", self._redraw)
        self.fbind("size", self._redraw)
        self.fbind("pressed", self._redraw)

    def listen(self, press: Press, node: str) -> None:
        """Sends presses on."""
        self._press, self.node = press, node

    def hold(self, value: str, caret: int | None, least_lines: int) -> None:
        """Takes what was typed and where the caret is (characters from the left), and redraws."""
        self._value, self._caret, self._least = value, caret, least_lines
        self.active = caret is not None
        self._redraw()

    def settle(self) -> None:
        """Becomes as tall as its lines."""
        ink, lines = self._lines()
        least = self._least if self.roomy else min(self._least, self.least_lines)
        shown = min(max(least, len(lines)), least + (MOST_SPARE_LINES if self.roomy else 0))
        self.height = max(2 * self.pad + shown * ink.line_height, self.least)
        self._redraw()

    def _lines(self) -> tuple[Ink, list[Line]]:
        ink = Ink(face(self.font, self._value), int(self.letter_height))
        return ink, ink.lines(self._value, max(1, self.width - 2 * self.pad - self.caret_width))

    def _redraw(self, *_: object) -> None:
        self._drawn.clear()
        if not self.font or self.width <= 2 * self.pad:
            return
        ink, lines = self._lines()
        room = max(1, int((self.height - 2 * self.pad + ink.line_height / 2) // ink.line_height))
        at = self._line_of_caret(lines)
        first = max(0, min(at - room + 1, len(lines) - room)) if at >= room else 0
        # Kivy computes `top` and `center_y` after those who listen to `pos` have been told
        one_line = self._least == 1 and len(lines) == 1
        top = self.y + (self.height + ink.line_height) / 2 if one_line else self.y + self.height - self.pad
        for place, line in enumerate(lines[first : first + room]):
            y = round(top - (place + 1) * ink.line_height)
            if picture := ink.picture([line.text], self.palette.ink, "left", 1):
                self._drawn.add(Rectangle(texture=picture, pos=(round(self.x + self.pad), y), size=picture.size))
            if self._caret is not None and first + place == at:
                before = ink.width(self._value[line.start : self._caret])
                x = round(self.x + self.pad + before)
                caret = fill(self.palette.brand)
                self._drawn.add(Rectangle(texture=caret, pos=(x, y), size=(self.caret_width, ink.line_height)))

    def _line_of_caret(self, lines: list[Line]) -> int:
        caret = len(self._value) if self._caret is None else self._caret
        return max(number for number, line in enumerate(lines) if line.start <= caret)


class Field(Block[view.Field]):
    """A label, a hint, what is wrong if something is, and the box."""

    label = StringProperty("")
    heading = StringProperty("")
    """What stands over the whole screen: a label that says the same again is left out."""

    hint = StringProperty("")
    error = StringProperty("")
    box = ObjectProperty(None, rebind=True)
    pairs = BooleanProperty(True)
    cramped = BooleanProperty(False)
    tight = BooleanProperty(False)
    """Whether what is wrong leaves little room to the rest."""

    space = NumericProperty(0)
    """Between what is above one another."""

    def __init__(self, press: Press, node: str = "", **properties: Any) -> None:
        self.node = node
        super().__init__(**properties)
        self.ids.box.listen(press, node)
        self._press = press

    def fill(self, part: view.Field, say: Say) -> None:
        self.node = part.id
        self.share = (SHARES if self.pairs else WIDER)[part.width]
        label = say(sentence("{label} (optional)", label=part.label) if part.optional else part.label)
        self.label = "" if say(part.label) == self.heading else label
        # Beside a keyboard on a small panel, large letters leave room for what is typed and its name.
        self.hint = say(part.hint) if part.hint and not (self.cramped and part.caret is not None) else ""
        self.error = say(part.error) if part.error else ""
        self.ids.box.listen(self._press, part.id)
        self.ids.box.wrong = part.error is not None
        self.ids.box.hold(part.value, part.caret, part.lines)

    def settle(self, width: float) -> float:
        self.width = width
        self.ids.box.settle()
        return super().settle(width)

    def forget(self) -> None:
        super().forget()
        self.ids.box.let_go()
        self.ids.box.hold("", None, 1)

    def targets(self) -> Mapping[str, Widget]:
        return {self.node: self.ids.box}


rules.load(__file__)
