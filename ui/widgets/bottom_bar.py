"""The bar that is always there: back, start again, language, help."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kivy.properties import StringProperty
from kivy.uix.widget import Widget

from ui.presenters import bar
from ui.theme import rules
from ui.widgets.block import Say
from ui.widgets.pressable import Press, Pressable


class BarButton(Pressable):
    """An icon over its name."""

    label = StringProperty("")
    icon = StringProperty("")


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

    def show(self, names: Sequence[str], language: str, say: Say) -> None:
        """Offers buttons by their ids, on a screen in a language."""
        for node, button in self._buttons.items():
            item = bar.item(node, language)
            button.label, button.icon = say(item.label), item.icon
            if (node in names) != (button.parent is not None):
                (self.add_widget if node in names else self.remove_widget)(button)
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
            button.size = round(slot * 0.9), self.height - 8
            button.pos = round(self.x + slot * (place + 0.05)), round(self.y + 4)


rules.load(__file__)
