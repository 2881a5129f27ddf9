"""Draws a photo anew: its pixels the right way up, and nothing else that was in the file.

Where and with what a photo was taken stands in it, and small pictures of what was cut off, and whatever else somebody
put there. None of that is in a picture that is decoded and encoded again. How many pixels a file says it has is read
before anything is unpacked, so that a few bytes cannot become gigabytes.
"""

from __future__ import annotations

import io
import warnings
from typing import Final

from PIL import Image, ImageOps

from kiosk.domain.file_kinds import JPEG, FileKind, NotTaken

FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF")
"""What is read, by Pillow's names. The JPEG of a phone may have more pictures behind the first; that one is taken."""

MOST_PIXELS: Final = 60_000_000
"""Twice that of a good phone of today; unpacked it is 180 megabytes."""

LONGEST_SIDE: Final = 6000
"""Pixels; a larger picture is made smaller. A page of print at 500 dots an inch."""

QUALITY: Final = 88


def redrawn(content: bytes, kind: FileKind) -> bytes:
    """The picture as a JPEG or PNG without anything beside its pixels.

    Raises:
        NotTaken: `file_pixels`, or `file_broken`.
    """
    try:
        with warnings.catch_warnings():
            # Pillow warns of pictures that are only half as large as those it refuses. Ours is the limit.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise NotTaken("file_pixels")
                if kind is JPEG:
                    opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
                upright = ImageOps.exif_transpose(opened)
                drawn = upright.convert("RGB" if kind is JPEG else "RGBA")
    except Image.DecompressionBombError:
        raise NotTaken("file_pixels") from None
    except NotTaken:
        raise
    except Exception:  # noqa: BLE001 - a broken picture can break its reader in any way; then there is no picture
        raise NotTaken("file_broken") from None
    drawn.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    # What Pillow would write into the new file by itself: comments, a colour profile.
    drawn.info = {}
    written = io.BytesIO()
    if kind is JPEG:
        drawn.save(written, "JPEG", quality=QUALITY)
    else:
        drawn.save(written, "PNG")
    return written.getvalue()
