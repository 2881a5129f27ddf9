"""When each terminal was heard of last: noted in memory at every call, written down now and then for all at once."""

from __future__ import annotations

import asyncio
from datetime import datetime
from uuid import UUID

from kiosk.events import log
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.store import RecordUnavailable, Store

EVERY = 30.0
"""Seconds between two writes. A hub that falls over forgets no more than that, and terminals call again at once."""


class Presence:
    """The terminals of one site, as they call."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._seen: dict[UUID, datetime] = {}
        self._unwritten: set[UUID] = set()
        self._writer: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._writer = asyncio.create_task(self._keep_writing(), name="presence")

    async def close(self) -> None:
        """Writes down what it knows, and ends. Twice is fine."""
        if self._writer is not None:
            self._writer.cancel()
            await asyncio.gather(self._writer, return_exceptions=True)
            self._writer = None
            await self.write()

    def saw(self, terminal_id: UUID) -> None:
        """It calls, just now."""
        self._seen[terminal_id] = self._clock.now()
        self._unwritten.add(terminal_id)

    def latest(self, terminal_id: UUID, written: datetime | None) -> datetime | None:
        """When it was heard of last, by this hub's memory and by the record."""
        here = self._seen.get(terminal_id)
        return written if here is None or (written is not None and written > here) else here

    async def write(self) -> None:
        """Writes down who was heard of since the last time, in one unit of work."""
        if not self._unwritten:
            return
        seen = {terminal_id: self._seen[terminal_id] for terminal_id in self._unwritten}
        self._unwritten.clear()
        try:
            await self._store.transact(lambda record: record.terminals.saw(seen))
        except RecordUnavailable as error:
            self._unwritten |= seen.keys()
            log("presence.not_written", code=error.code)

    async def _keep_writing(self) -> None:
        while True:
            await asyncio.sleep(EVERY)
            await self.write()
