"""One step of a screen: the question, what there is to choose or type, the keys and the buttons.

Portrait has one column. Landscape has two: the question and its buttons on the left and the choices on the right;
with a keyboard the fields stand under the question, and the keys and buttons on the right.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kivy.graphics import PopMatrix, PushMatrix, Translate
from kivy.input import MotionEvent
from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.widget import Widget

from ui.presenters import keyboards
from ui.presenters.view import Action, Notice, View
from ui.presenters.view import Field as Line
from ui.presenters.view import say as sentence
from ui.screens import pages
from ui.screens.columns import Column, columns
from ui.theme import rules
from ui.theme.tokens import Tokens
from ui.widgets import pager, parts
from ui.widgets.block import Block, Say
from ui.widgets.field import Field
from ui.widgets.keyboard import Keyboard
from ui.widgets.pressable import Press
from ui.widgets.progress import Progress
from ui.widgets.step_button import StepButton
from ui.widgets.tile import Tile


class Sheet(Widget):
    """Shows a `View` between header and bar. Fed the next view of the same step, it changes only what differs.

    Args:
        theme: the measures.
        press: told the id of what was pressed.
        keys: a keyboard to borrow; keys are many, and the same on every step.
        moved: called when widgets changed place without a new view: a page was turned.
    """

    heading = StringProperty("")
    lead = StringProperty("")
    typing = BooleanProperty(False)
    """Whether there is a keyboard, for which everything else makes room."""

    def __init__(self, theme: Tokens, press: Press, keys: Keyboard, moved: Callable[[], None]) -> None:
        super().__init__(size_hint=(None, None), size=(theme.width, theme.height))
        self._theme = theme
        self._press = press
        self._moved = moved
        self._view: View | None = None
        self._say: Say = lambda _text: ""
        self._items: list[parts.Item] = []
        self._blocks: list[Block[Any]] = []
        self._actions: list[StepButton] = []
        self._pages: list[list[Block[Any]]] = [[]]
        self._retired = False
        self._page = 0
        self._active: str | None = None
        self._follow: str | None = None
        self._progress = Progress()
        self._error = parts.block(_error_notice(None), press)
        self._pager = pager.Pager(self._turn)
        self._keys = keys
        with self.canvas.before:
            PushMatrix()
            self._shift = Translate()
        with self.canvas.after:
            PopMatrix()

    def shift(self, pixels: float) -> None:
        """Draws everything so far to the right of where it is. Only the picture moves."""
        self._shift.x = pixels

    def show(self, view: View, say: Say) -> None:
        """Shows a view."""
        again = self._view is None or self._view.language != view.language
        self._say = say
        self._view = view
        self.typing = view.keyboard is not None
        self.heading = say(view.heading)
        self.lead = say(view.lead) if view.lead else ""
        self._show_progress(view)
        self._show_error(view)
        self._show_items(view, again)
        self._show_actions(view.actions, again)
        self._present(self._keys, self.typing)
        if view.keyboard is not None:
            self._keys.show(keyboards.rows(view.keyboard, view.layer), say, again=again)
        self._arrange()

    def targets(self) -> Mapping[str, Widget]:
        """The widgets in sight that stand for nodes, by id."""
        found: dict[str, Widget] = {"heading": self.ids.heading}
        for shown in (*self._pages[self._page], *self._actions):
            found.update(shown.targets())
        for shown in (self._keys, self._pager):
            if shown.parent is self:
                found.update(shown.targets())
        return found

    def page_of(self, node: str) -> int | None:
        """The page a node is on, if it is on another than the one in sight."""
        for number, blocks in enumerate(self._pages):
            if number != self._page and any(node in block.targets() for block in blocks):
                return number
        return None

    def reveal(self, node: str) -> None:
        """Turns to the page a node is on."""
        if (page := self.page_of(node)) is not None:
            self._page = page
            self._arrange()

    def retire(self) -> None:
        """Gives the keyboard back and takes no more touches: another sheet is coming in its place."""
        self._retired = True
        self._present(self._keys, False)

    def on_touch_down(self, touch: MotionEvent) -> bool:
        return not self._retired and bool(super().on_touch_down(touch))

    # --- what it shows ---

    def _show_progress(self, view: View) -> None:
        self._present(self._progress, view.progress is not None)
        if view.progress:
            self._progress.text = self._say(
                sentence("Step {step} of {of}", step=view.progress.step, of=view.progress.of)
            )
            self._progress.share = view.progress.step / max(view.progress.of, 1)

    def _show_error(self, view: View) -> None:
        told_beside_field = any(getattr(item, "error", None) for item in parts.items(view.parts))
        wanted = view.error is not None and not told_beside_field
        self._present(self._error, wanted)
        if wanted:
            self._error.show(_error_notice(view.error), self._say, again=True)

    def _show_items(self, view: View, again: bool) -> None:
        items = list(parts.items(view.parts))
        if len(items) != len(self._items) or not all(map(parts.same_shape, items, self._items)):
            self._page = 0
            for block in self._blocks:
                self.remove_widget(block)
            self._blocks = [parts.block(item, self._press) for item in items]
        self._items = items
        for block, item in zip(self._blocks, items, strict=True):
            if isinstance(block, Field):
                block.heading = self.heading
            block.show(item, self._say, again=again)
        active = next((item.id for item in items if isinstance(item, Line) and item.caret is not None), None)
        self._follow, self._active = active if active != self._active else None, active

    def _show_actions(self, actions: tuple[Action, ...], again: bool) -> None:
        while len(self._actions) > len(actions):
            self.remove_widget(self._actions.pop())
        while len(self._actions) < len(actions):
            self._actions.append(StepButton(self._press))
            self.add_widget(self._actions[-1])
        for button, action in zip(self._actions, actions, strict=True):
            button.slim = self.typing
            button.show(action, self._say, again=again)

    # --- where it stands ---

    def _arrange(self) -> None:
        question, hand = columns(self._theme, typing=self.typing)
        under = self._place_question(question)
        above = self._place_actions(hand if self.typing else question)
        if self.typing:
            above = self._place_keyboard(hand, above)
        if not self._theme.landscape:
            body = Column(hand.x, above, under, hand.width)
        elif self.typing:
            body = Column(question.x, question.bottom, under, question.width)
        else:
            body = hand
        self._place_parts(body)

    def _place_question(self, column: Column) -> float:
        """Places progress, heading, lead and error; answers with the height under which the parts go."""
        theme, top = self._theme, column.top
        if self._progress.parent:
            self._progress.ids.text.settle()
            self._progress.width = column.width
            self._progress.pos = column.x, top - self._progress.height
            top -= self._progress.height + theme.px(24 if self.typing else 36)
        for lettering, gap in (
            (self.ids.heading, theme.px(16)),
            (self.ids.lead, theme.px(24 if self.typing else 40)),
        ):
            lettering.width = column.width
            lettering.settle()
            lettering.pos = column.x, top - lettering.height
            if lettering.text:
                top -= lettering.height + gap
        if not self.lead:
            top -= theme.px(12 if self.typing else 24)
        if self._error.parent:
            self._error.settle(column.width)
            self._error.pos = column.x, top - self._error.height
            top -= self._error.height + theme.px(28)
        return top

    def _place_actions(self, column: Column) -> float:
        """Places the buttons from the bottom up; answers with the height above which there is room."""
        y = column.bottom
        for button in self._actions:  # the main one comes first, and lies lowest
            y_top = y + button.settle(column.width)
            button.pos = column.x, y
            y = y_top + self._theme.gap
        return y + (self._theme.px(12) if self._actions else 0)

    def _place_keyboard(self, column: Column, bottom: float) -> float:
        theme = self._theme
        height = self._keys.settle(column.width, theme.target, theme.px(10))
        top = bottom + height
        self._keys.place(column.x, top)
        return top + theme.px(32)

    def _place_parts(self, column: Column) -> None:
        theme = self._theme
        lines = pages.lines([block.share for block in self._blocks])
        heights = [self._settle_line([self._blocks[n] for n in line], column.width) for line in lines]
        turner = theme.target + theme.gap
        gap = theme.gap
        if lines and all(isinstance(block, Tile) and block.large for block in self._blocks):
            heights = self._stretch(heights, column.top - column.bottom)
        broken = pages.pages(heights, column.top - column.bottom, gap, turner)
        self._pages = [[self._blocks[n] for number in page for n in lines[number]] for page in broken]
        self._page = min(self._page, len(self._pages) - 1)
        if self._follow is not None:
            found = self.page_of(self._follow)
            self._page = self._page if found is None else found
            self._follow = None
        y = column.top
        for number in broken[self._page]:
            x = column.x
            for n in lines[number]:
                block = self._blocks[n]
                block.pos = round(x), round(y - block.height)
                x += block.width + gap
            y -= heights[number] + gap
        self._present(self._pager, len(self._pages) > 1)
        if len(self._pages) > 1:
            self._pager.show(self._page, len(self._pages), self._say)
            self._pager.place(column.x, column.bottom, column.width, theme.target)
        for number, blocks in enumerate(self._pages):
            for block in blocks:
                self._present(block, number == self._page)

    def _stretch(self, heights: list[float], room: float) -> list[float]:
        """Large tiles alone on a screen take more of it."""
        each = (room + self._theme.gap) / len(heights) - self._theme.gap
        taller = [max(height, min(round(each), self._theme.px(400))) for height in heights]
        for block, height in zip(self._blocks, taller, strict=True):
            block.height = height
        return taller

    def _settle_line(self, blocks: list[Block[Any]], width: float) -> float:
        gaps = self._theme.gap * (round(1 / blocks[0].share) - 1)
        height = max(block.settle(round((width - gaps) * block.share)) for block in blocks)
        for block in blocks:
            block.height = height
        return height

    # --- pages ---

    def _turn(self, node: str) -> None:
        self._page += 1 if node == pager.DOWN else -1
        self._arrange()
        self._moved()

    def _present(self, widget: Widget, wanted: bool) -> None:
        if wanted and widget.parent is not self:
            if widget.parent:
                widget.parent.remove_widget(widget)
            self.add_widget(widget)
        elif not wanted and widget.parent is self:
            self.remove_widget(widget)


def _error_notice(error: Any) -> Notice:
    return Notice(error or sentence("There is a problem"), (), "problem", "circle-alert")


rules.load(__file__)
