"""Names on parcels: found, given and erased for whoever asks what is kept about them.

Source: UK GDPR, articles 15 (right of access) and 17 (right to erasure).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final
from uuid import UUID

from kiosk.domain import searches
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.facts import Kept
from kiosk.interfaces.records.parcels import ParcelRow
from kiosk.interfaces.store import Record, Store
from kiosk.services.audit import Actor, Audit
from kiosk.services.seals import CannotOpen, Seals

AT_ONCE: Final = 500
"""Parcels looked through at once."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A line with a name on its label."""

    row: ParcelRow
    label: str = field(repr=False)


class ParcelLabels:
    """Those of one site."""

    def __init__(self, store: Store, audit: Audit, seals: Seals, clock: Clock) -> None:
        self._store, self._audit, self._seals, self._clock = store, audit, seals, clock

    async def about(self, typed: str) -> Sequence[Labelled]:
        """Those on whose label all words of a name stand, the newest last."""
        wanted = searches.wanted_words(typed)
        found: list[Labelled] = []
        last: UUID | None = None
        while wanted:
            rows = await self._store.read(partial(_page, after=last))
            found += await asyncio.to_thread(self._fitting, rows, wanted)
            if len(rows) < AT_ONCE:
                break
            last = rows[-1].id
        return found

    async def erase(self, parcel_id: UUID, actor: Actor) -> bool:
        """Takes the name off one; what waits still waits under its code. Says whether there was a name."""
        now = self._clock.now()

        def work(record: Record) -> bool:
            row = record.parcels.get(parcel_id)
            opened = None if row is None else self._opened(row)
            if row is None or opened is None or not opened.label:
                return False
            inside = {**self._inside(row), "label": ""}
            sealed = self._seals.seal(json.dumps(inside).encode())
            record.parcels.put(replace(row, key_id=self._seals.key_id, sealed=sealed))
            record.retention.prove(Kept.PARCELS, 1, now, now, "erased")
            return True

        return await self._audit.perform(actor, "parcel_label_erased", str(parcel_id), work)

    def _fitting(self, rows: Sequence[ParcelRow], wanted: Sequence[str]) -> list[Labelled]:
        opened = (self._opened(row) for row in rows)
        return [each for each in opened if each is not None and searches.stands_in(wanted, (each.label,))]

    def _opened(self, row: ParcelRow) -> Labelled | None:
        try:
            return Labelled(row, str(self._inside(row)["label"]))
        except CannotOpen:
            return None

    def _inside(self, row: ParcelRow) -> dict[str, object]:
        inside: dict[str, object] = json.loads(self._seals.open(row.key_id, row.sealed))
        return inside


def export(labelled: Labelled) -> dict[str, object]:
    """All that is known of one line, in JSON, for whoever's name is on it."""
    row = labelled.row
    return {
        "label": labelled.label,
        "for": row.recipient,
        "carrier": row.carrier,
        "reference": row.reference,
        "number": row.number,
        "purpose": row.purpose.value,
        "state": row.state.value,
        "at": row.at.isoformat(),
        "ended_at": None if row.ended_at is None else row.ended_at.isoformat(),
        "ended_by": row.ended_by,
    }


def _page(record: Record, after: UUID | None) -> Sequence[ParcelRow]:
    return record.parcels.sealed(after, AT_ONCE)
