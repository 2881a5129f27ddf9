"""The shape of every part of a screen: told what to show, asked how tall it is, put in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Generic, TypeVar

from kivy.properties import NumericProperty, StringProperty
from kivy.uix.widget import Widget

from ui.presenters.view import Text
from ui.widgets.lettering import Lettering

Say = Callable[[Text], str]
"""The words of a text in the language of the session."""

P = TypeVar("P")


class Block(Widget, Generic[P]):
    """A part of a screen. `share` is how much of the width it asks for: 1 is a line of its own.

    A subclass fills itself in `fill`; `show` calls it only when there is something new.
    """

    share = 1.0
    natural = NumericProperty(0)
    """Height that follows from the words and the width."""

    def __init__(self, **properties: Any) -> None:
        self._part: P | None = None
        super().__init__(size_hint=(None, None), **properties)

    def show(self, part: P, say: Say, *, again: bool = False) -> None:
        """Shows a part; `again` even if it is the one already shown, because the language changed."""
        if again or part != self._part:
            self._part = part
            self.fill(part, say)

    def fill(self, part: P, say: Say) -> None:
        """Puts the words of a part in their places."""
        raise NotImplementedError

    def renew(self) -> None:
        """Fills itself afresh when it is next shown: it was out of use, and the language may have changed."""
        self._part = None

    def forget(self) -> None:
        """Empties itself of every word and picture, to be used in another session."""
        self.renew()
        for words in self.properties().values():
            if isinstance(words, StringProperty):
                words.set(self, words.defaultvalue)
        for lettering in self._letterings():
            lettering.settle()

    def settle(self, width: float) -> float:
        """Takes a width and answers with the height that follows from it, both in pixels."""
        self.width = width
        for _ in range(2):  # a number's width decides how much room its name has
            for lettering in self._letterings():
                lettering.settle()
        self.height = self.natural
        return float(self.natural)

    def targets(self) -> Mapping[str, Widget]:
        """The widgets that stand for nodes of the semantic tree, by id."""
        return {}

    def _letterings(self) -> Iterator[Lettering]:
        return (widget for widget in self.walk(restrict=True) if isinstance(widget, Lettering))
