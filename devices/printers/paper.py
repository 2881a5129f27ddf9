"""A ticket as the picture that is printed: words in our own type, broken where the paper ends, and QR codes.

Every printer then prints every script alike. Measures are dots, eight to the millimetre on most receipt printers.
"""

from __future__ import annotations

import functools
import importlib.resources
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import qrcode
from PIL import Image, ImageDraw, ImageFont

from kiosk.domain.tickets import Code, Part, Rule, Style, Ticket, Words

FONTS: Final = Path(str(importlib.resources.files("assets"))) / "vendor" / "fonts"
FACES: Final = ("AtkinsonHyperlegibleNext", "FiraSans")
"""The typeface of the screens, and one for letters that it does not have."""

_NOBODYS: Final = "\U0010fffe"
QUIET: Final = 4
"""Modules of white around a QR code. Source: ISO/IEC 18004, 6.3.8."""

GAP: Final = 12
MOST_MODULE: Final = 8
"""Dots a module of a QR code is wide at most: 1 mm, which every phone reads."""

WHOLE: Final = 576
"""Dots across paper of 80 mm, for which the sizes below are; narrower paper has smaller type."""


@dataclass(frozen=True, slots=True)
class _Type:
    """`weight` of our type, its size, and the distance from line to line, in dots on wide paper."""

    weight: str
    size: int
    leading: int


_TYPES: Final[dict[Style, _Type]] = {
    "small": _Type("Regular", 24, 31),
    "body": _Type("Regular", 28, 37),
    "strong": _Type("SemiBold", 28, 37),
    "heading": _Type("SemiBold", 34, 44),
    "title": _Type("Bold", 42, 52),
    "reference": _Type("Bold", 66, 78),
}


SMALLER: Final = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5)
"""How much smaller everything on a label of a set height may become before it is too much for it."""


def fitted(ticket: Ticket, width: int, height: int, largest: float = 1.0) -> Image.Image | None:
    """The ticket as a picture that is no higher than a label; `None` when it cannot be.

    Args:
        height: dots; 0 for a roll without end.
        largest: how large everything is, unless it has to be smaller.
    """
    for scale in SMALLER:
        page = drawn(ticket, width, scale * largest)
        if not height or page.height <= height:
            return page
    return None


def drawn(ticket: Ticket, width: int, scale: float = 1.0) -> Image.Image:
    """The ticket as a picture of two colours, 0 is black.

    Args:
        width: dots across the paper, a multiple of 8.
        scale: of everything on it.
    """
    pieces = [piece for part in ticket.parts for piece in _pieces(part, width, scale)]
    page = Image.new("1", (width, sum(piece.height for piece in pieces) or 1), 1)
    top = 0
    for piece in pieces:
        page.paste(piece, (0, top))
        top += piece.height
    return page


def rows(page: Image.Image) -> list[bytes]:
    """The rows of a picture of two colours, as printers take them: 1 is black."""
    stride = page.width // 8
    # Pillow packs 1 as white.
    data = bytes(byte ^ 0xFF for byte in page.tobytes())
    return [data[at : at + stride] for at in range(0, len(data), stride)]


def _pieces(part: Part, width: int, scale: float) -> Iterator[Image.Image]:
    match part:
        case Words():
            yield from _lines(part, width, scale)
            yield _blank(width, round(GAP * scale))
        case Code(content):
            yield _code(content, width, scale)
        case Rule():
            rule = _blank(width, 2 * GAP)
            ImageDraw.Draw(rule).rectangle((0, GAP - 2, width, GAP - 1), fill=0)
            yield rule


def _lines(words: Words, width: int, scale: float) -> Iterator[Image.Image]:
    chosen = _TYPES[words.style]
    size = _scaled(chosen.size, width, scale)
    face = _face(words.text)
    font = _font(face, chosen.weight, size)
    # A reference is one word, and a word that is wider than the paper is made smaller before it is broken.
    widest = max((font.getlength(word) for word in words.text.split()), default=0.0)
    if widest > width:
        font = _font(
            face, chosen.weight, max(_scaled(_TYPES["small"].size, width, scale), int(size * width / widest))
        )
    for line in _broken(words.text, font, width):
        piece = _blank(width, _scaled(chosen.leading, width, scale))
        left = (width - font.getlength(line)) / 2 if words.centred else 0
        ascent, _ = font.getmetrics()
        ImageDraw.Draw(piece).text((left, ascent), line, font=font, fill=0, anchor="ls")
        yield piece


def _broken(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """The text in lines no wider than the paper; a word that is wider is broken where it must be."""
    lines: list[str] = []
    for paragraph in text.splitlines():
        line = ""
        for word in paragraph.split():
            if font.getlength(joined := f"{line} {word}".strip()) <= width:
                line = joined
                continue
            if line:
                lines.append(line)
            while font.getlength(word) > width:
                fits = next(n for n in range(len(word), 0, -1) if n == 1 or font.getlength(word[:n]) <= width)
                lines.append(word[:fits])
                word = word[fits:]
            line = word
        lines.append(line)
    return lines


def _code(content: str, width: int, scale: float) -> Image.Image:
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=QUIET)
    code.add_data(content)
    modules: Sequence[Sequence[bool]] = code.get_matrix()
    module = max(1, min(_scaled(MOST_MODULE, width, scale), width // len(modules)))
    small = Image.new("1", (len(modules), len(modules)), 1)
    small.putdata([0 if dark else 1 for row in modules for dark in row])
    side = len(modules) * module
    piece = _blank(width, side)
    piece.paste(small.resize((side, side), Image.Resampling.NEAREST), ((width - side) // 2, 0))
    return piece


def _blank(width: int, height: int) -> Image.Image:
    return Image.new("1", (width, height), 1)


def _scaled(dots: int, width: int, scale: float) -> int:
    return max(1, round(dots * scale * min(1.0, width / WHOLE)))


def _face(text: str) -> str:
    """The first of our typefaces that has most letters of a text; boxes show what it lacks."""
    letters = {letter for letter in text if not letter.isspace()}
    return max(FACES, key=lambda face: sum(_draws(face, letter) for letter in letters))


@functools.lru_cache(maxsize=4096)
def _draws(face: str, letter: str) -> bool:
    """Whether a typeface has a letter: what it has not, it draws as it draws what nobody has."""
    font = _font(face, "Regular", 24)
    nothing = font.getmask(_NOBODYS)
    drawn = font.getmask(letter)
    return (drawn.size, bytes(drawn)) != (nothing.size, bytes(nothing))


@functools.cache
def _font(face: str, weight: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / f"{face}-{weight}.ttf"), size)
