"""Tells the hub what it is owed, until it has all of it; and again when there is more, or the hub is back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from kiosk.terminal.journal import NotSaved

AGAIN: Final = 60.0
"""Seconds between two tries, as a rule."""


class Telling:
    """Belongs to the terminal's loop.

    Args:
        once: tells once, and says whether there is more at once; tried again later where it raises `NotSaved`.
        again: seconds between two tries.
    """

    def __init__(self, once: Callable[[], Awaitable[bool]], again: float = AGAIN) -> None:
        self._once, self._again = once, again
        self._wanted = asyncio.Event()

    def want(self) -> None:
        """There is more, or the hub is back."""
        self._wanted.set()

    async def go_on(self) -> None:
        """Tells for as long as it is not cancelled."""
        while True:
            self._wanted.clear()
            try:
                left = await self._once()
            except NotSaved:
                left = False
            if left:
                continue
            try:
                async with asyncio.timeout(self._again):
                    await self._wanted.wait()
            except TimeoutError:
                continue
