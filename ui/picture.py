"""A picture of the window as it is, read back from the screen's own memory."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

from kivy.core.window import Window
from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glPixelStorei, glReadPixels

from ui.damage import damage

_PACK_ALIGNMENT = 0x0D05


def pixels() -> bytes:
    """Draws a frame: red, green and blue of each pixel, the lowest row first. To be called on Kivy's thread."""
    width, height = (int(length) for length in Window.size)
    damage.whole()
    Window.dispatch("on_draw")
    glPixelStorei(_PACK_ALIGNMENT, 1)
    rows = bytes(glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE))
    Window.dispatch("on_flip")
    return rows


def save(path: Path) -> None:
    """Draws a frame and writes it as PNG. To be called on Kivy's thread."""
    width, height = (int(length) for length in Window.size)
    rows = pixels()
    stride = width * 3
    lines = b"".join(b"\0" + rows[y * stride : (y + 1) * stride] for y in reversed(range(height)))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(lines, 6)), (b"IEND", b""))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
