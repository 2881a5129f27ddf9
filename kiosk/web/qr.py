"""QR codes as a part of the page itself: no picture to fetch, no script, no style."""

from __future__ import annotations

from html import escape
from itertools import groupby

import qrcode

QUIET = 4
"""Modules of white around the code. Source: ISO/IEC 18004, 6.3.8."""


def qr(words: str, label: str) -> str:
    """A QR code that holds some words, as SVG to put into a page. `label` is for people who do not see it."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=QUIET)
    code.add_data(words)
    rows = code.get_matrix()
    path = "".join(f"M{x} {y}h{length}v1h-{length}z" for y, row in enumerate(rows) for x, length in _runs(row))
    # Colours are attributes, not styles: the page's policy allows no inline style. Reversed on a dark page, it could
    # not be read by every phone, so it brings its own white.
    size = len(rows)
    return (
        f'<svg class="foyer-qr" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" role="img" '
        f'aria-label="{escape(label)}" shape-rendering="crispEdges"><rect width="{size}" height="{size}" '
        f'fill="#ffffff"/><path d="{path}" fill="#000000"/></svg>'
    )


def _runs(row: list[bool]) -> list[tuple[int, int]]:
    """Where dark runs begin in a row and how long they are."""
    runs = []
    at = 0
    for dark, modules in groupby(row):
        length = len(list(modules))
        if dark:
            runs.append((at, length))
        at += length
    return runs
