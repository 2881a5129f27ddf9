"""The bank holidays the whole estate knows of: those that came with Foyer, or the newer ones it was told since.

What was told is kept in the record, so that every hub of an estate has the same list and a restart without a network
forgets nothing. A list that ends sooner than the one that is known is not taken.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from kiosk.domain.errors import KioskError, Unavailable
from kiosk.domain.opening import BankHoliday, Nation
from kiosk.domain.overlays import Change
from kiosk.events import log
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.store import Record, Store

Document = Mapping[str, Any]
Holidays = Mapping[Nation, tuple[BankHoliday, ...]]

PART = "bank_holidays"
"""What the list is called among the estate's own rows."""

SETTLED = timedelta(hours=1)
"""How long a new hub works with what came with Foyer before it asks: one that is only tried out asks nobody."""

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


class ListTooShort(Unavailable, ValueError):
    """What was told ends sooner than what is known."""

    code = "bank_holidays_too_short"


class Calendar:
    """The bank holidays, by nation.

    Args:
        store: the estate's own rows.
        bundled: the list that came with Foyer.
        read: makes bank holidays of a list. Raises a `KioskError` for what is none.
        fetch: asks for the newest list; blocks, and raises a `KioskError` when there is none.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        bundled: Document,
        read: Callable[[object], Holidays],
        fetch: Callable[[], Document],
    ) -> None:
        self._store = store
        self._clock = clock
        self._read = read
        self._fetch = fetch
        self._begun = clock.now()
        self._own = read(bundled)
        self._known = self._own
        self.told_at: datetime | None = None
        """When the list in use was told; `None` for the one that came with Foyer."""
        self.edition = 0
        """Counts up whenever another list is used."""

    @property
    def horizon(self) -> date:
        """The last day of which something is known, for every nation."""
        return _horizon(self._known)

    def of(self, nation: Nation | None, since: date) -> tuple[BankHoliday, ...]:
        """The bank holidays of a nation from a day on, in order."""
        return () if nation is None else tuple(each for each in self._known[nation] if each.day >= since)

    async def load(self) -> None:
        """Takes what the record has, if it reaches as far as what came with Foyer."""
        kept = await self._store.read(lambda record: record.changes.get(PART))
        known, told_at = self._own, None
        if kept is not None:
            try:
                told = self._read(json.loads(kept.document))
            except (KioskError, ValueError) as error:
                log("bank_holidays.kept_unreadable", error=type(error).__name__)
            else:
                if _horizon(told) >= _horizon(self._own):
                    known, told_at = told, kept.changed_at
        self.edition += known != self._known
        self._known, self.told_at = known, told_at

    async def asked_at(self) -> datetime:
        """When the list was last told; long ago when it never was and the hub has been at work for a while."""
        kept = await self._store.read(lambda record: record.changes.get(PART))
        if kept is not None:
            return kept.changed_at
        now = self._clock.now()
        return now if now - self._begun < SETTLED else BEGINNING

    async def refresh(self) -> None:
        """Asks for the newest list and keeps it.

        Raises:
            Unavailable: there is none to be had; what is known stays.
        """
        document = await asyncio.to_thread(self._fetch)
        told = self._read(document)
        if _horizon(told) < self.horizon:
            raise ListTooShort(until=_horizon(told).isoformat())
        now = self._clock.now()
        text = json.dumps(document, ensure_ascii=False, sort_keys=True)

        def work(record: Record) -> None:
            record.changes.put(Change(PART, text, "GOV.UK", now))

        await self._store.transact(work)
        before = self.edition
        await self.load()
        log("bank_holidays.told", until=self.horizon.isoformat(), changed=self.edition != before)


def _horizon(holidays: Holidays) -> date:
    return min(max(each.day for each in of_nation) for of_nation in holidays.values())
