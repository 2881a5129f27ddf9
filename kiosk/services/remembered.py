"""What the record said moments ago, for questions that come with every call: whose key is this, who is signed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from kiosk.interfaces.clock import Clock
from kiosk.interfaces.store import Record, Store, Topic

T = TypeVar("T")

BELIEVED = 5.0
"""Seconds that an answer is believed without looking. A change is heard of at once, whichever hub made it; this is
for the day it is not."""


class Remembered(Generic[T]):
    """Answers of the record by a key, forgotten as soon as the record tells of a change. Made on the hub's loop.

    Args:
        topic: what tells that an answer may have changed.
        look: the answer in the record; `None` is never remembered, so that nobody fills the memory with guesses.
    """

    def __init__(self, store: Store, topic: Topic, clock: Clock, look: Callable[[Record, bytes], T | None]) -> None:
        self._store = store
        self._clock = clock
        self._look = look
        self._known: dict[bytes, tuple[T, float]] = {}
        store.listen(topic, self._forget)

    async def find(self, key: bytes) -> T | None:
        """The answer, as it is or was moments ago."""
        known = self._known.get(key)
        if known is None or known[1] <= self._clock.monotonic():
            # What is forgotten while it is looked up is forgotten with the dictionary it stood in.
            remembered = self._known
            found = await self._store.read(lambda record: self._look(record, key))
            if found is None:
                remembered.pop(key, None)
                return None
            known = remembered[key] = found, self._clock.monotonic() + BELIEVED
        return known[0]

    def _forget(self) -> None:
        """Called on a thread of the store's."""
        self._known = {}
