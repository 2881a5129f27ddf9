"""The measures and colours every screen is made of.

Sizes are physical: they follow from a panel's inches and pixels. The numbers below are pixels on the panel they were
drawn for, 27 inches across at 1080 × 1920; `Tokens` scales them. On a larger one capitals are as tall and buttons as
large as there; on a smaller one the whole drawing is smaller, as long as its smallest letters can be read.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from kiosk.domain.ease import PLAIN, Ease
from ui.theme.colour import Colour, ColourRefused, blend, colour, contrast
from ui.theme.files import FONTS

READABLE = 7.0
"""Least contrast between words and what they stand on. Source: WCAG 2.2, 1.4.6 (AAA)."""

DRAWN: Final = (1080, 1920)
_DRAWN_AT = math.hypot(*DRAWN) / 27
"""Pixels to the inch of the panel the numbers were drawn for."""

MM_PER_INCH: Final = 25.4

REACH_MM: Final = 1200
"""Height above the floor that somebody in a wheelchair reaches. Source: EN 301 549 V3.2.1, 8.3.2.2: 1,220 mm
at most; BS 8300-2:2018 has controls at 1,200 mm or lower."""

MIDDLE_MM: Final = 1150
"""From the floor to the middle of a panel of which nobody has said where it hangs."""

LEAST_ROOM: Final = 480
"""Pixels of the drawings above the bar that a keyboard needs, however high a panel hangs."""

KEY_ROWS, ROOM_BESIDE_KEYS, LEAST_KEY = 5, (540, 195), 56
"""Rows of the tallest keyboard; pixels of the drawings that the buttons take, and the line to type in on an upright
panel; height of the smallest key: 17 mm."""

ROOM, TARGET_MM, KEY_MM, BAR_MM = 0.75, 20, 15, (36, 24)
"""Share of the drawn lengths that a small panel keeps; the smallest button, the smallest key and the bar on it."""

SMALLEST_MM: Final = 7.5
"""Of the em of the smallest letters: their capitals are 5 mm high. A panel on which the drawings would have smaller
ones is a small one: 22 inches and less. There large letters are smaller, and there is less room between things; what
is read and what is pressed stays as large as it must be."""

LARGE_MM: Final = 8.3
"""Of the em of the smallest letters where somebody wants larger ones: capitals of 5.5 mm are seen under 0.7° from
450 mm, at which somebody touches the glass. Source: EN 301 549 V3.2.1, 5.1.4."""

GROWTH: Final = 0.5
"""Share of what somebody asked for by which the smallest letters grow on a small panel, and those that are large
already. Sentences grow by all of it, as on other panels, and what is between by what is between: words in a part that
cannot be parted are in the largest letters that fit."""

LEGIBLE, SENTENCE = 28, 36
"""The smallest letters, in pixels of the drawings, whose capitals are 5.8 mm high; and those of sentences."""

ONE_HANDED: Final = 0.26
"""Share of the width that one hand need not reach on an upright panel. A wide one changes its sides."""

_WHITE = colour("#FFFFFF")
_BLACK = colour("#000000")
_GREY = colour("#585858")
"""The lightest on which white words are readable."""


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours. A council's brand replaces `brand`, `brand_dark` and `accent` only."""

    paper: Colour = colour("#FAF8F3")
    ink: Colour = colour("#10212B")
    muted: Colour = colour("#394C55")
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
    on_dark: Colour = _WHITE
    focus_inner: Colour = colour("#10212B")
    dark: bool = False
    """Whether words are light and what they stand on is dark."""

    @property
    def chosen(self) -> Colour:
        """What lies under a choice that is made: a breath of the brand."""
        return blend(self.brand, self.card, 0.1)

    @property
    def key(self) -> Colour:
        """What lies under the keys of the keyboard that do something else than write."""
        return blend(self.line, self.card, 0.2 if self.dark else 0.6)

    def pressed(self, face: Colour) -> Colour:
        """What a face becomes while a finger is on it: plainly another, with the words on it still to be read."""
        if self.dark:
            bright = contrast(face, _BLACK) > contrast(face, _WHITE)
            return blend(_BLACK, face, 0.22) if bright else blend(_GREY, face, 0.85)
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


HIGH_CONTRAST: Final = Palette(
    paper=_BLACK,
    ink=_WHITE,
    muted=_WHITE,
    brand=colour("#FFDD00"),
    brand_dark=_BLACK,
    accent=colour("#FFDD00"),
    night=_WHITE,
    on_brand=_BLACK,
    edge=_WHITE,
    line=_WHITE,
    card=_BLACK,
    error=_WHITE,
    success=_WHITE,
    on_dark=_WHITE,
    focus_inner=_BLACK,
    dark=True,
)
"""Black, white and yellow, whatever the council's colours are."""


