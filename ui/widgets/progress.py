"""How far along: in words, and as a bar."""

from __future__ import annotations

from kivy.properties import NumericProperty, StringProperty
from kivy.uix.widget import Widget

from ui.theme import rules


class Progress(Widget):
    """`share` of the way is done, from 0 to 1; `text` says it."""

    text = StringProperty("")
    share = NumericProperty(0)
    from_x = NumericProperty(0)


rules.load(__file__)
