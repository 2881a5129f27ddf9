"""A little way that everything on a screen nobody uses moves now and then, so that no edge burns into the panel."""

from __future__ import annotations

from typing import Final

EVERY: Final = 5
"""Minutes that everything stays where it is."""

_ROUND: Final = ((0, 0), (1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1))
"""Right and up, in steps. Only one step at a time, and back at the start after all of them."""


def drift(minutes: int) -> tuple[int, int]:
    """Steps to the right and up, so many minutes after the last person has left."""
    return _ROUND[minutes // EVERY % len(_ROUND)]
