"""Tasks of the terminal's loop: each has a name, and one that fails is logged and begun again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine

from kiosk import events
from kiosk.terminal.backoff import Backoff

ASK_AGAIN = 0.5
"""Seconds after which a job that is still at work is asked to end once more."""


class Jobs:
    """Starts tasks and ends them all. Belongs to one loop.

    Args:
        first, longest: seconds between a job's failure and its next beginning.
    """

    def __init__(self, first: float = 0.5, longest: float = 60) -> None:
        self._tasks: list[asyncio.Task[None]] = []
        self._first, self._longest = first, longest

    def keep(self, name: str, begin: Callable[[], Coroutine[object, object, None]]) -> None:
        """Keeps a job going until `end`: when it fails it is begun again after a wait. One that returns is done."""
        self._tasks.append(asyncio.get_running_loop().create_task(self._kept(name, begin), name=name))

    async def end(self) -> None:
        """Cancels every job, the youngest first, and waits for each to be over."""
        while self._tasks:
            task = self._tasks.pop()
            # A job that misses its cancellation, as in a `wait_for` of Python 3.11, must not keep the terminal open.
            while not task.done():
                task.cancel()
                await asyncio.wait([task], timeout=ASK_AGAIN)

    async def _kept(self, name: str, begin: Callable[[], Coroutine[object, object, None]]) -> None:
        backoff = Backoff(self._first, self._longest)
        clock = asyncio.get_running_loop().time
        while True:
            begun = clock()
            try:
                return await begin()
            except Exception as error:  # noqa: BLE001 - a job's fault ends neither the job nor the terminal
                events.log("terminal.job_failed", job=name, error=type(error).__name__)
            if clock() - begun > self._longest:
                backoff.reset()
            await asyncio.sleep(backoff.next())
