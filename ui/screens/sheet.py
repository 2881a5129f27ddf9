"""One step of a screen: the question, what there is to choose or type, the keys and the buttons.

Portrait has one column. Landscape has two: the question and its buttons on the left and the choices on the right;
with a keyboard the fields stand under the question, and the keys and buttons on the right. A question that leaves too
little room gives away what is wrong, to stand above the choices, and then the line below it, to turn pages with them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kivy.graphics import PopMatrix, PushMatrix, Translate
from kivy.input import MotionEvent
from kivy.uix.widget import Widget

from ui.presenters import keyboards
from ui.presenters.view import Action, Paragraph, Text, View
from ui.presenters.view import Field as Line
from ui.presenters.view import Notice as Told
from ui.screens import buttons
from ui.screens.body import Body
from ui.screens.columns import Column, columns
from ui.theme.tokens import Tokens
from ui.widgets import parts
from ui.widgets.block import Block, Say
from ui.widgets.keyboard import Keyboard
from ui.widgets.notice import Notice
from ui.widgets.pool import Pool
from ui.widgets.question import Question
from ui.widgets.step_button import StepButton


class Sheet(Widget):
    """Shows a `View` between header and bar. Fed the next view of the same step, it changes only what differs; for
    another step it uses what widgets it has.

    Args:
        theme: the measures.
        keys: a keyboard to borrow; keys are many, and the same on every step.
        pool: lends the widgets of parts.
        moved: called when widgets changed place without a new view: a page was turned.
    """

    def __init__(self, theme: Tokens, keys: Keyboard, pool: Pool, moved: Callable[[], None]) -> None:
        super().__init__(size_hint=(None, None), size=(theme.width, theme.height))
        self._theme = theme
        self._moved = moved
        self._view: View | None = None
        self._say: Say = _nothing
        self._actions: list[StepButton] = []
        self._retired = False
        self._question = Question()
        self._lead_turns = False
        self._error: Block[Any] = Notice()
        self._pool = pool
        self._body = Body(theme, pool, self._present, self._turned)
        self._keys = keys
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
        if again or (before.heading, before.lead) != (view.heading, view.lead):
            # On a small panel large letters and the keys leave room for what is typed, and no more.
            self._lead_turns = self.typing and self._theme.compact and not self._theme.pairs
        self._show_question(view)
        self._show_error(view)
        self._show_parts(view, again=again)
        self._show_actions(view.actions, again)
        self._present(self._keys, self.typing)
        if view.keyboard is not None:
            self._keys.show(keyboards.rows(view.keyboard, view.layer, view.language), say, view.language)
        self._arrange()

    @property
    def typing(self) -> bool:
        """Whether there is a keyboard, for which everything else makes room."""
        return self._view is not None and self._view.keyboard is not None

    def suit(self, theme: Tokens) -> None:
        """Takes other measures. What is shown is placed anew when it is next shown."""
        self._theme = theme
        self._body.suit(theme)
        self._view = None

    def targets(self) -> Mapping[str, Widget]:
        """The widgets in sight that stand for nodes, by id."""
        found: dict[str, Widget] = {"heading": self._question.ids.heading, **self._body.targets()}
        for button in self._actions:
            found.update(button.targets())
        return {**found, **self._keys.targets()} if self._keys.parent is self else found

    def reveal(self, node: str) -> None:
        """Turns to the page a node is on."""
        if self._body.reveal(node):
            self._arrange()

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
        self._say = _nothing
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
        self._body.show(items, self._question.heading, self._say, again=again)

    def _show_error(self, view: View) -> None:
        told_beside_field = any(isinstance(item, Line) and item.error for item in parts.items(view.parts))
        wanted = view.error is not None and not told_beside_field
        self._present(self._error, wanted)
        if wanted:
            self._error.show(Told(view.error, (), "problem", "circle-alert"), self._say, again=True)

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

    # --- where it stands ---

    def _arrange(self) -> None:
        if self._arranged() or self._lead_turns or self._view is None or self._view.lead is None:
            return
        self._lead_turns = True
        self._show_question(self._view)
        self._show_parts(self._view)
        self._arranged()

    def _arranged(self) -> bool:
        """Puts everything in its place; answers whether there is room for all of it."""
        if self._theme.compact:
            return self._arrange_small()
        if self._arrange_large(error_above=False):
            return True
        above = self._theme.landscape and not self.typing and self._error.parent is not None
        return above and self._arrange_large(error_above=True)

    def _arrange_large(self, *, error_above: bool) -> bool:
        """On a large panel. What is wrong stands below the question or above the choices."""
        question, hand = columns(self._theme, typing=self.typing)
        under = self._place_question(question, error=not error_above)
        top = self._place_error(hand, hand.top) if error_above else hand.top
        beside = self._theme.landscape and self._theme.pairs and not (self.typing or self._theme.ease.hand)
        aside = self._theme.landscape and not (beside or self.typing)
        above = self._place_actions(question if beside else hand, pair=aside)
        if self.typing:
            above = self._place_keyboard(hand, above)
        if not self._theme.landscape:
            body = Column(hand.x, above, under, hand.width)
        elif self.typing:
            body = Column(question.x, question.bottom, under, question.width)
        else:
            body = Column(hand.x, hand.bottom if beside else above, top, hand.width)
        turning = question if aside and not self._theme.ease.hand else None
        self._body.place(body, self._say, turning)
        return self._ends_above(question) and (self._body.fits or body.x != question.x)

    def _arrange_small(self) -> bool:
        """On a small panel keys take all of the width, and what turns the page stands beside the buttons."""
        question, hand = columns(self._theme, typing=self.typing)
        theme, lying = self._theme, self._theme.landscape
        many, stacked, pair = False, lying and self.typing, lying and not self.typing and len(self._actions) == 2
        if stacked:
            above = self._place_keyboard(hand, hand.bottom)
            x = question.x + question.width + theme.gap
            side = Column(x, above, hand.top, hand.x + hand.width - x)
            turning: Column | None = Column(x, self._place_actions(side, pair=False), hand.top, side.width)
        else:
            narrow = self.typing or pair or theme.cramped
            arrows = 2 * theme.target + theme.gap if narrow else round(hand.width * 0.4)
            side = Column(hand.x, hand.bottom, hand.top, hand.width - arrows - theme.gap)
            if pair:
                side, at_end = hand, question
            else:
                at_end = Column(hand.x + hand.width - arrows, hand.bottom, hand.top, arrows)
            if many := len(self._actions) > 2 and not self.typing:
                above = self._place_several(side, hand, question)
            else:
                above = self._place_actions(side, pair=pair)
            turning = at_end if self._actions else None
            above = self._place_keyboard(hand, above) if self.typing else above
        if stacked or not theme.landscape:
            body = Column(question.x, above, self._place_question(question), question.width)
        else:
            self._place_question(question, error=False)
            body = Column(hand.x, above, self._place_error(hand, hand.top), hand.width)
        self._body.place(body, self._say, turning)
        if turning is not None and not (stacked or many or self._body.turns):
            self._place_actions(hand, pair=pair)
        return self._ends_above(question) and (self._body.fits or body.x != question.x)

    def _place_question(self, column: Column, *, error: bool = True) -> float:
        """Places the question, and below it what is wrong; answers with the height under which the parts go."""
        top = self._question.place(self._theme, column.x, column.top, column.width)
        return self._place_error(column, top) if error else top

    def _ends_above(self, column: Column) -> bool:
        """Whether the question ends above whatever stands at the bottom of its column."""
        standing = [each for each in (self._question, self._error) if each.parent is self]
        below = [*self._actions, *self._body.turner]
        held = [[each for each in one if column.x <= each.x < column.x + column.width] for one in (standing, below)]
        lowest = min(each.y for each in held[0])
        return bool(lowest >= max([column.bottom, *(each.top + self._theme.gap for each in held[1])]))

    def _place_error(self, column: Column, top: float) -> float:
        """Places what is wrong, if anything is; answers with the height under which there is room."""
        if not self._error.parent:
            return top
        self._error.settle(column.width)
        self._error.pos = column.x, top - self._error.height
        return float(top - self._error.height - self._theme.px(28))

    def _place_actions(self, column: Column, *, pair: bool) -> float:
        """Places the buttons from the bottom up, or a pair of them side by side; answers with the height above which
        there is room."""
        if pair and len(self._actions) == 2:
            lines = 3 if self._body.holds else 2
            return buttons.in_a_row(self._actions, column, self._theme, lines=lines) + self._theme.px(12)
        return buttons.stacked(self._actions, column, self._theme) + (self._theme.px(12) if self._actions else 0)

    def _place_several(self, column: Column, hand: Column, question: Column) -> float:
        """Places three buttons on a small panel: the main one where it always is, the others above it or below the
        question; answers in the same way."""
        main, *others = self._actions
        y = buttons.stacked([main], column, self._theme)
        if self._theme.landscape:
            buttons.stacked(others, question, self._theme)
            return y
        return buttons.in_a_row(others, Column(hand.x, y, hand.top, hand.width), self._theme)

    def _place_keyboard(self, column: Column, bottom: float) -> float:
        theme = self._theme
        height = self._keys.settle(column.width, theme.key, theme.px(7 if theme.compact else 10))
        top = bottom + height
        self._keys.place(column.x, top)
        return top + (theme.gap if theme.compact else theme.px(32))

    def _turned(self) -> None:
        self._arrange()
        self._moved()

    def _present(self, widget: Widget, wanted: bool) -> None:
        if wanted and widget.parent is not self:
            if widget.parent:
                widget.parent.remove_widget(widget)
            self.add_widget(widget)
        elif not wanted and widget.parent is self:
            self.remove_widget(widget)


def _nothing(_text: Text) -> str:
    return ""
