"""The council's logo, as tall as its place and no wider than three and a half times that."""

from __future__ import annotations

from kivy.properties import NumericProperty, ObjectProperty
from kivy.uix.widget import Widget

from ui.theme import rules


class Logo(Widget):
    """Nothing at all without an emblem: it has no width then."""

    emblem = ObjectProperty(None, allownone=True)
    pad = NumericProperty(0)
    inner_height = NumericProperty(1)
    drawn_height = NumericProperty(1)
    """A very wide logo is less tall than its place."""


rules.load(__file__)
