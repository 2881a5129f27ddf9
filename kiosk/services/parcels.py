"""Parcels: what terminals tell of them, who is told, and how whose they are get them.

What a terminal tells is taken in the transaction that keeps its happening: the line, its hand-over code, the notices
and the news for the other terminals are all there, or none of it. The code is made here, so a line has one whatever
the terminal knew; where the hub was away for hours, people are told late, and of each parcel once.
"""

from __future__ import annotations

import json
import secrets as random
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from kiosk.domain import parcel_offer, parcels
from kiosk.domain.errors import Refused
from kiosk.domain.happenings import Answer, Happening
from kiosk.domain.parcel_offer import PART
from kiosk.domain.parcels import CODE_DIGITS, Did, Told
from kiosk.domain.site import Site
from kiosk.events import log
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.records.parcels import ParcelRow, ParcelSum, Tenants
from kiosk.interfaces.store import Record, Store
from kiosk.services import personal, photos
from kiosk.services.audit import Actor, Audit
from kiosk.services.messages import Messages
from kiosk.services.parcel_labels import ParcelLabels
from kiosk.services.parcel_notices import Occasion, ParcelNotices
from kiosk.services.parcel_settings import ParcelSettings
from kiosk.services.seals import CannotOpen, Seals

USED_WITHIN: Final = timedelta(days=60)
"""What counts for who is offered first."""

SHOWN: Final = 100
"""Of those that are over, on one page."""

NOTHING_TOLD: Final[Answer] = {"told": False}

BY_CODE: Final = "code"
BY_COURIER: Final = "courier"
"""Who ended a line, where that is nobody with a name."""


class ParcelUnknown(Refused, LookupError):
    """There is no such parcel, or it is none of theirs, or it waits no more. Which of these is not told."""

    code = "parcel_unknown"


@dataclass(frozen=True, slots=True)
class Line:
    """A row with what was sealed in it; both empty once that was erased, or cannot be opened."""

    row: ParcelRow
    label: str
    code: str


