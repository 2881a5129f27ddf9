"""A service to choose: a large tile stands alone on its line, small ones stand in pairs."""

from __future__ import annotations

from collections.abc import Mapping

from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.widget import Widget

from ui.presenters import view
from ui.theme import rules
from ui.widgets.block import Block, Say
from ui.widgets.pressable import Pressable


class Tile(Pressable, Block[view.Tile]):
    """A tile of the first screen."""

    title = StringProperty("")
    note = StringProperty("")
    icon = StringProperty("")
    tone = StringProperty("card")
    large = BooleanProperty(False)
    pairs = BooleanProperty(True)
    """Whether two small ones have room beside each other."""

    tight = BooleanProperty(False)
    """Whether a large one must be low, so that all of it is reached, although its words are large."""

    def fill(self, part: view.Tile, say: Say) -> None:
        self.node = part.id
        self.title = say(part.title)
        self.note = say(part.note) if part.note else ""
        self.icon = part.icon
        self.tone = part.tone
        self.large = part.size == "large"
        self.share = 0.5 if self.pairs and not self.large else 1.0

    def targets(self) -> Mapping[str, Widget]:
        return {self.node: self}


rules.load(__file__)
