"""Words to read."""

from __future__ import annotations

from kivy.properties import StringProperty

from ui.presenters import view
from ui.theme import rules
from ui.widgets.block import Block, Say


class Paragraph(Block[view.Paragraph]):
    """A paragraph in one of four styles."""

    text = StringProperty("")
    style = StringProperty("body")

    def fill(self, part: view.Paragraph, say: Say) -> None:
        self.text = say(part.text)
        self.style = part.style


rules.load(__file__)
