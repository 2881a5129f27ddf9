"""The band at the top: where you are, and what is so."""

from __future__ import annotations

from kivy.properties import StringProperty
from kivy.uix.widget import Widget

from ui.theme import rules


class Header(Widget):
    """A title at the left; at the right the time, or a status."""

    title = StringProperty("")
    status = StringProperty("")

    def settle(self) -> None:
        """Draws the words now."""
        for lettering in (self.ids.status, self.ids.title):
            lettering.settle()


rules.load(__file__)
