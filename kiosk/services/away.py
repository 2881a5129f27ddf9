"""Terminals that the hub does not hear of: whoever comes and leaves there is on no other roll until it is back.

The roll says so, on the pages and at the terminals that are heard. Those are told when it begins and when it is over.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from kiosk.domain.roll_calls import Away as Silent
from kiosk.domain.terminals import AWAY_AFTER, FORGOTTEN_AFTER, Role
from kiosk.events import log
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.store import Record, RecordUnavailable, Store
from kiosk.services import personal
from kiosk.services.presence import Presence

TELLING: Final = timedelta(seconds=10)
"""What happened so shortly before a terminal was heard of last may not have been told: that is tried again."""

EVERY: Final = 5.0
"""Seconds between two looks."""


class Away:
    """Those of one site."""

    def __init__(self, store: Store, presence: Presence, clock: Clock) -> None:
        self._store, self._presence, self._clock = store, presence, clock
        self._told: frozenset[UUID] = frozenset()
        self._watcher: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._watcher = asyncio.create_task(self._watch(), name="terminals away")

    async def close(self) -> None:
        """Ends. Twice is fine."""
        if self._watcher is not None:
            self._watcher.cancel()
            await asyncio.gather(self._watcher, return_exceptions=True)
            self._watcher = None

    def now(self, record: Record) -> tuple[Silent, ...]:
        """Who is away just now, the longest first. Only where people come and go is anything missed."""
        now = self._clock.now()
        seen = [
            (self._presence.latest(row.id, row.seen_at), row)
            for row in record.terminals.list()
            if row.withdrawn_at is None and row.details.role is Role.VISITOR
        ]
        silent = [
            Silent(row.id, row.details.name, at - TELLING)
            for at, row in seen
            if at is not None and AWAY_AFTER < now - at < FORGOTTEN_AFTER
        ]
        return tuple(sorted(silent, key=_since))

    def _tell(self, record: Record) -> None:
        personal.changed(record, self._clock.now())
        record.rolls.touch()

    async def _watch(self) -> None:
        while True:
            try:
                silent = frozenset(each.id for each in await self._store.read(self.now))
                if silent != self._told:
                    await self._store.transact(self._tell)
                    self._told = silent
                    log("roll_call.terminals_away", count=len(silent))
            except RecordUnavailable as error:
                log("roll_call.away_not_told", code=error.code)
            await asyncio.sleep(EVERY)


def _since(silent: Silent) -> tuple[datetime, UUID]:
    return silent.since, silent.id
