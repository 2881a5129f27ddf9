"""What rooms were booked for: found, given and erased for whoever asks what is kept about them.

Source: UK GDPR, articles 15 (right of access) and 17 (right to erasure).
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final
from uuid import UUID

from kiosk.domain import searches
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.facts import Kept
from kiosk.interfaces.records.bookings import BookingRow
from kiosk.interfaces.store import Record, Store
from kiosk.services.audit import Actor, Audit
from kiosk.services.seals import CannotOpen, Seals

AWAY: Final = timedelta(days=3650)
"""How far from now a booking may be and still be found."""


@dataclass(frozen=True, slots=True)
class Titled:
    """A booking, and what it is for."""

    row: BookingRow
    title: str = field(repr=False)


class BookingTitles:
    """Those of one site."""

    def __init__(self, store: Store, audit: Audit, seals: Seals, clock: Clock) -> None:
        self._store, self._audit, self._seals, self._clock = store, audit, seals, clock

    async def about(self, typed: str) -> Sequence[Titled]:
        """Those in whose words all words of a name stand, by when they begin."""
        wanted, now = searches.wanted_words(typed), self._clock.now()
        if not wanted:
            return []
        rows = await self._store.read(lambda record: record.bookings.between(now - AWAY, now + AWAY))
        return await asyncio.to_thread(self._fitting, rows, wanted)

    async def erase(self, booking_id: UUID, actor: Actor) -> bool:
        """Takes the words off one; the room stays booked. Says whether there were any."""
        now = self._clock.now()

        def work(record: Record) -> bool:
            row = record.bookings.get(booking_id)
            if row is None or not row.sealed:
                return False
            booking = replace(row.booking, revision=row.booking.revision + 1)
            taken = record.bookings.put(replace(row, booking=booking, key_id="", sealed=b""))
            record.retention.prove(Kept.BOOKINGS, int(taken), now, now, "erased")
            return taken

        return await self._audit.perform(actor, "booking_title_erased", str(booking_id), work)

    def _fitting(self, rows: Sequence[BookingRow], wanted: Sequence[str]) -> list[Titled]:
        found = []
        for row in rows:
            try:
                title = self._seals.open(row.key_id, row.sealed).decode("utf-8") if row.sealed else ""
            except (CannotOpen, ValueError):
                continue
            if title and searches.stands_in(wanted, (title,)):
                found.append(Titled(row, title))
        return found


def export(titled: Titled) -> dict[str, object]:
    """All that is known of one, in JSON, for whoever's name is in its words."""
    row, span = titled.row, titled.row.booking.span
    return {
        "title": titled.title,
        "room": row.booking.room_id,
        "begins": span.begins.isoformat(),
        "ends": span.ends.isoformat(),
        "state": row.booking.state.value,
        "noted_at": row.made_at.isoformat(),
        "noted_by": row.made_by,
    }
