"""The buttons at the bottom: a verb and a noun."""

from __future__ import annotations

from collections.abc import Mapping

from kivy.properties import BooleanProperty, ColorProperty, NumericProperty, StringProperty
from kivy.uix.widget import Widget

from ui.presenters import view
from ui.theme import rules
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

    bare = BooleanProperty(False)
    """Whether there is room for its picture only. It is still called what it is called."""

    def fill(self, part: view.Action, say: Say) -> None:
        self.node = part.id
        self.label = say(part.label)
        self.icon = part.icon or ""
        self.after = part.icon in _ONWARD
        self.kind = part.kind

    def targets(self) -> Mapping[str, Widget]:
        return {self.node: self}


rules.load(__file__)