class Parcels:
    """The parcels of one site.

    Args:
        site: gives the site as it is now.
        destinations: the names of programs that can be told.
    """

    def __init__(
        self,
        store: Store,
        audit: Audit,
        seals: Seals,
        clock: Clock,
        messages: Messages,
        site: Callable[[], Site],
        destinations: Collection[str],
    ) -> None:
        self._store, self._audit, self._seals, self._clock = store, audit, seals, clock
        self._notices = ParcelNotices(messages, site)
        self.settings = ParcelSettings(store, audit, clock, self.mark, destinations)
        self.labels = ParcelLabels(store, audit, seals, clock)

    @property
    def _key(self) -> bytes:
        """The same for as long as this hub lives: a code outlasts the hub's newest key."""
        return self._seals.marks(b"parcel codes " + self._store.site_id.encode())[-1]

    def mark(self, code: str) -> bytes:
        """What a code, a PIN or a pass is known by."""
        return parcels.marked(self._key, code)

    def take(self, record: Record, happening: Happening) -> Answer:
        """Takes what a terminal tells of a line, within the unit that keeps its happening. Says whether a notice
        of it goes out.

        Raises:
            ParcelUnfit: it makes no sense.
        """
        told, now = parcels.read(happening.body), self._clock.now()
        before = record.parcels.get(told.id)
        state = parcels.after(None if before is None else before.state, told.did)
        if before is not None and before.state is state:
            return NOTHING_TOLD
        row, code = self._row(record, told, happening, before), ""
        if state is Did.LEFT:
            code = self._code(record)
            row = replace(row, code_mark=self.mark(code), sealed=self._sealed(told.label, code))
        elif parcels.over(state):
            by = BY_CODE if state is Did.COLLECTED else BY_COURIER
            row = replace(row, ended_at=happening.made_at, ended_by=by, code_mark=None)
            photos.erase(record, row.id, now, state.value)
        record.parcels.put(row)
        if told.carrier is not None:
            record.parcels.used_carrier(told.carrier, now)
        personal.changed(record, now)
        return {"told": self._notices.tell(record, row, Occasion(state.value), told.label, code, now)}

    async def waiting(self, tenants: Tenants = None) -> list[Line]:
        """What waits, the oldest first."""
        rows = await self._store.read(lambda record: record.parcels.waiting(tenants))
        return [self._opened(row) for row in rows]

    async def ended(self, tenants: Tenants = None) -> Sequence[ParcelRow]:
        """What is over, the newest first."""
        return await self._store.read(lambda record: record.parcels.ended(tenants, SHOWN))

    async def show(self, parcel_id: UUID, tenants: Tenants = None) -> Line:
        """One of them.

        Raises:
            ParcelUnknown: there is none.
        """
        return self._opened(await self._store.read(lambda record: _theirs(record, parcel_id, tenants)))

    async def under(self, code: str, tenants: Tenants = None) -> Line:
        """What waits under a hand-over code.

        Raises:
            ParcelUnknown: nothing does.
        """
        mark = self.mark(code)
        row = await self._store.read(lambda record: record.parcels.marked([mark]))
        if row is None or (tenants is not None and row.tenant_id not in tenants):
            raise ParcelUnknown
        return self._opened(row)

    async def end(self, parcel_id: UUID, did: Did, actor: Actor, tenants: Tenants = None) -> None:
        """Staff, or people of the tenant, say what became of what waits.

        Raises:
            ParcelUnknown: nothing of theirs waits under that id.
        """
        now = self._clock.now()

        def work(record: Record) -> None:
            row = _theirs(record, parcel_id, tenants)
            if parcels.over(row.state):
                raise ParcelUnknown
            record.parcels.put(replace(row, state=did, ended_at=now, ended_by=actor.who[:80], code_mark=None))
            photos.erase(record, row.id, now, did.value)
            personal.changed(record, now)

        await self._audit.perform(actor, f"parcel_{did.value}", str(parcel_id), work)

    async def counted(self, since: datetime, until: datetime, tenants: Tenants = None) -> Sequence[ParcelSum]:
        """The numbers of that time."""
        return await self._store.read(lambda record: record.parcels.counted(since, until, tenants))

    async def reminded_at(self) -> datetime:
        """When people were last reminded; just now, where nothing is to be reminded of."""
        return await self._store.read(lambda record: record.parcels.reminded_at) or self._clock.now()

    async def remind(self) -> None:
        """Reminds people of what has waited for so many days."""
        now = self._clock.now()

        def work(record: Record) -> int:
            days, count = record.parcels.options.remind_days, 0
            for row in record.parcels.waiting():
                if row.state is Did.LEFT and parcels.reminds(row.at, row.reminded_at, row.reminders, now, days):
                    record.parcels.put(replace(row, reminders=row.reminders + 1, reminded_at=now))
                    line = self._opened(row)
                    self._notices.tell(record, row, Occasion.WAITS, line.label, line.code, now)
                    count += 1
            record.parcels.reminded(now)
            return count

        log("parcels.reminded", count=await self._store.transact(work))

    async def personal_part(self) -> Mapping[str, object]:
        """What they are told sealed: by what codes, PINs and passes are known, and who gets most."""
        now = self._clock.now()

        def work(record: Record) -> Mapping[str, object]:
            if not record.parcels.options.on:
                return {}
            carriers = [
                {"mark": each.mark.hex(), "id": str(each.id), "name": each.name, "single": each.single}
                | ({} if each.recipient_id is None else {"recipient": str(each.recipient_id)})
                for each in record.parcels.carriers()
                if each.good(now)
            ]
            waiting = [
                {"mark": row.code_mark.hex(), "id": str(row.id), "reference": row.reference, "number": row.number}
                | ({} if row.recipient_id is None else {"recipient": str(row.recipient_id)})
                for row in record.parcels.waiting()
                if row.code_mark is not None
            ]
            used = [str(each) for each in record.parcels.used(now - USED_WITHIN)]
            return {PART: {"key": self._key.hex(), "used": used, "carriers": carriers, "waiting": waiting}}

        return await self._store.read(work)

    def _row(self, record: Record, told: Told, happening: Happening, before: ParcelRow | None) -> ParcelRow:
        if before is not None and before.state is Did.LEFT:
            return replace(before, state=told.did)
        entry = None if told.recipient is None else record.directory.get(told.recipient)
        carrier = None if told.carrier is None else record.parcels.carrier(told.carrier)
        return ParcelRow(
            id=told.id,
            reference=told.reference,
            purpose=told.purpose,
            state=told.did,
            number=told.number,
            signature=told.signature,
            recipient_id=None if entry is None else entry.entry.id,
            recipient="" if entry is None else entry.entry.title.en[:120],
            tenant_id=None if entry is None else entry.entry.belongs_to,
            carrier_id=None if carrier is None else carrier.id,
            carrier="" if carrier is None else carrier.name,
            terminal_id=happening.terminal_id,
            at=happening.made_at,
            time_uncertain=happening.time_uncertain,
            key_id=self._seals.key_id,
            sealed=self._sealed(told.label, ""),
        )

    def _code(self, record: Record) -> str:
        """A code that nothing else waits under."""
        while True:
            code = f"{random.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
            if record.parcels.marked([self.mark(code)]) is None:
                return code

    def _sealed(self, label: str, code: str) -> bytes:
        return self._seals.seal(json.dumps({"label": label, "code": code}).encode())

    def _opened(self, row: ParcelRow) -> Line:
        try:
            inside = json.loads(self._seals.open(row.key_id, row.sealed))
        except CannotOpen:
            return Line(row, "", "")
        return Line(row, str(inside["label"]), str(inside["code"]))


async def public_part(store: Store) -> Mapping[str, object]:
    """What terminals of a site may keep in the clear: who gets parcels, and how."""

    def work(record: Record) -> Mapping[str, object]:
        options = record.parcels.options
        if not options.on:
            return {}
        wishes = {str(who): parcel_offer.told_of(each) for who, each in record.parcels.wishes().items()}
        unknown = None if options.unknown is None else str(options.unknown)
        return {PART: {"on": True, "unknown": unknown, "wishes": wishes}}

    return await store.read(work)


def _theirs(record: Record, parcel_id: UUID, tenants: Tenants) -> ParcelRow:
    row = record.parcels.get(parcel_id)
    if row is None or (tenants is not None and row.tenant_id not in tenants):
        raise ParcelUnknown
    return row
