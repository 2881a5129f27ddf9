"""Keys to type with. What they write is decided by the presenter; this only draws them and says which was pressed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.widget import Widget

from ui.presenters.keyboards import Key, Rows
from ui.theme import rules
from ui.theme.pictures import shelf
from ui.widgets.block import Say
from ui.widgets.pressable import Press, Pressable


class KeyCap(Pressable):
    """A key: a letter, or an icon for the keys that do something else."""

    label = StringProperty("")
    icon = StringProperty("")
    quiet = BooleanProperty(False)
    held = BooleanProperty(False)


KEYS = 40
"""Keys of the largest keyboard, or nearly."""

WIDEST = 1.7
"""Widest that one key may be, in heights of a key."""

_ICONS = {"shift": "arrow-big-up", "backspace": "delete"}
"""Icons of keys whose name in the icon font is another."""


class Keyboard(Widget):
    """Rows of keys that fill the width. The keys stay when their letters change, so a shift redraws letters only.

    Args:
        press: told the id of what was pressed.
    """

    def __init__(self, press: Press) -> None:
        super().__init__(size_hint=(None, None))
        self._press = press
        self._rows: Rows = ()
        self._language = ""
        self._caps: list[KeyCap] = []
        self._spare: list[KeyCap] = []

    def show(self, rows: Rows, say: Say, language: str) -> None:
        """Shows a layout in a language. It may have changed while the keyboard was put away."""
        if (rows, language) == (self._rows, self._language):
            return
        self._rows, self._language = rows, language
        keys = [key for row in rows for key in row]
        while len(self._caps) < len(keys):
            self._caps.append(self._spare.pop() if self._spare else KeyCap(self._press))
            self.add_widget(self._caps[-1])
        while len(self._caps) > len(keys):
            self._spare.append(self._caps.pop())
            self._spare[-1].let_go()
            self.remove_widget(self._spare[-1])
        for cap, key in zip(self._caps, keys, strict=True):
            self._write(cap, key, say)

    def warm(self) -> Iterator[None]:
        """Makes the keys that a keyboard of letters has, a few at a time."""
        for _ in range(KEYS - len(self._caps) - len(self._spare)):
            self._spare.append(KeyCap(self._press))
            yield

    def settle(self, width: float, key_height: float, gap: float) -> float:
        """Takes a width and answers with the height, in pixels."""
        self.width = width
        self.height = len(self._rows) * (key_height + gap) - gap if self._rows else 0
        self._key_height, self._gap = key_height, gap
        return float(self.height)

    def place(self, x: float, top: float) -> None:
        """Puts the keys where they belong. The first row sets how wide a key is; a shorter one stands
        in the middle, and a longer one has narrower keys."""
        self.pos = x, top - self.height
        units = sum(key.width for key in self._rows[0])
        widest = min((self.width + self._gap) / units, WIDEST * self._key_height)
        caps = iter(self._caps)
        for row in self._rows:
            unit = min(widest, (self.width + self._gap) / sum(key.width for key in row))
            left = x + (self.width + self._gap - sum(key.width for key in row) * unit) / 2
            for key in row:
                cap = next(caps)
                right = left + key.width * unit
                cap.pos = round(left), round(top - self._key_height)
                cap.size = round(right - self._gap) - round(left), self._key_height
                left = right
            top -= self._key_height + self._gap

    def targets(self) -> Mapping[str, Widget]:
        """The keys by id."""
        return {cap.node: cap for cap in self._caps}

    def _write(self, cap: KeyCap, key: Key, say: Say) -> None:
        cap.node = key.id
        cap.icon = _ICONS.get(key.icon, key.icon) if key.icon else ""
        cap.label = "" if key.icon else say(key.label)
        shelf.admit(cap.label)
        cap.held = key.on
        cap.quiet = not key.puts


rules.load(__file__)
