"""The measures and colours every screen is made of.

Sizes are physical: a capital is as tall and a button as large on any panel, so they follow from its inches and
pixels. The numbers below are pixels on the panel they were drawn for, 27 inches across at 1080 × 1920; `Tokens`
scales them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from ui.theme.colour import Colour, ColourRefused, blend, colour, contrast
from ui.theme.files import FONTS

READABLE = 7.0
"""Least contrast between words and what they stand on. Source: WCAG 2.2, 1.4.6 (AAA)."""

_DRAWN_AT = math.hypot(1080, 1920) / 27
"""Pixels to the inch of the panel the numbers were drawn for."""

_WHITE = colour("#FFFFFF")
_BLACK = colour("#000000")


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours. A council's brand replaces `brand`, `brand_dark` and `accent` only."""

    paper: Colour = colour("#FAF8F3")
    ink: Colour = colour("#10212B")
    muted: Colour = colour("#40535C")
    brand: Colour = colour("#0B5D62")
    brand_dark: Colour = colour("#0E4B50")
    accent: Colour = colour("#0E4B50")
    night: Colour = colour("#233B47")
    on_brand: Colour = _WHITE
    edge: Colour = colour("#6F7E85")
    line: Colour = colour("#D9D4C7")
    card: Colour = _WHITE
    focus: Colour = colour("#FFDD00")
    error: Colour = colour("#A90D1C")
    success: Colour = colour("#00622F")

    @property
    def chosen(self) -> Colour:
        """What lies under a choice that is made: a breath of the brand."""
        return blend(self.brand, self.card, 0.1)

    @property
    def key(self) -> Colour:
        """What lies under the keys of the keyboard that do something else than write."""
        return blend(self.line, self.card, 0.6)

    def pressed(self, face: Colour) -> Colour:
        """What a face becomes while a finger is on it: darker, plainly so, with the words on it still to be read."""
        light = contrast(face, self.ink) > contrast(face, _WHITE)
        return blend(self.ink, face, 0.2) if light else blend(_BLACK, face, 0.45)

    def with_brand(self, main: str, dark: str, accent: str | None = None) -> Palette:
        """The palette of a council.

        Args:
            main, dark: `#RRGGBB`; the dark one lies under the header.
            accent: the line below it, which cannot be told from it when there is none.

        Raises:
            ColourRefused: white words on one of them would be hard to read.
        """
        brand, brand_dark = colour(main), colour(dark)
        for face, written in ((brand, main), (brand_dark, dark)):
            if contrast(face, self.on_brand) < READABLE:
                raise ColourRefused(colour=written, contrast=round(contrast(face, self.on_brand), 2), least=READABLE)
        return Palette(brand=brand, brand_dark=brand_dark, accent=brand_dark if accent is None else colour(accent))


class Tokens:
    """Measures in pixels of the panel at hand, whole numbers, and the palette.

    Args:
        width, height: the window, in pixels.
        diagonal_inches: the panel's.
        palette: the colours.
    """

    def __init__(self, width: int, height: int, diagonal_inches: float, palette: Palette) -> None:
        self.width = width
        self.height = height
        self.palette = palette
        self._scale = math.hypot(width, height) / diagonal_inches / _DRAWN_AT
        self.landscape = width > height

        self.display = self.px(88)
        self.title = self.px(76)
        self.subtitle = self.px(56)
        self.titles = [self.px(size) for size in ((64, 56, 48) if self.landscape else (76, 64, 56))]
        self.large = self.px(44)
        self.body = self.px(36)
        self.label = self.px(32)
        self.small = self.px(28)

        self.target = self.px(96)
        self.button = self.px(112 if self.landscape else 124)
        self.gap = self.px(16 if self.landscape else 24)
        self.space = self.px(12)
        self.pad = self.px(32)
        self.margin = self.px(56)
        self.radius = self.px(22)
        self.stroke = self.px(3)
        self.ring = self.px(6)
        self.header = self.px(132 if not self.landscape else 108)
        self.bar = self.px(168 if not self.landscape else 128)
        self.slide_seconds = 0.15

    def px(self, drawn: float) -> int:
        """A length of the drawings, on this panel."""
        return max(1, round(drawn * self._scale))

    @property
    def regular(self) -> str:
        """The file of the ordinary weight; `semibold`, `bold` and `icons` likewise."""
        return str(FONTS / "AtkinsonHyperlegibleNext-Regular.ttf")

    @property
    def semibold(self) -> str:
        return str(FONTS / "AtkinsonHyperlegibleNext-SemiBold.ttf")

    @property
    def bold(self) -> str:
        return str(FONTS / "AtkinsonHyperlegibleNext-Bold.ttf")

    @property
    def icons(self) -> str:
        return str(FONTS / "lucide.ttf")
