"""Sizes are physical, and words on every colour can be read."""

from __future__ import annotations

import pytest

from ui.theme.colour import ColourRefused, contrast
from ui.theme.tokens import READABLE, Palette, Tokens

SMALLEST_TARGET_MM = 15
MM_PER_INCH = 25.4


@pytest.mark.parametrize(
    ("width", "height", "inches"), [(1080, 1920, 27), (1920, 1080, 27), (1080, 1920, 15.6), (2160, 3840, 32)]
)
def test_a_button_is_as_large_on_any_panel(width: int, height: int, inches: float) -> None:
    pixels_per_mm = (width**2 + height**2) ** 0.5 / inches / MM_PER_INCH
    tokens = Tokens(width, height, inches, Palette())
    assert tokens.target / pixels_per_mm >= SMALLEST_TARGET_MM
    assert tokens.target / pixels_per_mm == pytest.approx(29.9, abs=0.3)


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
