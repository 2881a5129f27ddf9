"""Turns the page of a screen that holds more than fits: nothing is cut, and nothing needs a drag."""

from __future__ import annotations

import math
from collections.abc import Mapping

from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.widget import Widget

from ui.presenters import view
from ui.presenters.view import say as sentence
from ui.theme import rules
from ui.widgets.block import Say
from ui.widgets.pressable import Press
from ui.widgets.step_button import StepButton

UP = "pager:up"
DOWN = "pager:down"


class Pager(Widget):
    """Two buttons and where one is between them. A button with nowhere to go is not there.

    Args:
        press: told the id of what was pressed.
    """

    where = StringProperty("")
    earlier = BooleanProperty(False)
    """Whether there is a page before this one; `later` whether there is one after it."""

    later = BooleanProperty(False)
    share = NumericProperty(0.38)
    """How much of the width a button takes."""

    narrow = BooleanProperty(False)
    """Whether there is room for arrows only."""

    def __init__(self, press: Press) -> None:
        super().__init__(size_hint=(None, None))
        self._up, self._down = (StepButton(press, most_lines=1) for _ in range(2))

    def show(self, page: int, pages: int, say: Say, *, aside: bool) -> None:
        """Page `page` of `pages`, counted from 0.

        Args:
            aside: whether the button that goes on stands in the place of another.
        """
        self.where = say(sentence("Page {page} of {pages}", page=page + 1, pages=pages))
        self.earlier, self.later = page > 0, page < pages - 1 and not aside
        self._up.show(view.Action(UP, sentence("Previous"), "second", "arrow-up"), say, again=True)
        more = view.Action(DOWN, sentence("More"), "second", "arrow-down")
        ahead = view.Action(DOWN, sentence("Next page"), "main", "arrow-down")
        self._down.show(ahead if aside else more, say, again=True)
        for button, wanted in {self._up: self.earlier, self._down: self.later or aside}.items():
            if wanted != (button.parent is not None):
                (self.add_widget if wanted else self.remove_widget)(button)

    def place(self, x: float, y: float, width: float, height: float, least: float) -> None:
        """Takes its place, in pixels; `least` is the size of the smallest letters it may have."""
        self.pos, self.size = (x, y), (width, height)
        self.narrow = width < 7.5 * height
        both = self.earlier and self.later
        if self.narrow:
            # Where only one is offered it has all the room; two have room for their arrows.
            share = 0.47 if both else 1
            bare = width * share < 3 * height
            if not self._settle(share, least, bare=bare) and not bare:
                self._settle(share, bare=True)
        elif not self._settle(0.38, least):
            # Large words: one takes half, and two are their arrows.
            self._settle(0.3 if both else 0.5, bare=both)
        for button, left in ((self._up, x), (self._down, x + width * (1 - self.share))):
            button.height = height
            button.pos = round(left), y

    def stand_in(self, other: StepButton, least: float) -> None:
        """Has the button that goes on stand in the place of another, with letters of a size at least."""
        self._down.stand_in(other, least)

    def _settle(self, share: float, least: float = 0, *, bare: bool = False) -> bool:
        """Gives the buttons their width; answers whether the letters of those that are offered are large enough."""
        self.share = share
        for button in (self._up, self._down):
            button.bare, button.plain, button.slim = bare, False, False
            button.most, button.most_lines = math.inf, 1
            button.settle(round(self.width * share))
        return all(button.letters() >= least for button in (self._up, self._down) if button.parent)

    def targets(self) -> Mapping[str, Widget]:
        """The buttons that are there, by id."""
        return {button.node: button for button in (self._up, self._down) if button.parent}


rules.load(__file__)