class Tokens:
    """Measures in pixels of the panel at hand, whole numbers, and the palette.

    Args:
        width, height: the window, in pixels.
        diagonal_inches: the panel's.
        palette: the colours.
        ease: how the person at the screen wants it.
        middle_mm: from the floor to the middle of the panel.
    """

    def __init__(
        self,
        width: int,
        height: int,
        diagonal_inches: float,
        palette: Palette,
        ease: Ease = PLAIN,
        middle_mm: float = MIDDLE_MM,
    ) -> None:
        self.width = width
        self.height = height
        self.palette = HIGH_CONTRAST if ease.contrast else palette
        self.ease = ease
        across, high = sorted((width, height))
        whole = min(across / DRAWN[0], high / DRAWN[1])
        as_large = math.hypot(width, height) / diagonal_inches / _DRAWN_AT
        self._mm = as_large * _DRAWN_AT / MM_PER_INCH
        self.landscape = width > height
        self.compact = LEGIBLE * whole < SMALLEST_MM * self._mm
        """Whether the panel is a small one: less stands on each page of it."""
        self._scale = as_large if self.compact else min(as_large, whole)
        self._text = 1 + (ease.text / 100 - 1) * (GROWTH if self.compact else 1)
        out_of_reach = self.compact and self.landscape and ease.low  # half of the glass
        self._sentences = self._text if out_of_reach else ease.text / 100

        self.display = self.head(88)
        self.title = self.head(76)
        self.subtitle = self.head(56)
        titles = ((64, 56, 48) if self.landscape else (76, 64, 56)) + ((48, 40) if self.compact else ())
        # With every size that there is ordinarily: where it fits, no question is smaller than that.
        self.titles = sorted({*map(self.head, titles), *map(self.pt, titles)}, reverse=True)
        least = self.mm(SMALLEST_MM)
        self.finest = self.pt(28) if self.compact or ease.text == 100 else max(self.pt(28), self.mm(LARGE_MM))
        """The smallest letters there are, for words that would break or not fit in any larger."""
        self.names = [self.finest, least] if self.compact else [self.em(28), self.head(28), self.finest]
        """Letters of what the buttons of the bar are called, and of the `tops`: the first that do without breaking a
        word."""
        self.tops = (
            [self.pt(36), self.pt(32), self.pt(28), least] if self.compact else [*map(self.head, (36, 32, 28))]
        )
        self.large = self.em(44)
        self.body = self.em(36)
        self.label = self.em(32)
        self.small = self.em(28)
        self.cramped = self.compact and ease.text > 100
        """Whether words of several lines are in smaller letters, because fewer larger ones would fill a page."""

        self.target = max(self.px(96), self.mm(TARGET_MM))
        self.button = self.px(112 if self.landscape else 124)
        self.gap = self.px(16 if self.landscape else 24)
        self.space = self.px(12)
        self.pad = self.px(32)
        self.margin = self.px(56)
        self.radius = self.px(22)
        self.stroke = self.px(3)
        self.ring = self.px(6)
        half = 1 + (self._text - 1) / 2
        self.header = self.px((132 if not (self.landscape or self.compact) else 108) * half)
        self.bar = self.px(168 * half) if not self.landscape else self.px(128 + 90 * (self._text - 1))
        if self.compact:
            self.header = self.px(84 if self.landscape else 108)
            self.bar = self.mm(BAR_MM[self.landscape])
        self.slide_seconds = 0.15

        aside = bool(ease.hand) and not self.compact  # one hand reaches all of a small panel
        inset = round(ONE_HANDED * (width - 2 * self.margin)) if aside and not self.landscape else 0
        self.left = self.margin + (inset if ease.hand == "right" else 0)
        """Where what can be pressed begins, from the left; it is `across` wide, and the bar `bar_across`."""
        self.across = width - 2 * self.margin - inset
        self.bar_across = width // 2 if aside and self.landscape else width - inset
        self.bar_left = width - self.bar_across if ease.hand == "right" else 0
        self.pairs = ease.text == 100 and not inset
        """Whether words have room enough in half the width; `halves` of what is pressed, too."""
        self.halves = self.pairs and not self.compact
        self.tight = ease.low and not self.pairs and not self.compact
        if self.tight:  # little is low enough to be reached, and large words need all of it: 22 mm are still a target
            self.target, self.gap, self.pad = self.px(72), self.px(14), self.px(24)
        self.lead = self.small if ease.text > 100 or self.compact else self.body
        """Letters of the line below a question while there is a keyboard."""

        self.reach = self._reach(middle_mm) if ease.low else height
        self.key = self._key()
        """Height of the keys to type with."""

    def px(self, drawn: float) -> int:
        """A length of the drawings, on this panel."""
        return max(1, round(drawn * self._scale * (ROOM if self.compact else 1)))

    def mm(self, length: float) -> int:
        """So many millimetres of the glass."""
        return math.ceil(length * self._mm)

    def pt(self, drawn: float) -> int:
        """A size of letters that stays whatever the person wants: large enough for everybody."""
        return round(self._letters(drawn) * self._scale)

    def em(self, drawn: float) -> int:
        """A size of letters to read: it grows with the text that the person wants."""
        share = min(1, (drawn - LEGIBLE) / (SENTENCE - LEGIBLE))
        grown = self._text + (self._sentences - self._text) * share
        return max(1, round(self._letters(drawn) * self._scale * grown))

    def head(self, drawn: float) -> int:
        """A size of letters that are large already: it grows half as much."""
        return max(1, round(self._letters(drawn) * self._scale * (1 + (self._text - 1) / 2)))

    def _letters(self, drawn: float) -> float:
        """Large letters are nearer to the smallest on a small panel, which nobody reads from afar."""
        return drawn if not self.compact else LEGIBLE + (drawn - LEGIBLE) * 0.5

    def _key(self) -> int:
        """As high as usual, or less where words need the room, or where a keyboard and a line to type in would stand
        too high to be reached."""
        if self.compact:
            return self.mm(KEY_MM)
        room = min(self.reach, self.height - self.header - self.px(40)) - self.bar
        room -= self.px(ROOM_BESIDE_KEYS[self.landscape])
        most = self.px(96 / (1 + (self._text - 1) / 2)) if self.ease.low or not self.landscape else self.target
        return min(most, max(self.px(LEAST_KEY), room // KEY_ROWS - self.px(10)))

    def _reach(self, middle_mm: float) -> int:
        """Pixels from the bottom of the glass to the height that everybody reaches, or as near as the bar allows."""
        reach = round((REACH_MM - middle_mm) * self._mm + self.height / 2)
        return min(self.height, max(reach, self.bar + self.px(LEAST_ROOM)))

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
