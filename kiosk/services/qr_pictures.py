"""QR codes as pictures, for where nothing else can be shown: in an e-mail."""

from __future__ import annotations

import io
from typing import Final

import qrcode
from PIL import Image

QUIET: Final = 4
"""Modules of white around the code. Source: ISO/IEC 18004, 6.3.8."""

MODULE: Final = 8
"""Pixels of a module: a code of 37 of them is as wide as a phone's screen shows without making it smaller."""


def png(words: str) -> bytes:
    """A QR code that holds some words, as a PNG in black and white."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=QUIET)
    code.add_data(words)
    rows = code.get_matrix()
    size = len(rows)
    picture = Image.new("1", (size, size), 1)
    picture.putdata([0 if dark else 1 for row in rows for dark in row])
    written = io.BytesIO()
    picture.resize((size * MODULE, size * MODULE), Image.Resampling.NEAREST).save(written, "PNG", optimize=True)
    return written.getvalue()
