"""What the cameras of the demonstration council see, for pictures of the screens."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from kiosk.domain.photos import Photo

Thing = tuple[int, int, int, int, tuple[int, int, int]]
"""Left, top, right, bottom, and its colour: red, green, blue."""

WIDE, HIGH = 480, 360

_LABEL: Final = tuple((156, 216 + 14 * n, 240 - 20 * (n % 2), 221 + 14 * n, (70, 70, 70)) for n in range(4))
_PARCEL: Final[tuple[Thing, ...]] = (
    (0, 0, WIDE, HIGH, (203, 208, 205)),
    (0, 224, WIDE, HIGH, (150, 118, 86)),
    (126, 96, 356, 300, (188, 146, 98)),
    (126, 96, 356, 124, (206, 166, 116)),
    (226, 96, 256, 176, (222, 202, 156)),
    (146, 204, 250, 276, (250, 250, 246)),
    *_LABEL,
)
_WALL, _HAIR, _SKIN, _COAT = (196, 206, 204), (72, 52, 40), (222, 182, 150), (38, 84, 92)


def parcel() -> Photo:
    """A parcel on a counter, as a camera above sees it."""
    return _drawn(_PARCEL)


def visitor() -> Photo:
    """Somebody who looks at the camera."""
    head = (_round(240, 128, 78, 92, _HAIR), _round(240, 146, 62, 78, _SKIN), _round(240, 330, 150, 110, _COAT))
    eyes = ((212, 138, 224, 148, _HAIR), (256, 138, 268, 148, _HAIR), (220, 186, 260, 191, (150, 84, 76)))
    neck = ((214, 206, 266, 250, _SKIN),)
    return _drawn([(0, 0, WIDE, HIGH, _WALL), *head[2], *neck, *head[0], *head[1], *eyes])


def _round(x: int, y: int, wide: int, high: int, colour: tuple[int, int, int]) -> list[Thing]:
    """An ellipse around a point, by its halves, a row at a time."""
    found: list[Thing] = []
    for row in range(max(0, y - high), min(HIGH, y + high)):
        half = round(wide * (1 - ((row - y) / high) ** 2) ** 0.5)
        found.append((max(0, x - half), row, min(WIDE, x + half), row + 1, colour))
    return found


def _drawn(things: Iterable[Thing]) -> Photo:
    rows = bytearray(WIDE * HIGH * 3)
    for left, top, right, bottom, colour in things:
        for row in range(top, bottom):
            at = (row * WIDE + left) * 3
            rows[at : at + (right - left) * 3] = bytes(colour) * (right - left)
    return Photo(b"", bytes(rows), (WIDE, HIGH))
