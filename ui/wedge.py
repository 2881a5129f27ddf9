"""A reader of codes that types what it reads, as a keyboard would, and then presses Enter."""

from __future__ import annotations

import time
from collections.abc import Callable

from kiosk.domain import ease_codes, visit_codes
from ui.keys import Key

QUICK = 0.1
"""Seconds between two characters of a reader, at most. People who type are slower."""

LONGEST = 200
"""Characters of a code at most: that of an invitation stands behind an address."""


class Wedge:
    """Stands between the keys and what listens to them. While nobody is being served, characters that come as quickly
    as no person types them are gathered; if they are a code, Enter means that it was read.

    Args:
        pressed, typed: told every key and character that is not the end of a code.
        waiting: whether nobody is being served.
        scanned: told the code.
        now: seconds of a clock that only goes forward.
    """

    def __init__(
        self,
        pressed: Callable[[Key], None],
        typed: Callable[[str], None],
        *,
        waiting: Callable[[], bool],
        scanned: Callable[[str], object],
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._pressed, self._typed = pressed, typed
        self._waiting, self._scanned, self._now = waiting, scanned, now
        self._gathered = ""
        self._last = 0.0

    def key(self, key: Key) -> None:
        """A real key was pressed."""
        if key is Key.OTHER:  # such as Shift, without which there are no capitals
            self._pressed(key)
            return
        gathered = self._gathered if self._quick() and key is Key.ENTER else ""
        self._gathered = ""
        if ease_codes.read(gathered) is not None or visit_codes.read(gathered) is not None:
            self._scanned(gathered)
        else:
            self._pressed(key)

    def type(self, text: str) -> None:
        """Characters came from a real keyboard."""
        before = self._gathered if self._quick() else ""
        # More than this is no code: nothing of it is kept.
        self._gathered = (before + text)[-LONGEST:] if self._waiting() else ""
        self._typed(text)

    def _quick(self) -> bool:
        now = self._now()
        quick = now - self._last <= QUICK
        self._last = now
        return quick
