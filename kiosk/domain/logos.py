"""A council's logo: a PNG that is really one, small enough, and holding nothing but its pixels.

Theory of operation. A PNG is a signature and a row of chunks, each with its length, kind and checksum. Only those
that make the picture are kept: text, location, camera and colour profiles go, and with them whatever else was hidden
there. The pixels are unpacked once, up to the size the header declares and no further, so that a few bytes cannot
become gigabytes in a terminal.

Source: W3C, Portable Network Graphics (PNG) Specification (Third Edition), 5, 9, 10 and 11.
"""

from __future__ import annotations

import functools
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from kiosk.domain.errors import Refused

MOST_BYTES: Final = 200_000
SIDES: Final = (16, 1200)
"""Least and most pixels across and down."""

_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_KEPT: Final = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")
_CHANNELS: Final = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_DEPTHS: Final = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
_PASSES: Final = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
"""The seven passes of an interlaced picture: first column and row, steps between columns and rows."""


class LogoRefused(Refused, ValueError):
    """A file that cannot be the logo. The code says why."""

    code = "logo_not_png"


@dataclass(frozen=True, slots=True)
class Png:
    """A picture that has been read to its end. `data` holds its pixels and nothing else."""

    data: bytes
    width: int
    height: int


@functools.lru_cache(maxsize=16)
def read(data: bytes) -> Png:
    """The picture in a file, without anything that is not the picture. The same file is looked through once.

    Raises:
        LogoRefused: `logo_too_large` (bytes), `logo_size` (pixels), `logo_drawing` (SVG or another drawing made of
            text), `logo_other_kind` (a picture of another kind), `logo_broken` (begins like a PNG, but is none) or
            `logo_not_png`.
    """
    if len(data) > MOST_BYTES:
        raise LogoRefused("logo_too_large")
    if not data.startswith(_SIGNATURE):
        raise LogoRefused(_other_kind(data))
    chunks = list(_chunks(data))
    kinds = [kind for kind, _ in chunks]
    if kinds[0] != b"IHDR" or kinds.count(b"IHDR") != 1 or kinds[-1] != b"IEND" or len(chunks[0][1]) != 13:
        raise LogoRefused("logo_broken")
    width, height, depth, colour, compression, filtering, interlace = struct.unpack(">IIBBBBB", chunks[0][1])
    if not all(SIDES[0] <= side <= SIDES[1] for side in (width, height)):
        raise LogoRefused("logo_size", width=width, height=height)
    if depth not in _DEPTHS.get(colour, ()) or compression or filtering or interlace > 1:
        raise LogoRefused("logo_broken")
    if colour == 3 and kinds.count(b"PLTE") != 1:
        raise LogoRefused("logo_broken")
    bits = depth * _CHANNELS[colour]
    _unpack(b"".join(body for kind, body in chunks if kind == b"IDAT"), _rows(width, height, bits, interlace))
    kept = b"".join(_chunk(kind, body) for kind, body in chunks if kind in _KEPT)
    return Png(_SIGNATURE + kept, width, height)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks up to the last, each with its checksum found right; what follows the end is left behind."""
    at = len(_SIGNATURE)
    while True:
        if at + 12 > len(data):
            raise LogoRefused("logo_broken")
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        body, checksum = data[at + 8 : at + 8 + length], data[at + 8 + length : at + 12 + length]
        if len(checksum) != 4 or struct.unpack(">I", checksum)[0] != zlib.crc32(kind + body):
            raise LogoRefused("logo_broken")
        yield kind, body
        if kind == b"IEND":
            return
        at += 12 + length


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", len(body), kind) + body + struct.pack(">I", zlib.crc32(kind + body))


def _rows(width: int, height: int, bits: int, interlace: int) -> list[int]:
    """Bytes of each row of pixels, in the order they are kept."""
    rows = []
    for left, top, across, down in _PASSES if interlace else ((0, 0, 1, 1),):
        columns, lines = -(-(width - left) // across), -(-(height - top) // down)
        if columns > 0 and lines > 0:
            rows += [(columns * bits + 7) // 8] * lines
    return rows


def _unpack(packed: bytes, rows: list[int]) -> None:
    """Nothing, when the pixels are all there and no more than they."""
    size = sum(rows) + len(rows)
    inflate = zlib.decompressobj()
    try:
        pixels = inflate.decompress(packed, size + 1)
    except zlib.error:
        raise LogoRefused("logo_broken") from None
    if len(pixels) != size or not inflate.eof:
        raise LogoRefused("logo_broken")
    at = 0
    for row in rows:
        if pixels[at] > 4:  # the five ways a row can be written
            raise LogoRefused("logo_broken")
        at += row + 1


def _other_kind(data: bytes) -> str:
    if data.startswith((b"\xff\xd8", b"GIF8", b"RIFF", b"BM", b"II*\x00", b"MM\x00*")):
        return "logo_other_kind"
    if data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") or data.startswith(b"%PDF"):
        return "logo_drawing"
    return "logo_not_png"
