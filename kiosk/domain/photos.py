"""Photos that a terminal takes: of a parcel for whom it is for, of a visitor who lets it.

A photo goes its own way, beside the happening that it belongs to: that stays small, and never waits for it. It is
sealed to the hub before it is on any disk, and the hub keeps it as it came.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

LONGEST_SIDE: Final = 1024
"""Pixels of the longer side of what is kept."""

LARGEST: Final = 120_000
"""Bytes of it, as JPEG."""

SMALL_SIDE: Final = 480
"""Pixels of the longer side of what is shown while somebody decides."""


class About(StrEnum):
    """What a photo is of."""

    PARCEL = "parcel"
    VISIT = "visit"


@dataclass(frozen=True, slots=True, repr=False)
class Photo:
    """One photo.

    Attributes:
        jpeg: at most `LARGEST` bytes, with nothing in it but the picture.
        small: the same to be shown at once: red, green and blue of each pixel, the highest row first.
        size: width and height of the small one, pixels.
    """

    jpeg: bytes
    small: bytes
    size: tuple[int, int]


@dataclass(frozen=True, slots=True, repr=False)
class Taken:
    """What came of taking one. `reason` says why there is none, such as `covered`."""

    photo: Photo | None
    reason: str = ""


def is_jpeg(data: bytes) -> bool:
    """Whether bytes begin and end as a JPEG does, and are no more than one may have. Source: ITU-T T.81, B.1.1.3."""
    return data[:3] == b"\xff\xd8\xff" and data[-2:] == b"\xff\xd9" and len(data) <= LARGEST
