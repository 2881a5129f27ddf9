"""Words to read."""

from __future__ import annotations

import math

from kivy.properties import BooleanProperty, NumericProperty, StringProperty

from ui.presenters import view
from ui.theme import rules
from ui.widgets.block import Block, Say


class Paragraph(Block[view.Paragraph]):
    """A paragraph in one of four styles."""

    text = StringProperty("")
    style = StringProperty("body")
    most_lines = NumericProperty(math.inf)
    """However many lines there are, letters are smaller only where a word would be broken."""

    close = BooleanProperty(False)
    """Whether a page would hold too few lines of the largest words."""

    def fill(self, part: view.Paragraph, say: Say) -> None:
        self.text = say(part.text)
        self.style = part.style

    def pieces(self, height: float) -> list[str]:
        """Its words in pieces no taller than a height, or of one line each."""
        _ink, lines = self.ids.words.fitted()
        most = max(1, int(height * len(lines) // max(1, self.height)))
        return [" ".join(lines[first : first + most]) for first in range(0, len(lines), most)]


rules.load(__file__)
