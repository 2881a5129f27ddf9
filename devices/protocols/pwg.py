"""PWG raster: a picture as every IPP printer without a driver takes it.

Source: PWG 5102.4, PWG Raster Format, tables 2 and 3 and section 4.4 (run lengths within a line, lines repeated).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

_HEADER = 1796
_GREY = 18
"""sGray, eight bits: what every such printer takes. Source: the same, table 3."""

_MOST = 128


def page(rows: Sequence[bytes], dpi: int, media: str) -> bytes:
    """One page.

    Args:
        rows: `uint8[height][width]`, 255 is white.
        media: the name of the paper, as IPP has it.
    """
    width, height = len(rows[0]), len(rows)
    points = (round(width * 72 / dpi), round(height * 72 / dpi))
    header = bytearray(_HEADER)
    header[:10] = b"PwgRaster\x00"
    for at, values in (
        (276, (dpi, dpi)),
        (352, points),
        (372, (width, height)),
        (384, (8, 8, width)),
        (400, (_GREY,)),
        (420, (1,)),
        (452, (1,)),
        (456, (1, 1)),
    ):
        struct.pack_into(f">{len(values)}I", header, at, *values)
    name = media.encode("ascii")[:63]
    header[1732 : 1732 + len(name)] = name
    return b"RaS2" + bytes(header) + b"".join(_lines(rows))


def _lines(rows: Sequence[bytes]) -> Iterator[bytes]:
    at = 0
    while at < len(rows):
        end = at + 1
        while end < len(rows) and end - at < 256 and rows[end] == rows[at]:
            end += 1
        yield bytes([end - at - 1]) + _packed(rows[at])
        at = end


def _packed(row: bytes) -> bytes:
    """A line as runs of one value, and as values that differ."""
    out, at = bytearray(), 0
    while at < len(row):
        end = at + 1
        while end < len(row) and end - at < _MOST and row[end] == row[at]:
            end += 1
        if end - at > 1 or end == len(row):
            out += bytes([end - at - 1, row[at]])
        else:
            while end < len(row) and end - at < _MOST and (end + 1 == len(row) or row[end] != row[end + 1]):
                end += 1
            run = row[at:end]
            out += bytes([257 - len(run)]) + run if len(run) > 1 else bytes([0]) + run
        at = end
    return bytes(out)
