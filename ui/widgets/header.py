"""The band at the top: where you are, and what is so."""

from __future__ import annotations

from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.widget import Widget

from ui.theme import rules
from ui.widgets import logo  # noqa: F401 - the rules name it


class Header(Widget):
    """The council's logo and a title at the left; at the right the time, or a status."""

    title = StringProperty("")
    status = StringProperty("")
    stacked = BooleanProperty(False)
    """Whether words are so large that the one stands below the other."""

    def settle(self) -> None:
        """Draws the words now."""
        for lettering in (self.ids.status, self.ids.title):
            lettering.settle()


rules.load(__file__)
