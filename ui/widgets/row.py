"""A line of a list that leads somewhere."""

from __future__ import annotations

from collections.abc import Mapping

from kivy.properties import StringProperty
from kivy.uix.widget import Widget

from ui.presenters import view
from ui.theme import rules
from ui.widgets.block import Block, Say
from ui.widgets.pressable import Pressable


class Row(Pressable, Block[view.Row]):
    """A title, a note under it, and where it leads."""

    title = StringProperty("")
    note = StringProperty("")
    icon = StringProperty("")

    def fill(self, part: view.Row, say: Say) -> None:
        self.node = part.id
        self.title = say(part.title)
        self.note = say(part.note) if part.note else ""
        self.icon = part.icon

    def targets(self) -> Mapping[str, Widget]:
        return {self.node: self}


rules.load(__file__)
