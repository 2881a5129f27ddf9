"""The screen that serves a person: header, one step, bottom bar. Every view of a session is shown by it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from kivy.clock import Clock
from kivy.uix.widget import Widget

from ui.presenters.view import View
from ui.screens.sheet import Sheet
from ui.theme import rules
from ui.theme.tokens import Tokens
from ui.widgets.block import Say
from ui.widgets.bottom_bar import BottomBar
from ui.widgets.header import Header
from ui.widgets.keyboard import Keyboard
from ui.widgets.pool import Pool
from ui.widgets.pressable import Press
from ui.widgets.ring import Ring


class Visitor(Widget):
    """Shows views, sliding from one step to the next. Two sheets take turns; nothing is made anew for a step.

    Args:
        theme: the measures.
        press: told the id of what was pressed.
        moved: called when widgets changed place without a new view.
        still: whether steps appear at once.
    """

    def __init__(self, theme: Tokens, press: Press, moved: Callable[[], None], *, still: bool) -> None:
        super().__init__(size_hint=(None, None), size=(theme.width, theme.height))
        self._theme = theme
        self._still = still
        self._keys = Keyboard(press)
        self._pool = Pool(press)
        self._ring = Ring()
        self._header = Header(pos=(0, theme.height - theme.header), size=(theme.width, theme.header))
        self._bar = BottomBar(press)
        self._bar.size = theme.width, theme.bar
        self._view: View | None = None
        self._sheet, self._resting = (Sheet(theme, self._keys, self._pool, moved) for _ in range(2))
        self._leaving: Sheet | None = None
        self._slide = Clock.schedule_interval(self._move, 0)
        self._slide.cancel()
        for widget in (self._ring, self._sheet, self._header, self._bar):
            self.add_widget(widget)

    @property
    def view(self) -> View | None:
        """What is shown."""
        return self._view

    def show(self, view: View, say: Say) -> None:
        """Shows a view: on the sheet that is there if it is the same step, on a new one if not."""
        before, self._view = self._view, view
        if before is not None and not _same_step(before, view):
            self._turn(view.path - before.path)
        self._header.title = say(view.title)
        self._header.status = say(view.status) if view.status else ""
        self._header.settle()
        self._bar.show(view, say)
        self._sheet.show(view, say)

    def prepare(self, view: View, say: Say) -> None:
        """Draws the words of the step that comes next, on the sheet that rests: what is everybody's is then there."""
        free = self._view is None or self._view.keyboard is None
        if self._leaving is None and (free or view.keyboard is None):
            self._resting.begin()
            self._resting.show(view, say)

    def targets(self) -> Mapping[str, Widget]:
        """The widgets in sight that stand for nodes, by id."""
        return {**self._sheet.targets(), **self._bar.targets()}

    def reveal(self, node: str) -> None:
        """Turns to the page a node is on."""
        self._sheet.reveal(node)

    def turned(self, node: str) -> bool:
        """Turns the page where a press on a node does that; whether it did."""
        return self._sheet.turned(node)

    def ring(self, nodes: Sequence[str]) -> None:
        """Draws the ring around nodes, as far as they are in sight."""
        targets = {**self._sheet.ringed(), **self._bar.targets()}
        self._ring.put([targets[node] for node in nodes if node in targets])

    def finish(self) -> None:
        """Ends a slide at once."""
        self._slide.cancel()
        self._sheet.shift(0)
        if self._leaving is not None:
            self.remove_widget(self._leaving)
            self._leaving = None

    def suit(self, theme: Tokens) -> None:
        """Takes other measures and colours."""
        self._theme = theme
        self._header.pos = 0, theme.height - theme.header
        self._header.size = theme.width, theme.header
        self._bar.pos, self._bar.size = (theme.bar_left, 0), (theme.bar_across, theme.bar)
        for sheet in (self._sheet, self._resting):
            sheet.suit(theme)

    def forget(self) -> None:
        """Empties itself of everything it showed, to serve somebody else."""
        self.finish()
        for sheet in (self._sheet, self._resting):
            sheet.forget()
        self._pool.forget()
        self._bar.let_go()
        self._ring.around = None
        self._view = None
        self._header.title = self._header.status = ""
        self._header.settle()

    def warm(self) -> Iterator[None]:
        """Makes the widgets that most steps need, one at a time: before anybody comes."""
        yield from self._pool.warm()
        yield from self._keys.warm()

    def _turn(self, direction: int) -> None:
        """Puts the other sheet in the place of the one shown, which slides away."""
        self.finish()
        self._leaving = self._sheet
        self._leaving.retire()
        self._sheet, self._resting = self._resting, self._sheet
        self._sheet.begin()
        self._ring.around = None
        self.add_widget(self._sheet, index=len(self.children) - 1)
        if self._still or self._theme.ease.still or direction == 0:
            self.finish()
            return
        self._direction = 1 if direction > 0 else -1
        self._slid = 0.0
        self._sheet.shift(self._direction * self._theme.width)
        self._slide()

    def _move(self, seconds: float) -> bool:
        self._slid += min(seconds, 1 / 30)
        share = min(1.0, self._slid / self._theme.slide_seconds)
        away = (1 - share) ** 3
        if share >= 1 or self._leaving is None:
            self.finish()
            return False
        self._sheet.shift(self._direction * self._theme.width * away)
        self._leaving.shift(-self._direction * self._theme.width * (1 - away))
        return True


def _same_step(one: View, other: View) -> bool:
    return (one.name, one.heading, one.path) == (other.name, other.heading, other.path)


rules.load(__file__)
