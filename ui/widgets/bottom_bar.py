"""The bar that is always there: back, start again, language, help."""

from __future__ import annotations

from collections.abc import Mapping

from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.widget import Widget

from ui.presenters import bar
from ui.presenters.view import View
from ui.theme import rules
from ui.widgets.block import Say
from ui.widgets.pressable import Press, Pressable

SHARE = 0.96
"""How much of its place a button takes."""


class BarButton(Pressable):
    """An icon, and its name below it."""

    label = StringProperty("")
    icon = StringProperty("")
    beside = BooleanProperty(False)
    """Whether the name stands beside the icon, where a panel is low."""


class BottomBar(Widget):
    """Buttons in fixed places: one that is not offered leaves its place empty, so that no other moves.

    Args:
        press: told the id of what was pressed.
    """

    def __init__(self, press: Press) -> None:
        super().__init__(size_hint=(None, None))
        self._buttons = {node: BarButton(press, node) for node in bar.ORDER}
        self.fbind("pos", self._placed)
        self.fbind("size", self._placed)

    def show(self, view: View, say: Say) -> None:
        """Offers the buttons of a view."""
        for node, button in self._buttons.items():
            item = bar.item(node, view.language, view.languages)
            button.label, button.icon = say(item.label), item.icon
            if (node in view.bar) != (button.parent is not None):
                (self.add_widget if node in view.bar else self.remove_widget)(button)
        self._placed()

    def targets(self) -> Mapping[str, Widget]:
        """The buttons that are offered, by id."""
        return {node: button for node, button in self._buttons.items() if button.parent}

    def let_go(self) -> None:
        """Takes every press back."""
        for button in self._buttons.values():
            button.let_go()

    def _placed(self, *_: object) -> None:
        slot = self.width / len(self._buttons)
        for place, button in enumerate(self._buttons.values()):
            button.size = round(slot * SHARE), self.height - 8
            button.pos = round(self.x + slot * (place + (1 - SHARE) / 2)), round(self.y + 4)


rules.load(__file__)
