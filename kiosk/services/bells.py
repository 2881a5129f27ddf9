"""Wakes who waits on the event loop, from any thread."""

from __future__ import annotations

import asyncio


class Bell:
    """Made and waited for on one event loop; rung from anywhere.

    Take `rings` before looking, and give it to `wait`: what was rung in between is not missed.
    """

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._event = asyncio.Event()
        self.rings = 0

    def ring(self) -> None:
        """Wakes everybody who waits. After the loop has closed nobody does, and nothing happens."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._ring)

    async def wait(self, since: int, at_most: float) -> bool:
        """Whether it was rung after `since`, waiting for it `at_most` seconds."""
        if self.rings != since:
            return True
        try:
            async with asyncio.timeout(at_most):
                await self._event.wait()
        except TimeoutError:
            return False
        return True

    def _ring(self) -> None:
        self.rings += 1
        woken, self._event = self._event, asyncio.Event()
        woken.set()
