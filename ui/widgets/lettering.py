"""Words on the screen: wrapped to a width, never cut."""

from __future__ import annotations

import re
from typing import Any

from kivy.clock import Clock
from kivy.graphics import Rectangle
from kivy.graphics.texture import Texture
from kivy.properties import (
    BooleanProperty,
    ColorProperty,
    ListProperty,
    NumericProperty,
    OptionProperty,
    StringProperty,
)
from kivy.uix.widget import Widget

from ui.theme import rules
from ui.theme.icons import icon
from ui.theme.ink import Ink
from ui.theme.pictures import Look, shelf
from ui.theme.scripts import face

_SENTENCE_END = re.compile(r"(?<=[.!?]) ")


class Lettering(Widget):
    """Text in one weight and colour. Its height follows from its words and its width.

    `letter_heights` are sizes to try in turn, in pixels of the em, until the text takes `most_lines` at most and no
    word is broken; with none of them it has `letter_height`.
    """

    text = StringProperty("")
    font = StringProperty("")
    letter_height = NumericProperty(36)
    letter_heights = ListProperty([])
    most_lines = NumericProperty(2)
    pitch = NumericProperty(1.1)
    color = ColorProperty(None, allownone=True)
    """Of the letters; `None` for the ink of the palette."""

    ink = ColorProperty((0, 0, 0, 1))
    halign = OptionProperty("left", options=("left", "center", "right"))
    written = NumericProperty(0)
    """Pixels the longest line takes."""

    sentences = BooleanProperty(False)
    """Whether each sentence begins a line, when they do not all fit on one."""

    hug = BooleanProperty(False)
    """Whether the width follows from the words too, on one line."""

    def __init__(self, **properties: Any) -> None:
        self._fresh = False
        self._later = Clock.create_trigger(lambda _dt: self.settle(), -1)
        super().__init__(**properties)
        with self.canvas:
            self._picture = Rectangle(size=(0, 0))
        for name in (
            "text",
            "font",
            "color",
            "ink",
            "letter_height",
            "letter_heights",
            "halign",
            "hug",
            "width",
            "most_lines",
            "pitch",
        ):
            self.fbind(name, self._outdated)
        self.fbind("pos", self._placed)
        self.fbind("size", self._placed)
        self._outdated()

    def settle(self) -> None:
        """Draws the words now, if they changed, so that the height can be relied on."""
        if self._fresh or not self.font:
            return
        texture = self._drawn() if self.text else None
        self._picture.texture = texture
        self._picture.size = texture.size if texture else (0, 0)
        self.written = self._picture.size[0]
        if self.hug:
            self.width = self._picture.size[0]
        self.height = self._picture.size[1]
        self._placed()
        self._fresh = True

    def fitted(self) -> tuple[Ink, list[str]]:
        """The letters that its words come to, and its lines of them."""
        return self._fitted(*self._tried())

    @property
    def broken(self) -> bool:
        """Whether a line ends inside a word, and not after a hyphen."""
        _ink, lines = self.fitted()
        return _joined(" ".join(lines)) != _joined(self.text)

    def _tried(self) -> tuple[tuple[float, ...], float]:
        """Sizes to try, and the width there is."""
        sizes = tuple(self.letter_heights) or (self.letter_height,)
        return sizes, float("inf") if self.hug else max(1, self.width)

    def _drawn(self) -> Texture | None:
        """The picture of the words: one that is kept, or a new one."""
        sizes, room = self._tried()
        ways = self.most_lines, self.halign, self.pitch, self.sentences
        colour = tuple(self.color or self.ink)
        look = Look(self.text, self.font, colour, sizes, room, *ways)
        if (texture := shelf.find(look)) is None:
            ink, lines = self._fitted(sizes, room)
            if (texture := ink.picture(lines, colour, self.halign, self.pitch)) is not None:
                shelf.keep(look, texture)
        return texture

    def _fitted(self, sizes: tuple[float, ...], room: float) -> tuple[Ink, list[str]]:
        for size in sizes:
            ink = Ink(face(self.font, self.text), int(size))
            lines = [line.text for line in ink.lines(self.text, room)]
            if self.sentences and len(lines) > 1:
                lines = [line.text for line in ink.lines(_SENTENCE_END.sub("\n", self.text), room)]
            widest = max(map(ink.width, self.text.split()), default=0)
            if size == sizes[-1] or (len(lines) <= self.most_lines and widest <= room):
                break
        return ink, lines

    def _outdated(self, *_: object) -> None:
        self._fresh = False
        self._later()

    def _placed(self, *_: object) -> None:
        spare = self.width - self._picture.size[0]
        share = {"left": 0, "center": 0.5, "right": 1}[self.halign]
        self._picture.pos = (round(self.x + spare * share), round(self.y))


def _joined(text: str) -> str:
    return re.sub(r"-\s+", "-", " ".join(text.split()))


class Icon(Lettering):
    """A picture from the icon font, as a letter in the middle of its square."""

    name = StringProperty("")

    def __init__(self, **properties: Any) -> None:
        super().__init__(halign="center", pitch=1, **properties)

    def on_name(self, _self: Icon, name: str) -> None:
        self.text = icon(name) if name else ""


rules.load(__file__)
