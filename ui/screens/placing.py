"""Where the parts of a step stand.

Portrait has one column. Landscape has two: the question and its buttons on the left and the choices on the right;
with a keyboard the fields stand under the question, and the keys and buttons on the right. A question that leaves too
little room gives away what is wrong, to stand above the choices, and then the line below it, to turn pages with them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.uix.widget import Widget

from ui.presenters.view import Text, View
from ui.screens import buttons
from ui.screens.body import Body
from ui.screens.columns import Column, columns
from ui.theme.tokens import Tokens
from ui.widgets.block import Block, Say
from ui.widgets.keyboard import Keyboard
from ui.widgets.notice import Notice
from ui.widgets.pool import Pool
from ui.widgets.question import Question
from ui.widgets.step_button import StepButton


class Placing(Widget):
    """What a step is made of, each in its place.

    Args:
        theme: the measures.
        keys: a keyboard to borrow.
        pool: lends the widgets of parts.
        turned: called after the person turned a page.
    """

    def __init__(self, theme: Tokens, keys: Keyboard, pool: Pool, turned: Callable[[], None]) -> None:
        super().__init__(size_hint=(None, None), size=(theme.width, theme.height))
        self._theme = theme
        self._view: View | None = None
        self._say: Say = nothing
        self._actions: list[StepButton] = []
        self._question = Question()
        self._error: Block[Any] = Notice()
        self._body = Body(theme, pool, self._present, turned)
        self._keys = keys

    @property
    def typing(self) -> bool:
        """Whether there is a keyboard, for which everything else makes room."""
        return self._view is not None and self._view.keyboard is not None

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
        self._place_parts(body, turning)
        return self._ends_above(question) and (self._body.fits or body.x != question.x)

    def _arrange_small(self) -> bool:
        """On a small panel what turns the page stands beside the buttons; on one that lies, both beside the keys."""
        question, hand = columns(self._theme, typing=self.typing)
        theme, lying = self._theme, self._theme.landscape
        many, stacked, pair = False, lying and self.typing, lying and not self.typing and len(self._actions) == 2
        if stacked:
            above = self._place_keyboard(hand, hand.bottom)
            x = hand.x + hand.width + theme.gap
            side = Column(x, hand.bottom, hand.top, question.x + question.width - x)
            beside = self._place_actions(side, pair=False)
            turning: Column | None = Column(x, beside, hand.top, side.width)
            above = max(above, beside)
        else:
            narrow = self.typing or pair or theme.cramped
            arrows = 2 * theme.target + theme.gap if narrow else round(hand.width * 0.4)
            side = Column(hand.x, hand.bottom, hand.top, hand.width - arrows - theme.gap)
            if pair:
                side, at_end = hand, question
            else:
                at_end = Column(hand.x + hand.width - arrows, hand.bottom, hand.top, arrows)
            several = len(self._actions) > (2 if theme.landscape or not theme.cramped else 1)
            if many := several and not self.typing:
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
        self._place_parts(body, turning)
        if turning is not None and not (stacked or (many and len(self._actions) > 2) or self._body.turns):
            self._place_actions(hand, pair=pair)
        return self._ends_above(question) and (self._body.fits or body.x != question.x)

    def _place_question(self, column: Column, *, error: bool = True) -> float:
        """Places the question, and below it what is wrong; answers with the height under which the parts go."""
        top = self._question.place(self._theme, column.x, column.top, column.width)
        return self._place_error(column, top) if error else top

    def _place_parts(self, column: Column, turning: Column | None) -> None:
        """Places the parts. What accepts them waits until all were in sight; whoever listens is told them all."""
        accepting = next((each for each in self._actions if each.accepts and not self._theme.ease.aloud), None)
        self._body.place(column, self._say, turning, accepting)
        for button in self._actions:
            self._present(button, button is not accepting or not self._body.unseen)

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
        """Places several buttons on a small panel: the main one where it always is, the others above it or below the
        question; answers in the same way."""
        main, *others = self._actions
        y = buttons.stacked([main], column, self._theme)
        if self._theme.landscape:
            buttons.stacked(others, question, self._theme)
            return y
        above = Column(hand.x, y, hand.top, hand.width)
        place = buttons.in_a_row if len(others) > 1 else buttons.stacked
        return place(others, above, self._theme)

    def _place_keyboard(self, column: Column, bottom: float) -> float:
        theme = self._theme
        height = self._keys.settle(column.width, theme.key, theme.px(7 if theme.compact else 10))
        top = bottom + height
        self._keys.place(column.x, top)
        return top + (theme.gap if theme.compact else theme.px(32))

    def _present(self, widget: Widget, wanted: bool) -> None:
        if wanted and widget.parent is not self:
            if widget.parent:
                widget.parent.remove_widget(widget)
            self.add_widget(widget)
        elif not wanted and widget.parent is self:
            self.remove_widget(widget)


def nothing(_text: Text) -> str:
    """No words."""
    return ""
