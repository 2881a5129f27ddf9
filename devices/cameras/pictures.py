"""What comes of the bytes a camera answers with: a JPEG of a sane size with nothing in it but the picture.

What a camera writes beside its picture (where it is, its number, when) is dropped: the picture is written anew. One
on which there is next to nothing to see is that of a lens that is covered, or of a room that is dark.
"""

from __future__ import annotations

import io
from typing import Final

from PIL import Image, ImageOps, ImageStat

from devices.transports.stills import NotAPicture
from kiosk.domain.photos import LARGEST, LONGEST_SIDE, SMALL_SIDE, Photo

MOST_PIXELS: Final = 40_000_000
"""Of what a camera sends. Cameras have up to 12 million; what claims to be larger is not even begun to be read."""

LEAST_SIDE: Final = 64

PLAIN: Final = 4.0
"""Standard deviation, of 255, below which a picture is all alike; the noise of a covered sensor stays below it once
the picture is made small."""

_LOOKED_AT: Final = (48, 48)
_QUALITIES: Final = (82, 70, 55, 40, 25, 10)


def read(data: bytes) -> tuple[Photo, bool]:
    """The photo in what a camera sent, and whether there is anything to see on it.

    Raises:
        NotAPicture: it is none.
    """
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG",)) as found:
            if found.width * found.height > MOST_PIXELS or min(found.size) < LEAST_SIDE:
                raise NotAPicture(width=found.width, height=found.height)
            found.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            found.load()
            whole = ImageOps.exif_transpose(found).convert("RGB")
    except NotAPicture:
        raise
    except Exception:  # noqa: BLE001 - a library that reads what anybody may have sent raises what it likes
        raise NotAPicture from None
    whole.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    # A picture of its own: what was read still has what the camera wrote beside it.
    bare = Image.new("RGB", whole.size)
    bare.paste(whole)
    small = bare.copy()
    small.thumbnail((SMALL_SIDE, SMALL_SIDE))
    return Photo(_written(bare), small.tobytes(), small.size), not _plain(bare)


def _written(picture: Image.Image) -> bytes:
    for quality in _QUALITIES:
        file = io.BytesIO()
        picture.save(file, "JPEG", quality=quality, optimize=True)
        if file.tell() <= LARGEST:
            return file.getvalue()
    raise NotAPicture


def _plain(picture: Image.Image) -> bool:
    (deviation,) = ImageStat.Stat(picture.convert("L").resize(_LOOKED_AT, Image.Resampling.BOX)).stddev
    return deviation < PLAIN
