"""The one stream by which the hub tells terminals what has happened.

Theory of operation. Every terminal of a site waits here, and whatever happens wakes them all. So that one fact does
not cost as many readings as there are terminals, the questions of those that are nearly up to date are answered
together, from one reading of the facts that are new. Who is far behind is answered alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
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

TOGETHER = 200
"""Facts that are read at once for everybody who is not further behind than that."""


@dataclass(frozen=True, slots=True)
class News:
    """Facts after a cursor, and the cursor to ask with next."""

    epoch: UUID
    facts: list[Fact]
    next: int


@dataclass(frozen=True, slots=True)
class _Found:
    """What was found, and whether there may be more behind it."""

    news: News
    more: bool


@dataclass(frozen=True, slots=True)
class _Question:
    terminal_id: UUID
    after: int
    answered: asyncio.Future[_Found]


class Newsroom:
    """Answers terminals that ask for news, now or as soon as there is some. It lives on the event loop.

    Args:
        longest_wait: seconds a question is held at most.
    """

    def __init__(self, store: Store, clock: Clock, longest_wait: float) -> None:
        self._store = store
        self._clock = clock
        self._longest_wait = longest_wait
        self._bell = Bell()
        self._closing = False
        self._newest = 0
        self._questions: list[_Question] = []
        self._answering: asyncio.Task[None] | None = None
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
            found = await self._find(terminal.id, after)
            after = found.news.next
            left = until - self._clock.monotonic()
            if found.news.facts or self._closing or left <= 0:
                return found.news
            if not found.more:
                await self._bell.wait(rings, left)

    def close(self) -> None:
        """Lets everybody go who waits, so that the hub can stop at once."""
        self._closing = True
        self._bell.ring()

    async def _find(self, terminal_id: UUID, after: int) -> _Found:
        if after < self._newest - TOGETHER or after > self._newest:
            found = await self._store.read(
                partial(_alone, after=after, terminal_id=terminal_id, now=self._clock.now())
            )
            self._newest = max(self._newest, found.news.facts[-1].seq if found.news.facts else 0)
            return found
        answered: asyncio.Future[_Found] = asyncio.get_running_loop().create_future()
        self._questions.append(_Question(terminal_id, after, answered))
        if self._answering is None:
            self._answering = asyncio.create_task(self._answer(), name="news")
        return await answered

    async def _answer(self) -> None:
        """Answers what was asked until now, and then what was asked meanwhile."""
        try:
            while self._questions:
                asked, self._questions = self._questions, []
                try:
                    found = await self._store.read(partial(_together, asked=asked, now=self._clock.now()))
                except Exception as error:  # noqa: BLE001 - it is each asker's own to deal with
                    for question in asked:
                        if not question.answered.done():
                            question.answered.set_exception(error)
                    continue
                for question, answer in zip(asked, found, strict=True):
                    if question.answered.done():
                        continue
                    if answer is None:
                        question.answered.set_exception(KeyUnknown())
                    else:
                        self._newest = max(self._newest, answer.news.next)
                        question.answered.set_result(answer)
        finally:
            self._answering = None


def _alone(record: Record, after: int, terminal_id: UUID, now: datetime) -> _Found:
    if not record.terminals.good(terminal_id):
        raise KeyUnknown
    facts = record.news.after(after, terminal_id, MOST)
    news = News(record.epoch, _fresh(facts, now), facts[-1].seq if facts else after)
    return _Found(news, more=bool(facts))


def _together(record: Record, asked: Sequence[_Question], now: datetime) -> list[_Found | None]:
    """An answer to each question; `None` for a terminal that was withdrawn."""
    good = record.terminals.all_good()
    facts = record.news.all_after(min(question.after for question in asked), TOGETHER)
    last = facts[-1][1].seq if facts else 0
    found: list[_Found | None] = []
    for question in asked:
        if question.terminal_id not in good:
            found.append(None)
            continue
        own = [
            fact
            for whose, fact in facts
            if fact.seq > question.after and (whose is None or whose == question.terminal_id)
        ][:MOST]
        # Up to the last fact that was read there is nothing else for this terminal, unless its answer is full.
        upto = own[-1].seq if len(own) == MOST else max(last, question.after)
        more = len(own) == MOST or len(facts) == TOGETHER
        found.append(_Found(News(record.epoch, _fresh(own, now), upto), more))
    return found


def _fresh(facts: list[Fact], now: datetime) -> list[Fact]:
    """A command that nobody heard in time is not told any more, whatever cursor somebody comes with."""
    return [fact for fact in facts if fact.kind != commands.FACT or not commands.stale(fact.data, now)]
