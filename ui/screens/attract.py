"""The screens that are read from afar: a welcome with the whole glass to touch, and what to do in an emergency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kivy.input import MotionEvent
from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.widget import Widget

from ui.presenters.view import View
from ui.screens.drift import drift
from ui.theme import rules
from ui.theme.tokens import Tokens
from ui.widgets.block import Block, Say
from ui.widgets.bottom_bar import BottomBar
from ui.widgets.header import Header
from ui.widgets.lettering import Icon
from ui.widgets.pressable import Press
from ui.widgets.ring import Ring
from ui.widgets.step_button import StepButton

DRIFT = 6
"""Pixels of the drawings of one step."""

PICTURES = (300, 200, 120)
"""Sizes of the picture above the heading in pixels of the drawings, the first for which there is room."""

SHOWS = frozenset({"attract", "waiting", "room_panel", "closed", "cleaning", "emergency"})
"""Names of the views that it shows: those with little to say, and no more than one thing to press."""


class Attract(Widget):
    """Shows the view of nobody being here. A touch anywhere but on the bar is a press on the main button, if there is
    one; any other button has to be pressed itself.

    Args:
        theme: the measures.
        press: told the id of what was pressed.
    """

    heading = StringProperty("")
    lead = StringProperty("")
    roomy = BooleanProperty(True)
    """Whether the welcome may be as large as it is drawn."""

    danger = BooleanProperty(False)
    """Whether the band is in the colour of danger."""

    foot = NumericProperty(0)
    """Height of the bar, if anything is on it."""

    band = NumericProperty(0)
    """Height of the bottom edge of the dark band."""

    def __init__(self, theme: Tokens, press: Press) -> None:
        super().__init__(size_hint=(None, None), size=(theme.width, theme.height))
        self._theme = theme
        self._press = press
        self._ring = Ring()
        self._header = Header(pos=(0, theme.height - theme.header), size=(theme.width, theme.header))
        self._bar = BottomBar(press)
        self._bar.size = theme.width, theme.bar
        self._start = StepButton(press)
        self._picture: Icon | None = None
        self._kinds: list[type] = []
        self._notices: list[Block[Any]] = []
        self.held: float = 0
        """Height of the place that is left empty while it is not known what the notices say."""
        self.said: float = 0
        """Height of the notices that there are."""
        self._minutes = 0
        self._touch: MotionEvent | None = None
        for widget in (self._ring, self._header, self._bar):
            self.add_widget(widget)

    def show(self, shown: View, say: Say) -> None:
        """Shows the view."""
        self.heading = say(shown.heading)
        self.lead = say(shown.lead) if shown.lead else ""
        self.danger = shown.danger
        self._show_picture(shown.picture)
        self._header.title = say(shown.title)
        status = say(shown.status) if shown.status else ""
        self._minutes += status != self._header.status
        self._header.status = status
        self._header.settle()
        self._bar.show(shown, say)
        self.foot = self._theme.bar if shown.bar else 0
        self._show_start(shown, say)
        self._show_notices(shown, say)
        self._arrange()

    def targets(self) -> Mapping[str, Widget]:
        """The widgets that stand for nodes, by id."""
        start = self._start.targets() if self._start.parent else {}
        return {"heading": self.ids.heading, **start, **self._bar.targets()}

    def ring(self, nodes: Sequence[str]) -> None:
        """Draws the ring around nodes, as far as they are in sight."""
        targets = self.targets()
        self._ring.put([targets[node] for node in nodes if node in targets])

    def reveal(self, node: str) -> None:
        """Everything is in sight."""

    def turned(self, node: str) -> bool:  # noqa: ARG002 - it has one page
        """No press turns a page."""
        return False

    def finish(self) -> None:
        """Nothing here moves; a finger that is still down presses nothing any more."""
        self._touch = None
        self._start.look_pressed(False)

    def suit(self, theme: Tokens) -> None:
        """Takes other measures and colours."""
        self._theme = theme
        self._header.pos = 0, theme.height - theme.header
        self._header.size = theme.width, theme.header
        self._bar.size = theme.width, theme.bar

    def forget(self) -> None:
        """Nothing here is anybody's. Everything goes back to its place."""
        self._minutes = 0

    def on_touch_down(self, touch: MotionEvent) -> bool:
        if super().on_touch_down(touch) or touch.is_mouse_scrolling or touch.y < self.foot:
            return True
        if not self._start.parent or self._start.kind != "main":
            return True
        touch.grab(self)
        self._touch = touch
        self._start.look_pressed(True)
        return True

    def on_touch_up(self, touch: MotionEvent) -> bool:
        if touch.grab_current is self:
            touch.ungrab(self)
            self._start.look_pressed(False)
            if touch is self._touch:
                self._press(self._start.node)
            return True
        return bool(super().on_touch_up(touch))

    def _show_picture(self, name: str) -> None:
        if name and self._picture is None:
            self._picture = Icon()
        if self._picture is not None:
            self._picture.name = name
            self._present(self._picture, bool(name))

    def _show_start(self, shown: View, say: Say) -> None:
        self._present(self._start, bool(shown.actions))
        if shown.actions:
            self._start.show(shown.actions[0], say, again=True)

    def _show_notices(self, shown: View, say: Say) -> None:
        if not shown.parts and not self._notices:
            return
        # Only now: most sites have nothing to say, and the first picture does not wait for every kind of part.
        from ui.widgets import parts

        items = list(parts.items(shown.parts))
        if list(map(type, items)) != self._kinds:
            for notice in self._notices:
                self.remove_widget(notice)
            self._kinds = list(map(type, items))
            self._notices = [parts.block(kind, self._press) for kind in self._kinds]
        for notice, item in zip(self._notices, items, strict=True):
            notice.show(item, say, again=True)

    def _arrange(self) -> None:
        """The welcome stands a third of the way down, what is new today and the button at the bottom."""
        theme = self._theme
        right, up = (steps * theme.px(DRIFT) for steps in drift(self._minutes))
        left, width = theme.margin + right, theme.width - 2 * theme.margin
        self._header.pos = right, theme.height - theme.header
        self._bar.pos = right, 0
        y: float = up + self.foot + theme.px(72 if not theme.landscape else 48)
        if self._start.parent:
            self._start.settle(width if not theme.landscape else round(width * 0.5))
            self._start.pos = left, y
            y += self._start.height + theme.px(48)
        notices, self.roomy = [*self._notices], True
        bottom = y
        y = self._place_notices(notices, left, bottom, width) + self.held
        self.ids.lead.text = self.lead
        pictures = [*PICTURES] if self._picture is not None and self._picture.parent else [0]
        beside = theme.landscape or theme.compact
        block = self._welcome(width, pictures[0], beside=beside)
        top: float = theme.height - theme.header
        # Where that is too much, the picture is smaller, then the line below goes, then the welcome is smaller, then
        # what is said last goes.
        while crowded := block + 2 * theme.px(24) > top - y - theme.px(8):
            if len(pictures) > 1:
                pictures.pop(0)
            elif self.ids.lead.text:
                self.ids.lead.text = ""
            elif self.roomy:
                self.roomy = False
            elif notices:
                notices.pop()
                y = self._place_notices(notices, left, bottom, width)
            else:
                break
            block = self._welcome(width, pictures[0], beside=beside)
        for notice in self._notices:
            self._present(notice, notice in notices)
        self.said = y - bottom
        self.band = y + theme.px(8)
        top -= max(theme.px(24 if crowded else 48), (top - self.band - block) * 0.42)
        if self._picture is not None and pictures[0]:
            self._picture.pos = left, top - self._picture.height
            left += self._picture.width + theme.px(40) if beside else 0
            top -= 0 if beside else self._picture.height + theme.px(24)
        self.ids.heading.pos = left, top - self.ids.heading.height
        self.ids.lead.pos = left, self.ids.heading.y - theme.px(32) - self.ids.lead.height

    def _present(self, widget: Widget, wanted: bool) -> None:
        if wanted and not widget.parent:
            self.add_widget(widget)
        elif not wanted and widget.parent:
            self.remove_widget(widget)

    def _welcome(self, width: float, picture: int, *, beside: bool) -> float:
        """Draws the picture, the welcome below or beside it and the line below that; gives their height together."""
        above = 0.0
        if self._picture is not None and picture:
            self._picture.color = self._theme.palette.on_dark
            self._picture.letter_height = self._theme.head(picture)
            self._picture.settle()
            width -= self._picture.width + self._theme.px(40) if beside else 0
            above = self._picture.height
        for lettering in (self.ids.heading, self.ids.lead):
            lettering.width = width
            lettering.settle()
        words = float(self.ids.heading.height)
        words += self._theme.px(32) + self.ids.lead.height if self.ids.lead.text else 0
        return max(words, above) if beside else words + (above + self._theme.px(24) if above else 0)

    def _place_notices(self, notices: Sequence[Block[Any]], left: float, y: float, width: float) -> float:
        """Puts them one above the other from `left` and `y` up, in pairs on a wide screen; gives where they end."""
        theme = self._theme
        across = 2 if theme.landscape and len(notices) > 1 else 1
        each = (width - (across - 1) * theme.gap) / across
        for first in reversed(range(0, len(notices), across)):
            row = notices[first : first + across]
            height = max(notice.settle(each) for notice in row)
            for place, notice in enumerate(row):
                notice.height = height
                notice.pos = left + place * (each + theme.gap), y
            y += height + theme.gap
        return y


rules.load(__file__)
