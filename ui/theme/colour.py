"""Colours, and whether people can tell them apart."""

from __future__ import annotations

from kiosk.domain.colours import luminance
from kiosk.domain.errors import Refused

Colour = tuple[float, float, float, float]
"""Red, green, blue and opacity, each 0 to 1."""


class ColourRefused(Refused, ValueError):
    """A colour that cannot be read, or that words on it could not be."""

    code = "colour_refused"


def colour(written: str, opacity: float = 1.0) -> Colour:
    """A colour as the screens want it, from `#RRGGBB`.

    Raises:
        ColourRefused: it is not written that way.
    """
    digits = written.removeprefix("#")
    try:
        red, green, blue = bytes.fromhex(digits)
    except ValueError:
        raise ColourRefused(colour=written) from None
    return red / 255, green / 255, blue / 255, opacity


def contrast(one: Colour, other: Colour) -> float:
    """The contrast ratio of two opaque colours, from 1 to 21. Source: WCAG 2.2, "contrast ratio"."""
    lighter, darker = sorted((luminance(*one[:3]), luminance(*other[:3])), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def blend(over: Colour, under: Colour, share: float) -> Colour:
    """`over` laid on `under` with an opacity of `share`, as one opaque colour."""
    red, green, blue = (a * share + b * (1 - share) for a, b in zip(over[:3], under[:3], strict=True))
    return red, green, blue, 1.0
