"""One step of a screen: the question, what there is to choose or type, the keys and the buttons."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kivy.graphics import PopMatrix, PushMatrix, Translate
from kivy.input import MotionEvent
from kivy.uix.widget import Widget

from ui.presenters import keyboards
from ui.presenters.view import Action, Paragraph, Text, View
from ui.presenters.view import Field as Line
from ui.presenters.view import Notice as Told
from ui.screens.placing import Placing, nothing
from ui.theme.tokens import Tokens
from ui.widgets import parts
from ui.widgets.block import Say
from ui.widgets.keyboard import Keyboard
from ui.widgets.pager import DOWN, UP
from ui.widgets.pool import Pool


class Sheet(Placing):
    """Shows a `View` between header and bar. Fed the next view of the same step, it changes only what differs; for
    another step it uses what widgets it has.

    Args:
        theme: the measures.
        keys: a keyboard to borrow; keys are many, and the same on every step.
        pool: lends the widgets of parts.
        moved: called when widgets changed place without a new view: a page was turned.
    """

    def __init__(self, theme: Tokens, keys: Keyboard, pool: Pool, moved: Callable[[], None]) -> None:
        super().__init__(theme, keys, pool, self._turned)
        self._pool, self._moved = pool, moved
        self._retired = False
        self._lead_turns = self._error_turns = False
        self.add_widget(self._question)
        with self.canvas.before:
            PushMatrix()
            self._shift = Translate()
        with self.canvas.after:
            PopMatrix()

    def shift(self, pixels: float) -> None:
        """Draws everything so far to the right of where it is, in whole pixels. Only the picture moves."""
        self._shift.x = round(pixels)

    def show(self, view: View, say: Say) -> None:
        """Shows a view."""
        before, self._view = self._view, view
        again = before is None or before.language != view.language
        self._say = say
        self._error_turns = self._error_turns and before is not None and before.error == view.error
        if again or before is None or (before.heading, before.lead) != (view.heading, view.lead):
            # On a small panel large letters and the keys leave room for what is typed, and no more.
            self._lead_turns = self.typing and self._theme.compact and not self._theme.pairs
            self._question.close = False
        self._show_question(view)
        self._show_error(view)
        self._show_parts(view, again=again)
        self._show_actions(view.actions, again)
        self._present(self._keys, self.typing)
        if view.keyboard is not None:
            self._keys.show(keyboards.rows(view.keyboard, view.layer, view.language), say, view.language)
        self._arrange()

    def suit(self, theme: Tokens) -> None:
        """Takes other measures. What is shown is placed anew when it is next shown."""
        self._theme = theme
        self._body.suit(theme)
        self._view = None

    def targets(self) -> Mapping[str, Widget]:
        """The widgets in sight that stand for nodes, by id."""
        found: dict[str, Widget] = {"heading": self._question.ids.heading, **self._body.targets()}
        for button in self._actions:
            found.update(button.targets() if button.parent else {})
        return {**found, **self._keys.targets()} if self._keys.parent is self else found

    def ringed(self) -> Mapping[str, Widget]:
        """The widgets in sight to draw the ring around, by id: for a button that waits, the one in its place."""
        waiting = {button.node: self._body.targets()[DOWN] for button in self._actions if not button.parent}
        return {**waiting, **self.targets()}

    def reveal(self, node: str) -> None:
        """Turns to the page a node is on."""
        if self._body.reveal(node):
            self._arrange()

    def turned(self, node: str) -> bool:
        """Turns the page where a press does that: on what is there for it, and on what waits until all was in
        sight."""
        waiting = any(button.node == node for button in self._actions if not button.parent)
        if not waiting and node not in (UP, DOWN):
            return False
        self._body.turn(node)
        self._arrange()
        return True

    def retire(self) -> None:
        """Gives the keyboard back and takes no more touches: another sheet is coming in its place."""
        self._retired = True
        self._body.let_go()
        self._present(self._keys, False)

    def begin(self) -> None:
        """Makes ready for another step. The widgets stay, for it to use."""
        self._view = None
        self._retired = False
        self._body.begin()
        self.shift(0)

    def forget(self) -> None:
        """Empties itself of every word and picture, and gives back all it borrowed."""
        self.retire()
        self._body.forget()
        self._show_actions((), False)
        self._error.forget()
        self._say = nothing
        self._question.forget()
        self.begin()

    def on_touch_down(self, touch: MotionEvent) -> bool:
        return not self._retired and bool(super().on_touch_down(touch))

    # --- what it shows ---

    def _show_question(self, view: View) -> None:
        room = self._theme.halves or not self.typing
        self._question.show(view, self._say, lead=not self._lead_turns, progress=room)

    def _show_parts(self, view: View, *, again: bool = False) -> None:
        hints = self._theme.cramped and not self.typing
        items = list(parts.items(view.parts, apart=self._theme.compact, hints=hints))
        if self._lead_turns and view.lead is not None:
            items.insert(0, Paragraph(view.lead, "muted"))
        if self._error_turns and view.error is not None:
            items.insert(0, _told(view.error))
        self._body.show(items, self._question.heading, self._say, again=again)

    def _show_error(self, view: View) -> None:
        told_beside_field = any(isinstance(item, Line) and item.error for item in parts.items(view.parts))
        error = None if told_beside_field or self._error_turns else view.error
        self._present(self._error, error is not None)
        if error is not None:
            self._error.show(_told(error), self._say, again=True)

    def _show_actions(self, actions: tuple[Action, ...], again: bool) -> None:
        while len(self._actions) > len(actions):
            self.remove_widget(self._actions[-1])
            self._pool.give(Action, self._actions.pop())
        while len(self._actions) < len(actions):
            self._actions.append(self._pool.take(Action))
            self.add_widget(self._actions[-1])
        for button, action in zip(self._actions, actions, strict=True):
            button.slim = self.typing
            button.show(action, self._say, again=again)

    def _arrange(self) -> None:
        view = self._view
        if self._holds() or view is None:
            return
        if self._theme.cramped and not self._question.close:
            self._question.close = True
            if self._holds():
                return
        if self._theme.compact and self._error.parent is self:
            self._error_turns = True
            self._show_error(view)
            self._show_parts(view)
            if self._holds():
                return
        if view.lead is not None and not self._lead_turns:
            self._lead_turns = True
            self._show_question(view)
            self._show_parts(view)
            self._arranged()

    def _holds(self) -> bool:
        """Puts everything in its place; whether there is room for all of it, however the question stands."""
        return self._arranged() and (self._body.fits or not self._theme.compact)

    def _turned(self) -> None:
        self._arrange()
        self._moved()


def _told(error: Text) -> Told:
    return Told(error, (), "problem", "circle-alert")
