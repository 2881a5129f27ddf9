"""Threads of a target's own, on which it may do as it likes: one that never comes back holds up nobody else."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

T = TypeVar("T")


class Hands(Generic[T]):
    """Up to so many threads, started when they are needed.

    Unlike those of an executor they are not waited for when the program ends: what hangs on them is somebody else's
    code.

    Args:
        most: pieces of work at a time; more wait.
    """

    def __init__(self, name: str, most: int) -> None:
        self._name, self._most = name, most
        self._work: queue.SimpleQueue[tuple[Callable[[], T], Future[T]] | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._threads = 0
        self._idle = 0

    def do(self, work: Callable[[], T]) -> Future[T]:
        """Has it done on one of them."""
        future: Future[T] = Future()
        with self._lock:
            if self._idle:
                self._idle -= 1
            elif self._threads < self._most:
                self._threads += 1
                threading.Thread(target=self._run, name=f"{self._name}_{self._threads}", daemon=True).start()
        self._work.put((work, future))
        return future

    def close(self) -> None:
        """Lets them end once they have done what they were given. Does not wait. Twice is fine."""
        with self._lock:
            for _ in range(self._threads):
                self._work.put(None)
            self._threads = 0

    def _run(self) -> None:
        while (given := self._work.get()) is not None:
            work, future = given
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(work())
                except BaseException as error:  # noqa: BLE001 - it belongs to whoever waits for the future
                    future.set_exception(error)
            # Nothing of a submission stays in a thread that waits.
            del given, work, future
            with self._lock:
                self._idle += 1
