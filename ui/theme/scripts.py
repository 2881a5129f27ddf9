"""Which typeface a text is drawn in: the one of the screens, or another for letters that it does not have.

A font file is opened when the first text in it is drawn, so a site without such letters never reads it.
"""

from __future__ import annotations

from typing import Final

BODY: Final = "AtkinsonHyperlegibleNext"
CYRILLIC: Final = "FiraSans"
"""Drawn for small screens, with lines no taller than those of the body's typeface."""


def face(font: str, text: str) -> str:
    """The font file for a text, in the weight of the file it would have.

    A text is in one typeface, its numbers and Latin letters too: two in a line do not stand well together.
    """
    if text.isascii() or not any("\u0400" <= letter <= "\u052f" for letter in text):
        return font
    return font.replace(BODY, CYRILLIC)
