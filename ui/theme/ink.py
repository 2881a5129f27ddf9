"""Type: how wide words are, where they break, and the picture of them."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kivy.core.text import Label
from kivy.graphics.texture import Texture


class Writer(Label):
    """Draws text into a picture of the kind the screen has: blue, green, red, opacity, each pixel as it is."""

    def picture(self) -> Texture | None:
        """The text, drawn now; `None` when there is nothing to see."""
        self.resolve_font_name()
        self._size = self.render()
        if min(self._size) <= 1:
            return None
        self.texture = Texture.create(size=self._size, colorfmt="bgra")
        self.texture.flip_vertical()
        self.texture.mag_filter = self.texture.min_filter = "nearest"
        self.render(real=True)
        return self.texture


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a wrapped text: its words, and where in the text it starts (characters)."""

    start: int
    text: str


@dataclass(frozen=True, slots=True)
class Ink:
    """One font at one size. Nothing that it measures or draws is kept.

    Args:
        font: path of the font file.
        size: pixels of the em.
    """

    font: str
    size: int

    def width(self, text: str) -> int:
        """Pixels from the left of the first letter to the right of the last."""
        width: int = self._ruler.get_extents(text)[0]
        return width

    @property
    def line_height(self) -> int:
        """Pixels from the top of the tallest letter to the bottom of the deepest."""
        height: int = self._ruler.get_extents("Ay")[1]
        return height

    def lines(self, text: str, width: float) -> list[Line]:
        """The text broken into lines no wider than `width` pixels: at spaces, and inside a word only if it fits on no
        line: after a hyphen then, if it has one."""
        lines = []
        start = 0
        for paragraph in text.split("\n"):
            lines += self._wrap(paragraph, start, width)
            start += len(paragraph) + 1
        return lines

    def picture(
        self, lines: list[str], colour: Sequence[float], halign: Literal["left", "center", "right"], pitch: float
    ) -> Texture | None:
        """The lines in one texture as wide as the widest; `None` when there is nothing to see.

        Args:
            colour: of the letters.
            pitch: distance between lines, as a share of their height.
        """
        if not any(lines):
            return None
        writer = Writer(
            text="\n".join(line or " " for line in lines),
            font_name=self.font,
            font_size=self.size,
            color=tuple(colour),
            halign=halign,
            line_height=pitch,
            strip=False,
            strip_reflow=False,
            font_hinting="light",
        )
        return writer.picture()

    def _wrap(self, paragraph: str, start: int, width: float) -> list[Line]:
        lines = []
        while True:
            taken = self._taken(paragraph, width)
            lines.append(Line(start, paragraph[:taken].rstrip(" ") if taken < len(paragraph) else paragraph))
            if taken >= len(paragraph):
                return lines
            paragraph = paragraph[taken:]
            start += taken

    def _taken(self, paragraph: str, width: float) -> int:
        """How many characters of a paragraph go on its first line, the space after the last word included."""
        if self.width(paragraph) <= width:
            return len(paragraph)
        fitting = self._most_that_fit(paragraph, width)
        for end in (paragraph.rfind(" ", 0, fitting + 1), paragraph.rfind("-", 0, fitting)):
            if end > 0:
                return end + 1
        return max(1, fitting)

    def _most_that_fit(self, text: str, width: float) -> int:
        low, high = 0, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self.width(text[:middle]) <= width else (low, middle - 1)
        return low

    @property
    def _ruler(self) -> Writer:
        return _ruler(self.font, self.size)


@functools.cache
def _ruler(font: str, size: int) -> Writer:
    writer = Writer(text="", font_name=font, font_size=size, font_hinting="light")
    writer.resolve_font_name()
    return writer
