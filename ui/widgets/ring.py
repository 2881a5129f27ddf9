"""The ring around what the next Enter will press."""

from __future__ import annotations

from kivy.properties import NumericProperty, ObjectProperty
from kivy.uix.widget import Widget

from ui.theme import rules


class Ring(Widget):
    """Ink beside yellow, so that it shows on any face. It lies under the widgets, outside the one it rings."""

    around = ObjectProperty(None, allownone=True, rebind=True)
    radius = NumericProperty(22)


rules.load(__file__)
