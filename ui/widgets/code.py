"""A QR code with words beside it that say where it leads, because nobody should follow one blindly."""

from __future__ import annotations

from typing import Any

from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty

from ui.presenters import view
from ui.theme import rules
from ui.widgets.block import Block, Say
from ui.widgets.receipt import picture_of


class Code(Block[view.Code]):
    """A code large enough for a phone held at arm's length."""

    picture = ObjectProperty(None, allownone=True)
    leads = StringProperty("")
    code_size = NumericProperty(420)
    stacked = BooleanProperty(False)
    """Whether the words stand below the code, because there is no room beside it."""

    def __init__(self, **properties: Any) -> None:
        self._coded = ""
        super().__init__(**properties)

    def fill(self, part: view.Code, say: Say) -> None:
        self.leads = say(part.leads)
        if self._coded != part.content:
            self._coded = part.content
            self.picture = picture_of(part.content)

    def forget(self) -> None:
        super().forget()
        self._coded, self.picture = "", None


rules.load(__file__)
