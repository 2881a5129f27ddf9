"""Colours as they are written, and whether people can read words on them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from kiosk.domain.errors import Refused

WHITE: Final = "#FFFFFF"
PAPER: Final = "#FAF8F3"
"""What pages and screens are printed on."""

READABLE: Final = 7.0
"""Least contrast between words and what they stand on. Source: WCAG 2.2, 1.4.6 (AAA)."""

VISIBLE: Final = 3.0
"""Least contrast of a shape with what lies beside it. Source: WCAG 2.2, 1.4.11."""

Use = Literal["white_on_colour", "colour_on_paper", "white_on_dark", "accent_on_dark"]


class ColourUnfit(Refused, ValueError):
    """A colour that is not written as one, or that people could not read; `colour`, `use`, `contrast`, `least`."""

    code = "colour_unfit"


@dataclass(frozen=True, slots=True)
class Figure:
    """How two colours stand to one another where a screen uses them together."""

    use: Use
    front: str
    ground: str
    contrast: float
    least: float

    @property
    def good(self) -> bool:
        return self.contrast >= self.least


def luminance(red: float, green: float, blue: float) -> float:
    """Of a colour whose channels are 0 to 1. Source: WCAG 2.2, "relative luminance"."""
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (red, green, blue))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, from 1 to 21. Source: WCAG 2.2, "contrast ratio".

    Raises:
        ColourUnfit: one of them is not `#RRGGBB`.
    """
    lighter, darker = sorted((luminance(*_channels(one)), luminance(*_channels(other))), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def figures(colour: str, dark: str, accent: str | None = None) -> list[Figure]:
    """Everything that must hold of a council's colours.

    Raises:
        ColourUnfit: one of them is not `#RRGGBB`.
    """
    pairs: list[tuple[Use, str, str, float]] = [
        ("white_on_colour", WHITE, colour, READABLE),
        ("colour_on_paper", colour, PAPER, READABLE),
        ("white_on_dark", WHITE, dark, READABLE),
    ]
    if accent is not None:
        pairs.append(("accent_on_dark", accent, dark, VISIBLE))
    return [Figure(use, front, ground, contrast(front, ground), least) for use, front, ground, least in pairs]


def check(colour: str, dark: str, accent: str | None = None) -> None:
    """Nothing, for colours that people can read.

    Raises:
        ColourUnfit: says which use of which colour falls short.
    """
    for each in figures(colour, dark, accent):
        if not each.good:
            written = each.ground if each.front == WHITE else each.front
            # Rounded down: 6.98 is not 7.
            told = int(each.contrast * 10) / 10
            raise ColourUnfit(colour=written, use=each.use, contrast=told, least=each.least)


def _channels(written: str) -> tuple[float, float, float]:
    if re.fullmatch("#[0-9A-Fa-f]{6}", written) is None:
        raise ColourUnfit("colour_not_written", colour=written[:20])
    red, green, blue = (int(written[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue
