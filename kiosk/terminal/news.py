"""Hears what the hub has to say: one long question after another, from a cursor that survives a restart."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final
from uuid import UUID

from sqlite_utils import Database

from kiosk import events
from kiosk.domain.commands import Heard
from kiosk.domain.errors import Unavailable
from kiosk.domain.events import Receipt
from kiosk.terminal import records
from kiosk.terminal.backoff import Backoff
from kiosk.terminal.hub_client import HubRefused, KeyRevoked
from kiosk.terminal.hub_client import News as Answer
from kiosk.terminal.journal import Journal
from kiosk.terminal.lines import Line
from kiosk.terminal.settings import TerminalSettings

HEARD: Final = "heard"
"""What is called after every answer, once everything in it was passed on."""


class News:
    """One listener. `hear` is a job that goes on until it is cancelled.

    Args:
        changed: told each receipt that came further.
        reached: told after each try whether the hub was reached, and whether it knows our key.
        commanded: given each command, once ever.
        about: what to call with the id that the news of a kind is about.
        tell: what to call when the news says so, by the kind of fact; `epoch_changed` when the record is another one,
            and `HEARD` after every answer.
    """

    def __init__(
        self,
        journal: Journal,
        line: Line,
        settings: TerminalSettings,
        *,
        changed: Callable[[Receipt], None],
        reached: Callable[[bool, bool], None],
        commanded: Callable[[Heard], None],
        about: Mapping[str, Callable[[UUID], None]],
        tell: Mapping[str, Callable[[], None]],
    ) -> None:
        self._journal, self._line = journal, line
        self._settings = settings
        self._backoff = Backoff(settings.retry_first, settings.retry_longest)
        self._changed, self._reached = changed, reached
        self._commanded, self._about, self._tell = commanded, dict(about), dict(tell)

    async def hear(self) -> None:
        """Asks, takes what comes, and asks again; the hub holds the question while it has nothing to say."""
        wait = 0
        while True:
            after = int(await self._journal.transact(partial(records.recall, key="cursor")) or 0)
            rest = await self._hear(after, wait)
            wait = self._settings.news_wait if rest is None else 0
            if rest is not None:
                await asyncio.sleep(rest)

    async def _hear(self, after: int, wait: int) -> float | None:
        """Asks once. Gives the seconds to wait before asking again, `None` for none."""
        loop = asyncio.get_running_loop()
        asked = loop.time()
        try:
            answer = await loop.run_in_executor(self._line.executor, self._line.client.news, after, wait)
        except KeyRevoked:
            self._reached(True, False)
            return self._settings.retry_revoked
        except (Unavailable, HubRefused) as error:
            events.log("news.not_heard", code=error.code)
            self._reached(isinstance(error, HubRefused), True)
            return self._backoff.next()
        if answer.facts and answer.next <= after:
            events.log("news.not_heard", code="cursor_stands_still")
            return self._backoff.next()
        if not answer.facts and wait and loop.time() - asked < wait / 2:
            # Something between here and the hub does not hold the question: asking on at once would never end.
            return self._backoff.next()
        if answer.facts or wait:
            # It was held, or brought something. An empty answer that nobody asked to hold proves nothing.
            self._backoff.reset()
        taken = await self._journal.transact(partial(take, after=after, answer=answer))
        self._reached(True, True)
        if taken is None:
            self._tell["epoch_changed"]()
            return None
        for receipt in taken.receipts:
            self._changed(receipt)
        for command in taken.commands:
            self._commanded(command)
        for fact in answer.facts:
            if fact.about is not None and fact.kind in self._about:
                self._about[fact.kind](fact.about)
        for kind in {fact.kind for fact in answer.facts} & self._tell.keys() - {HEARD}:
            self._tell[kind]()
        self._tell[HEARD]()
        return None


@dataclass(frozen=True, slots=True)
class Taken:
    """What an answer brought that was not known."""

    receipts: list[Receipt]
    commands: list[Heard]


def take(database: Database, after: int, answer: Answer) -> Taken | None:
    """Writes an answer down, unless the cursor was set back meanwhile: then what it passed over is still to be heard.
    News of another epoch than the cursor's is asked for again from its beginning: `None`.

    A command is noted down with the cursor, before it is carried out: after a crash it is not carried out again.
    """
    if int(records.recall(database, "cursor") or 0) != after:
        return Taken([], [])
    known = records.recall(database, "epoch")
    if known is not None and known != answer.epoch:
        owed = records.new_epoch(database, answer.epoch)
        events.log("news.new_epoch", owed=owed)
        return None
    records.new_epoch(database, answer.epoch)
    commands = [fact.command for fact in answer.facts if fact.command is not None]
    return Taken(records.take_news(database, answer.facts, answer.next), records.take_commands(database, commands))
