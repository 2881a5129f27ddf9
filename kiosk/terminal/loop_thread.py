"""The thread the terminal lives on: one asyncio loop, from its start to its end."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")


class LoopThread:
    """Making it makes the loop; `start` begins it. For any other thread than its own."""

    def __init__(self, name: str) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._live, name=name, daemon=True)

    @property
    def started(self) -> bool:
        return self._thread.ident is not None

    def start(self) -> None:
        self._thread.start()

    def run(self, work: Coroutine[object, object, T]) -> T:
        """What a coroutine returns that runs over there."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result()

    def call(self, work: Callable[[], None]) -> None:
        """Calls something over there, soon; once the loop has ended nobody does, and nothing happens."""
        with suppress(RuntimeError):
            self.loop.call_soon_threadsafe(work)

    def close(self) -> None:
        """Ends the loop and the thread. Once only."""
        if self.started:
            self.loop.call_soon_threadsafe(self.loop.stop)
            self._thread.join()
        else:
            self.loop.close()

    def _live(self) -> None:
        asyncio.set_event_loop(self.loop)
        try:
            self.loop.run_forever()
        finally:
            self.loop.run_until_complete(self.loop.shutdown_asyncgens())
            self.loop.close()
