"""Sizes are physical, and words on every colour can be read."""

from __future__ import annotations

import math

import pytest

from kiosk.domain.ease import Ease
from ui.theme.colour import ColourRefused, contrast
from ui.theme.tokens import READABLE, Palette, Tokens

SMALLEST_TARGET_MM, SMALLEST_KEY_MM, SMALLEST_CAPITAL_MM = 20, 15, 5
CAPITAL = 0.668
"""Height of a capital of Atkinson Hyperlegible Next in its em."""

ARM_MM, LARGE_DEGREES = 600, 0.7
"""How far the eye is from the glass; and how large letters are that are called large."""
MM_PER_INCH = 25.4


@pytest.mark.parametrize(
    ("width", "height", "inches", "millimetres"),
    [
        (1080, 1920, 27, 29.9),
        (1920, 1080, 24, 26.6),
        (2160, 3840, 32, 29.9),
        (1024, 768, 15, 22.4),
        (768, 1024, 15, 22.4),
    ],
)
def test_a_button_is_large_enough_on_any_panel(width: int, height: int, inches: float, millimetres: float) -> None:
    """On a small panel they are 20 mm at least, a key is 15 mm, and capitals are 5 mm."""
    pixels_per_mm = (width**2 + height**2) ** 0.5 / inches / MM_PER_INCH
    tokens = Tokens(width, height, inches, Palette())
    assert tokens.target / pixels_per_mm == pytest.approx(millimetres, abs=0.3)
    assert tokens.target / pixels_per_mm >= SMALLEST_TARGET_MM
    assert tokens.key / pixels_per_mm >= SMALLEST_KEY_MM
    letters = [tokens.small, *tokens.names, *tokens.tops, *tokens.titles]
    assert CAPITAL * min(letters) / pixels_per_mm >= SMALLEST_CAPITAL_MM


@pytest.mark.parametrize("size", [(1024, 768), (768, 1024)])
def test_the_largest_letters_of_a_small_panel_are_large(size: tuple[int, int]) -> None:
    pixels_per_mm = math.hypot(*size) / 15 / MM_PER_INCH
    body = Tokens(*size, 15, Palette(), Ease(text=160)).body
    assert math.degrees(math.atan(CAPITAL * body / pixels_per_mm / ARM_MM)) >= LARGE_DEGREES


def test_at_27_inches_the_numbers_are_those_of_the_drawings() -> None:
    tokens = Tokens(1080, 1920, 27, Palette())
    assert (tokens.display, tokens.title, tokens.body, tokens.small) == (88, 76, 36, 28)
    assert (tokens.target, tokens.margin, tokens.ring) == (96, 56, 6)


def test_words_stand_out_from_what_they_stand_on() -> None:
    palette = Palette()
    on_light = [palette.ink, palette.muted, palette.error, palette.success]
    for ground in (palette.paper, palette.card, palette.chosen, palette.key):
        assert contrast(palette.ink, ground) >= READABLE
    for words in on_light:
        assert contrast(words, palette.card) >= READABLE
        assert contrast(words, palette.paper) >= READABLE
    for face in (palette.brand, palette.brand_dark, palette.night, palette.error):
        assert contrast(palette.on_brand, face) >= READABLE


@pytest.mark.parametrize("face", ["paper", "card", "brand", "night", "error", "key"])
def test_a_press_can_be_seen_and_the_words_on_it_still_read(face: str) -> None:
    palette = Palette()
    faces = {
        "paper": palette.paper,
        "card": palette.card,
        "key": palette.key,
        "brand": palette.brand,
        "night": palette.night,
        "error": palette.error,
    }
    before = faces[face]
    pressed = palette.pressed(before)
    words = palette.ink if contrast(before, palette.ink) > contrast(before, palette.on_brand) else palette.on_brand
    assert contrast(pressed, before) > 1.2
    assert contrast(pressed, words) >= READABLE


@pytest.mark.parametrize("colour", ["#6FB7BC", "#12", "teal"])
def test_a_brand_that_cannot_be_read_is_refused(colour: str) -> None:
    with pytest.raises(ColourRefused):
        Palette().with_brand(colour, "#0E4B50")
