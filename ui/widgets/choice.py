"""One of several answers: a radio button, or a tick box when more than one may be chosen."""

from __future__ import annotations

from collections.abc import Mapping

from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.widget import Widget

from ui.presenters import view
from ui.theme import rules
from ui.widgets.block import Block, Say
from ui.widgets.pressable import Pressable


class Choice(Pressable, Block[view.Choice]):
    """An answer to choose. The whole of it is the button; chosen, it differs in mark, weight and colour."""

    label = StringProperty("")
    hint = StringProperty("")
    chosen = BooleanProperty(False)
    multiple = BooleanProperty(False)
    mark = NumericProperty(60)
    """Pixels across the mark beside the words, and the radius of its corners: `curve`."""

    curve = NumericProperty(30)
    picture = StringProperty("")
    pairs = BooleanProperty(True)
    """Whether two have room beside each other."""

    def fill(self, part: view.Choice, say: Say) -> None:
        self.node = part.id
        self.label = say(part.label)
        self.hint = say(part.hint) if part.hint else ""
        self.chosen = part.chosen
        self.multiple = part.multiple
        self.picture = part.picture
        self.share = 0.5 if part.half and self.pairs else 1.0

    def targets(self) -> Mapping[str, Widget]:
        return {self.node: self}


rules.load(__file__)
