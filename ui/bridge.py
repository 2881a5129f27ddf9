"""The only stair between the screens and the terminal: questions go up, answers and facts come down.

The screens live on Kivy's thread, the terminal on its own with an asyncio loop. A coroutine asked here runs over
there; how it ended is told here. A fact that the terminal tells is called back here too. Nothing waits on either
side.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Coroutine
from concurrent.futures import CancelledError, Future
from typing import Any, Protocol, TypeVar

from kivy.clock import Clock

from kiosk.domain.errors import Unavailable

T = TypeVar("T")
Fact = TypeVar("Fact")


class Closed(Unavailable, RuntimeError):
    """The screens are being put away; nothing more is asked."""

    code = "closed"


class Bus(Protocol):
    """Where the terminal tells its facts, on its own thread."""

    def listen(self, kind: type[Fact], callback: Callable[[Fact], None]) -> Callable[[], None]: ...

    def tell(self, fact: object) -> None: ...


class Bridge:
    """Belongs to Kivy's thread: make it, ask it and close it there.

    Args:
        loop: the terminal's.
        bus: the terminal's.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, bus: Bus) -> None:
        self._loop = loop
        self._bus = bus
        self._thread = threading.get_ident()
        self._arrived: deque[Callable[[], None]] = deque()
        self._deliver = Clock.create_trigger(self._delivered, 0)
        self._underway: set[Future[Any]] = set()
        self._cancels: list[Callable[[], None]] = []
        self._closed = False

    def ask(
        self, coroutine: Coroutine[Any, Any, T], then: Callable[[T], None], failed: Callable[[Exception], None]
    ) -> None:
        """Runs a coroutine on the terminal's loop and tells one of the two, here, how it ended.

        After `close`, or when the terminal has ended, `failed` is told `Closed`: the person waiting is told
        something.
        """
        if self._closed or self._loop.is_closed() or not self._loop.is_running():
            coroutine.close()
            self._hand_over(lambda: failed(Closed()))
            return
        future = asyncio.run_coroutine_threadsafe(coroutine, self._loop)
        self._underway.add(future)
        future.add_done_callback(lambda done: self._hand_over(lambda: self._ended(done, then, failed)))

    def listen(self, kind: type[Fact], callback: Callable[[Fact], None]) -> None:
        """Calls back here for every fact of a kind, until the bridge is closed."""

        def heard(fact: Fact) -> None:
            self._hand_over(lambda: None if self._closed else callback(fact))

        def begin() -> None:
            self._cancels.append(self._bus.listen(kind, heard))

        self._loop.call_soon_threadsafe(begin)

    def tell(self, fact: object) -> None:
        """Tells the terminal a fact, over there; nobody waits for it."""
        if not self._closed and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._bus.tell, fact)

    def call(self, wanted: Callable[[], None]) -> None:
        """Calls something over there; nobody waits for it."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(wanted)

    def close(self) -> None:
        """Stops listening and gives up what is under way; each of those is told `Closed`. Twice is fine."""
        if self._closed:
            return
        self._closed = True
        for future in list(self._underway):
            future.cancel()
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._deafen)
        self._deliver.cancel()
        self._delivered(0)

    def _deafen(self) -> None:
        while self._cancels:
            self._cancels.pop()()

    def _ended(self, done: Future[T], then: Callable[[T], None], failed: Callable[[Exception], None]) -> None:
        self._underway.discard(done)
        try:
            answer = done.result()
        except CancelledError:
            failed(Closed())
        except Exception as error:  # noqa: BLE001 - the bridge is an edge: whatever went wrong is the asker's to tell
            failed(error)
        else:
            then(answer)

    def _hand_over(self, call: Callable[[], None]) -> None:
        """Leaves a call for Kivy's thread, from any thread. Scheduling wakes a sleeping clock."""
        self._arrived.append(call)
        self._deliver()

    def _delivered(self, _seconds: float) -> None:
        """Makes the calls that have arrived. One that fails is Kivy's to handle; those after it keep their turn."""
        while self._arrived:
            call = self._arrived.popleft()
            if self._arrived:
                self._deliver()
            call()
