"""The ring around what the next Enter will press."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kivy.properties import NumericProperty, ObjectProperty
from kivy.uix.widget import Widget

from ui.theme import rules


class Around(Widget):
    """As large as all that stands in it together."""

    radius = NumericProperty(0)


class Ring(Widget):
    """Ink beside yellow, so that it shows on any face. It lies under the widgets, outside the one it rings."""

    around = ObjectProperty(None, allownone=True, rebind=True)
    radius = NumericProperty(22)

    def __init__(self, **properties: Any) -> None:
        self._several = Around(size_hint=(None, None))
        super().__init__(**properties)

    def put(self, widgets: Sequence[Widget]) -> None:
        """Goes around a widget, or several that stand together; away with none."""
        if len(widgets) < 2:
            self.around = widgets[0] if widgets else None
            return
        left, bottom = min(each.x for each in widgets), min(each.y for each in widgets)
        self._several.pos = left, bottom
        self._several.size = max(each.right for each in widgets) - left, max(each.top for each in widgets) - bottom
        self._several.radius = widgets[0].radius
        self.around = self._several


rules.load(__file__)
