"""A number to ring, in type large enough to dial from."""

from __future__ import annotations

from kivy.properties import BooleanProperty, NumericProperty, StringProperty

from ui.presenters import view
from ui.theme import rules
from ui.widgets.block import Block, Say


class Contact(Block[view.Contact]):
    """Who answers, the number, when, and whether now. Not a button: this screen cannot ring."""

    name = StringProperty("")
    number = StringProperty("")
    note = StringProperty("")
    now = StringProperty("")
    urgent = BooleanProperty(False)
    answered = BooleanProperty(False)
    pad = NumericProperty(32)
    stacked = BooleanProperty(False)
    """Whether the number is so large that it stands below the name."""

    below = NumericProperty(0)
    """Room that it takes there, in pixels."""

    def fill(self, part: view.Contact, say: Say) -> None:
        self.name = say(part.name)
        self.number = say(part.number)
        self.note = say(part.note) if part.note else ""
        self.now = say(part.now) if part.now else ""
        self.urgent = part.urgent
        self.answered = part.answered


rules.load(__file__)
