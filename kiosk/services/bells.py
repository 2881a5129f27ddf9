"""Wakes who waits on the event loop, from any thread."""

from __future__ import annotations

import asyncio
import threading


class Bell:
    """Made and waited for on one event loop; rung from anywhere.

    Take `rings` before looking, and give it to `wait`: what was rung in between is not missed. As long as nobody
    waits a ring is only counted, because to wake the loop from another thread costs as much as many a commit.
    """

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._event = asyncio.Event()
        self._lock = threading.Lock()
        self._waiting = 0
        self.rings = 0

    def ring(self) -> None:
        """Wakes everybody who waits. After the loop has closed nobody does, and nothing happens."""
        with self._lock:
            self.rings += 1
            somebody = self._waiting > 0
        if somebody and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake)

    async def wait(self, since: int, at_most: float) -> bool:
        """Whether it was rung after `since`, waiting for it `at_most` seconds."""
        with self._lock:
            if self.rings != since:
                return True
            self._waiting += 1
        try:
            async with asyncio.timeout(at_most):
                await self._event.wait()
        except TimeoutError:
            return False
        finally:
            with self._lock:
                self._waiting -= 1
        return self.rings != since

    def _wake(self) -> None:
        woken, self._event = self._event, asyncio.Event()
        woken.set()
