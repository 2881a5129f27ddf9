"""Looks a file over before it is kept: what it is, how large, whether a virus is in it; photos are drawn anew.

It is one at a time for each hub: unpacking a photo takes memory and a processor, and terminals and staff come first.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from kiosk.domain.errors import Unavailable
from kiosk.domain.file_kinds import NotTaken, clean_name, kind_of

Scan = Callable[[bytes], bool]
"""Whether a file is clean. Blocks within a time-out of its own. Raises `ScannerAway` when nobody can say."""


class ScannerAway(Unavailable, OSError):
    """What looks for viruses does not answer, or not as it should: then no file is taken."""

    code = "scanner_away"


@dataclass(frozen=True, slots=True)
class Fit:
    """A file that was looked at and may be kept: its name, its kind and its bytes as they are kept."""

    name: str
    media_type: str
    content: bytes


class Inspection:
    """What is looked at before a file is kept.

    Args:
        largest: bytes of a file.
        scan: looks for viruses; `None` when nobody does.
    """

    def __init__(self, largest: int, scan: Scan | None) -> None:
        self.largest = largest
        self._scan = scan
        self._thread = ThreadPoolExecutor(1, "inspection")

    def close(self) -> None:
        """Waits for what is looked at now. Twice is fine."""
        self._thread.shutdown()

    async def look(self, name: str, content: bytes) -> Fit:
        """The file as it may be kept.

        Raises:
            NotTaken: it may not; the code says why.
            ScannerAway: nobody can say whether a virus is in it.
        """
        if len(content) > self.largest:
            raise NotTaken("file_large", limit=self.largest // 1_000_000)
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._look, name, content)

    def _look(self, name: str, content: bytes) -> Fit:
        kind = kind_of(content)
        if self._scan is not None and not self._scan(content):
            raise NotTaken("file_virus")
        if kind.picture:
            # Only now: a hub that no photo is sent to does not load what reads them.
            from kiosk.services.pictures import redrawn

            content = redrawn(content, kind)
        return Fit(clean_name(name, kind), kind.media_type, content)
