"""The buttons at the bottom: a verb and a noun."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping

from kivy.properties import BooleanProperty, ColorProperty, NumericProperty, StringProperty
from kivy.uix.widget import Widget

from ui.presenters import view
from ui.theme import rules
from ui.theme.tokens import Tokens
from ui.widgets.block import Block, Say
from ui.widgets.pressable import Pressable

_ONWARD = ("arrow-right", "chevron-right")
"""Icons that stand after the words, because they point on."""


class StepButton(Pressable, Block[view.Action]):
    """What to do next. The main one is filled with the brand, one that loses something with red."""

    label = StringProperty("")
    icon = StringProperty("")
    kind = StringProperty("main")
    ink = ColorProperty((0, 0, 0, 1))
    after = BooleanProperty(False)
    room = NumericProperty(0)
    pad = NumericProperty(32)
    most_lines = NumericProperty(2)
    slim = BooleanProperty(False)
    """Whether it makes room for a keyboard above it."""

    most = NumericProperty(math.inf)
    """Size of the largest letters it may have, because others stand beside it."""

    bare = BooleanProperty(False)
    """Whether there is room for its picture only. It is still called what it is called."""

    plain = BooleanProperty(False)
    """Whether its words need the room of its picture."""

    accepts = BooleanProperty(False)
    """Whether it waits until all pages were in sight. What stands in for it meanwhile has two lines."""

    def fill(self, part: view.Action, say: Say) -> None:
        self.node = part.id
        self.label = say(part.label)
        self.icon = part.icon or ""
        self.after = part.icon in _ONWARD
        self.kind = part.kind
        self.accepts = part.accepts

    def stand_in(self, other: StepButton, least: float) -> None:
        """Takes the place and the measures of another, with letters of a size at least, if need be without its
        picture."""
        before: Widget = other  # what is Kivy's own has no type
        self.bare, self.slim, self.most, self.most_lines = False, other.slim, math.inf, 3
        ways = itertools.product((False, True), list(self.ids.label.letter_heights))
        for self.plain, self.most in sorted(ways, key=lambda way: way[1] < least):
            if self.settle(before.width) <= before.height and self.letters():
                break
        self.pos, self.height = before.pos, before.height

    def sizes(self, theme: Tokens, kind: str, most: float) -> tuple[int, ...]:
        """Sizes of letters to try."""
        small = theme.body, theme.label, theme.small, theme.head(28), theme.finest
        large = () if kind == "second" or theme.tight else (theme.em(48), theme.em(42))
        return tuple(size for size in (*large, *small) if size <= most)

    def letters(self) -> int:
        """Size that its words come to at its width; 0 where a word would be broken."""
        ink, _lines = self.ids.label.fitted()
        return 0 if self.ids.label.broken else int(ink.size)

    def targets(self) -> Mapping[str, Widget]:
        return {self.node: self}


rules.load(__file__)
