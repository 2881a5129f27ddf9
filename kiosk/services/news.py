"""The one stream by which the hub tells terminals what has happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from kiosk.domain import commands
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.facts import Fact, Terminal
from kiosk.interfaces.store import Record, Store
from kiosk.services.bells import Bell
from kiosk.services.terminals import KeyUnknown

MOST = 100
"""Facts in one answer; whoever is behind asks again at once."""


@dataclass(frozen=True, slots=True)
class News:
    """Facts after a cursor, and the cursor to ask with next."""

    epoch: UUID
    facts: list[Fact]
    next: int


class Newsroom:
    """Answers terminals that ask for news, now or as soon as there is some.

    Args:
        longest_wait: seconds a question is held at most.
    """

    def __init__(self, store: Store, clock: Clock, longest_wait: float) -> None:
        self._store = store
        self._clock = clock
        self._longest_wait = longest_wait
        self._bell = Bell()
        self._closing = False
        store.listen("news", self._bell.ring)

    async def read(self, terminal: Terminal, after: int, wait: float) -> News:
        """The facts for a terminal that came after a cursor.

        Args:
            after: the cursor of the last answer, 0 at first.
            wait: seconds to wait for a fact when there is none.

        Raises:
            KeyUnknown: the terminal was withdrawn, perhaps while it waited.
        """
        until = self._clock.monotonic() + min(wait, self._longest_wait)
        while True:
            rings = self._bell.rings
            news = await self._store.read(partial(_news, after=after, terminal_id=terminal.id, now=self._clock.now()))
            after, before = news.next, after
            left = until - self._clock.monotonic()
            if news.facts or self._closing or left <= 0:
                return news
            if after != before:
                continue  # all of it was stale, and there may be more behind it
            await self._bell.wait(rings, left)

    def close(self) -> None:
        """Lets everybody go who waits, so that the hub can stop at once."""
        self._closing = True
        self._bell.ring()


def _news(record: Record, after: int, terminal_id: UUID, now: datetime) -> News:
    if not record.terminals.good(terminal_id):
        raise KeyUnknown
    facts = record.news.after(after, terminal_id, MOST)
    # A command that nobody heard in time is not told any more, whatever cursor somebody comes with.
    fresh = [fact for fact in facts if fact.kind != commands.FACT or not commands.stale(fact.data, now)]
    return News(record.epoch, fresh, facts[-1].seq if facts else after)
