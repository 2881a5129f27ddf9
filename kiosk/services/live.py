"""Tells pages that are open that something has changed, so that they can look again.

Nothing of what changed is told: a page that hears of it asks for itself anew, with the same rights as ever. So what
waits for a page is never more than the names of a few topics, however slow its browser is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Final, get_args

from kiosk.domain.errors import Refused
from kiosk.interfaces.store import Store, Topic

TOPICS: Final = tuple(topic for topic in get_args(Topic) if topic != "news")
"""What pages can hear of. News are for terminals, and come with every one of the others."""

MOST_EACH = 6
"""Pages that one session may keep open at once; a browser opens no more connections to one place."""

MOST = 200
"""Pages kept open at once at one site."""


class TooManyOpen(Refused, RuntimeError):
    """So many pages are open already. This one works as well without."""

    code = "too_many_open"


class Following:
    """One page that listens. It lives on the event loop."""

    def __init__(self) -> None:
        self._waiting: set[Topic] = set()
        self._event = asyncio.Event()
        self.ended = False

    def tell(self, topic: Topic) -> None:
        """Something has changed; told twice before it is heard, it is heard once."""
        self._waiting.add(topic)
        self._event.set()

    def end(self) -> None:
        """There will be nothing more to hear."""
        self.ended = True
        self._event.set()

    async def hear(self, at_most: float) -> frozenset[Topic]:
        """What has changed since the last time, waiting for it; empty when that took too long, or at the end."""
        try:
            async with asyncio.timeout(at_most):
                await self._event.wait()
        except TimeoutError:
            return frozenset()
        if not self.ended:
            self._event.clear()
        heard, self._waiting = frozenset(self._waiting), set()
        return heard


class Live:
    """The pages of one site that listen. Made on the hub's loop."""

    def __init__(self, store: Store) -> None:
        self._loop = asyncio.get_running_loop()
        self._open: dict[str, list[Following]] = {}
        self._closing = False
        for topic in TOPICS:
            store.listen(topic, partial(self._heard, topic))

    @contextmanager
    def follow(self, session: str) -> Iterator[Following]:
        """A page listens for as long as this lasts.

        Args:
            session: whose page it is; compared, never shown.

        Raises:
            TooManyOpen: there are enough.
        """
        mine = self._open.get(session, [])
        if self._closing or len(mine) >= MOST_EACH or sum(map(len, self._open.values())) >= MOST:
            raise TooManyOpen
        following = Following()
        self._open[session] = [*mine, following]
        try:
            yield following
        finally:
            left = [each for each in self._open[session] if each is not following]
            if left:
                self._open[session] = left
            else:
                del self._open[session]

    def follows(self, session: str) -> bool:
        """Whether somebody has a page of this site open that listens."""
        return session in self._open

    def close(self) -> None:
        """Ends all of them, so that the hub can stop at once."""
        self._closing = True
        for following in self._everybody():
            following.end()

    def _everybody(self) -> list[Following]:
        return [each for pages in self._open.values() for each in pages]

    def _heard(self, topic: Topic) -> None:
        """Called on a thread of the record's."""
        if self._open and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._tell, topic)

    def _tell(self, topic: Topic) -> None:
        for following in self._everybody():
            following.tell(topic)
