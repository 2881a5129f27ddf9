"""How often somebody may try what could be guessed, counted among all hubs that share the record.

Whoever tries has a bucket of tries that fills again evenly: "10 per 15 minutes" are ten at once, and then one more
every 90 seconds. Of each bucket one number is kept: when it will be full again.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from datetime import timedelta

from kiosk.domain.errors import Refused
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.store import Record, Store


class TooManyTries(Refused, PermissionError):
    """There were too many; this one is not counted.

    Attributes:
        wait: seconds after which there is another.
    """

    code = "too_many_tries"

    def __init__(self, wait: int) -> None:
        super().__init__(wait=wait)
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries of something in some time, for each who tries."""

    what: str
    most: int
    per: timedelta

    def mark(self, who: str) -> bytes:
        """What is kept of who tries: they choose the words, and could type a password as their name."""
        return hashlib.sha256(f"{self.what}\0{who}".encode("utf-8", "surrogatepass")).digest()


class Tries:
    """The tries at an estate."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock

    async def count(self, *tries: tuple[Limit, str]) -> None:
        """Counts a try by each limit, up to the first that refuses it.

        Raises:
            TooManyTries: there were too many.
            RecordUnavailable: it could not be counted, so it must not be let through.
        """
        now = self._clock.now()

        def work(record: Record) -> timedelta | None:
            for limit, who in tries:
                wait = record.tries.count(limit.mark(who), now, limit.per / limit.most, limit.per)
                if wait is not None:
                    return wait
            return None

        wait = await self._store.transact(work)
        if wait is not None:
            raise TooManyTries(max(1, math.ceil(wait.total_seconds())))

    async def forget(self, limit: Limit, who: str) -> None:
        """Starts the count anew, after a success."""
        await self._store.transact(lambda record: record.tries.forget(limit.mark(who)))
