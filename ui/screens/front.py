"""Which screen is in front: the one that waits for somebody, or the one that serves. Each is made once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from kivy.uix.widget import Widget

from ui.presenters.view import View
from ui.screens.attract import SHOWS, Attract
from ui.screens.screen import Screen
from ui.theme.pictures import shelf
from ui.theme.tokens import Tokens
from ui.widgets.block import Say
from ui.widgets.pressable import Pressable

if TYPE_CHECKING:
    from ui.screens.visitor import Visitor


class Front:
    """The screens, one of them on the stage. What is pressed before somebody follows it is kept for whoever does.

    Args:
        stage: the widget the screens are put into.
    """

    def __init__(self, stage: Widget, theme: Tokens) -> None:
        self.theme = theme
        self.screen: Screen | None = None
        self._stage, self._still = stage, True
        self._follower: Callable[[str], None] | None = None
        self._moved: Callable[[], None] = lambda: None
        self._pressed: list[str] = []
        self._attract: Attract | None = None
        self._visitor: Visitor | None = None

    def follow(self, press: Callable[[str], None], moved: Callable[[], None], *, still: bool) -> None:
        """Hands over what is pressed from now on.

        Args:
            press: told the id of what was pressed.
            moved: called when a screen has turned a page by itself.
            still: whether steps appear at once.
        """
        self._follower, self._moved, self._still = press, moved, still
        if self._attract is not None:
            self._attract.held = 0

    def greet(self, view: View, say: Say, held: float) -> None:
        """Shows the view of nobody being here without its notices.

        Args:
            held: height of the place to leave for them.
        """
        self._waiting().held = held
        self.show(view, say)

    @property
    def said(self) -> float:
        """Height of the notices where nobody is."""
        return 0 if self._attract is None else self._attract.said

    def early(self) -> list[str]:
        """The ids of what was pressed before anybody followed it, in order. They are handed over once."""
        pressed, self._pressed = self._pressed, []
        for node, widget in (self.screen.targets() if self.screen is not None else {}).items():
            if node in pressed and isinstance(widget, Pressable):
                widget.look_pressed(False)
        return pressed

    def show(self, view: View, say: Say) -> None:
        """Brings the screen of a view to the front and shows it there."""
        screen = self._waiting() if view.name in SHOWS else self._serving()
        if screen is not self.screen:
            self.remove()
            self.screen = screen
            self._stage.add_widget(screen)
        screen.show(view, shelf.admitting(say))

    def prepare(self, view: View, say: Say) -> None:
        """Draws the words of a view that is to come, once there is a screen for it."""
        if self._visitor is not None:
            self._visitor.prepare(view, shelf.admitting(say))

    def warmed(self) -> Iterator[None]:
        """Makes what a visitor will need, a widget at a time."""
        serving = self._serving()
        yield
        from kiosk.domain import telephones  # noqa: F401 - large tables, which no answer shall wait for either

        yield
        yield from serving.warm()

    def turned(self, node: str) -> bool:
        """Turns the page where a press on a node does that; whether it did."""
        return self.screen is not None and self.screen.turned(node)

    def suit(self, theme: Tokens) -> None:
        """The screens there are take other measures and colours."""
        self.theme = theme
        for screen in (self._attract, self._visitor):
            if screen is not None:
                screen.suit(theme)

    def measure(self, theme: Tokens) -> None:
        """The panel has other measures than was thought: every screen is made anew when it is next wanted."""
        if theme is not self.theme:
            self.theme = theme
            self.throw_away()

    def forget(self) -> None:
        """Empties every widget of what it showed of the person before."""
        self.remove()
        for screen in (self._attract, self._visitor):
            if screen is not None:
                screen.forget()

    def throw_away(self) -> None:
        """Every screen is made anew when it is next wanted."""
        self.remove()
        self._attract = self._visitor = None

    def remove(self) -> None:
        """Nothing is in front."""
        if self.screen is not None:
            self.screen.finish()
        self.screen = None
        self._stage.clear_widgets()

    def _waiting(self) -> Attract:
        self._attract = self._attract or Attract(self.theme, self._press)
        return self._attract

    def _press(self, node: str) -> None:
        if self._follower is not None:
            self._follower(node)
            return
        self._pressed.append(node)
        widget = self.screen.targets().get(node) if self.screen is not None else None
        if isinstance(widget, Pressable):
            widget.look_pressed(True)  # and stays so until somebody does something about it

    def _serving(self) -> Visitor:
        if self._visitor is None:
            # Only now: what it is made of need not be read before the first picture.
            from ui.screens.visitor import Visitor

            self._visitor = Visitor(self.theme, self._press, self._moved, still=self._still)
        return self._visitor
