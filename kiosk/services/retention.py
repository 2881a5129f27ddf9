"""Erases what has been kept long enough, a little at a time, and proves each time what it erased.

A clock that is wrong by years must not empty the record in its first night. So the first run of a record, and one
after a gap that no pause explains, erases nothing: it only notes that it was there. The next night does the work.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from kiosk.events import log
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.facts import Kept
from kiosk.interfaces.store import Record, Store
from kiosk.services.keeping import Keeping
from kiosk.services.visit_keeping import VisitKeeping

AT_ONCE = 200
"""Rows in one unit of work: what terminals send does not wait for longer than that takes."""

LONGEST_GAP: Final = timedelta(days=60)

_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


class Retention:
    """What one site keeps for how long.

    Args:
        kept: how long each kind is kept; what is not named is kept for as long as the record.
        keeping: the rules that forms have of their own; none when `None`.
        visits: takes from visits what goes before the rest.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        kept: Mapping[Kept, timedelta],
        keeping: Keeping | None = None,
        visits: VisitKeeping | None = None,
    ) -> None:
        self._keeping, self._visits = keeping, visits
        self._store = store
        self._clock = clock
        self._kept = dict(kept)

    async def done(self) -> datetime:
        """When it was last done."""
        return await self._store.read(lambda record: record.retention.last()) or _BEGINNING

    async def run(self) -> None:
        """Erases what is too old by now.

        Raises:
            RecordUnavailable: not all of it was; what was erased is proved.
        """
        now = self._clock.now()
        last = await self.done()
        doubtful = now - last > LONGEST_GAP
        if self._keeping is not None:
            emptied = await self._keeping.run(now, 0 if doubtful else AT_ONCE)
            if emptied:
                log("retention.erased", kind=Kept.SUBMISSIONS, count=emptied, until=now.isoformat())
        if self._visits is not None:
            thinned = await self._visits.thin(now, 0 if doubtful else AT_ONCE)
            if thinned:
                log("retention.erased", kind=Kept.VISIT_CONTACTS, count=thinned, until=now.isoformat())
        for kind, life in self._kept.items():
            await self._erase(kind, now, now - life, 0 if doubtful else AT_ONCE)
        if not doubtful:
            log("retention.completed")
        elif last != _BEGINNING:
            log("retention.waited")

    async def _erase(self, kind: Kept, now: datetime, until: datetime, limit: int) -> None:
        apart = () if self._keeping is None else tuple(self._keeping.forms)

        def work(record: Record) -> int:
            erased = record.retention.erase(kind, until, limit, apart) if limit else 0
            record.retention.prove(kind, erased, until, now)
            return erased

        total = erased = await self._store.transact(work)
        while limit and erased == limit:
            await asyncio.sleep(0)
            erased = await self._store.transact(work)
            total += erased
        if total:
            log("retention.erased", kind=kind, count=total, until=until.isoformat())
