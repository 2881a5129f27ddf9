"""Photos that terminals took: kept as they were sealed, shown to whom they are for, erased with their reason.

A photo comes after the happening that it belongs to, and apart from it. One that nobody waits for any more, because
its parcel was collected meanwhile, is dropped as it comes; the terminal hears so and drops it too.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kiosk.domain.documents import read_id
from kiosk.domain.errors import Refused
from kiosk.domain.parcels import Did
from kiosk.domain.photos import About, is_jpeg
from kiosk.events import log
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.facts import Kept
from kiosk.interfaces.records.photos import PhotoRow
from kiosk.interfaces.store import Record, Store
from kiosk.services.audit import Actor, Audit
from kiosk.services.seals import CannotOpen, Seals


class PhotoUnknown(Refused, LookupError):
    """There is no such photo, or it is not for them, or it was erased. Which of these is not told."""

    code = "photo_unknown"


@dataclass(frozen=True, slots=True)
class Eyes:
    """Whose parcels somebody looks at as one of those they are for.

    Attributes:
        tenants: whose people they are.
        council: whether they look after what came for the council's own teams, or for nobody known.
    """

    tenants: Collection[UUID] = ()
    council: bool = False

    def see(self, tenant_id: UUID | None) -> bool:
        """Whether a photo of a parcel for that tenant is for them; none is the council's own."""
        return self.council if tenant_id is None else tenant_id in self.tenants


@dataclass(frozen=True, slots=True)
class Of:
    """What a photo is of, as its terminal calls it. `after` is the happening it belongs to: for somebody whom the hub
    knew as expected, its answer says which visit theirs has become."""

    about: About
    id: UUID
    after: UUID


class Photos:
    """Those of one site."""

    def __init__(self, store: Store, audit: Audit, seals: Seals, clock: Clock) -> None:
        self._store, self._audit, self._seals, self._clock = store, audit, seals, clock

    async def take(self, terminal_id: UUID, of: Of, key_id: str, sealed: bytes) -> bool:
        """Keeps what a terminal took, once. Says whether it is wanted.

        Raises:
            RecordUnavailable: it was not kept.
        """
        now = self._clock.now()

        def work(record: Record) -> bool:
            whose = _wanted(record, terminal_id, of)
            if whose is not None:
                record.photos.add(PhotoRow(whose, of.about, now, key_id, sealed))
            return whose is not None

        wanted = await self._store.transact(work)
        log("photos.taken", terminal=str(terminal_id), about=of.about.value, id=str(of.id), kept=wanted)
        return wanted

    async def of_parcel(self, parcel_id: UUID, eyes: Eyes) -> bool:
        """Whether there is a photo of a parcel that is for them. Nothing of it is read."""

        def work(record: Record) -> bool:
            row = record.parcels.get(parcel_id)
            return row is not None and eyes.see(row.tenant_id) and record.photos.there(parcel_id)

        return await self._store.read(work)

    async def parcel(self, parcel_id: UUID, eyes: Eyes, actor: Actor) -> bytes:
        """The photo of a parcel as JPEG, for those it is for; that it was looked at is audited, and that it was
        tried.

        Raises:
            PhotoUnknown: there is none for them.
        """

        def work(record: Record) -> PhotoRow | None:
            row = record.parcels.get(parcel_id)
            return record.photos.get(About.PARCEL, parcel_id) if row is not None and eyes.see(row.tenant_id) else None

        return await self._opened(await self._store.read(work), actor, "parcel_photo_seen", parcel_id)

    async def of_visit(self, visit_id: UUID) -> bool:
        """Whether there is a photo of a visitor. Nothing of it is read."""
        return await self._store.read(lambda record: record.photos.there(visit_id))

    async def visitor(self, visit_id: UUID, actor: Actor) -> bytes:
        """The photo of a visitor as JPEG, for somebody who may see the visit; audited as that of a parcel.

        Raises:
            PhotoUnknown: there is none.
        """
        row = await self._store.read(lambda record: record.photos.get(About.VISIT, visit_id))
        return await self._opened(row, actor, "visit_photo_seen", visit_id)

    async def _opened(self, row: PhotoRow | None, actor: Actor, action: str, subject: UUID) -> bytes:
        try:
            jpeg = b"" if row is None else self._seals.open(row.key_id, row.sealed)
        except CannotOpen:
            jpeg = b""
        if not is_jpeg(jpeg):
            await self._audit.record(actor, action, str(subject), "refused", PhotoUnknown.code)
            raise PhotoUnknown
        await self._audit.record(actor, action, str(subject), "done")
        return jpeg


def erase(record: Record, photo_id: UUID, now: datetime, why: str) -> None:
    """Erases a photo within the unit of work that ends the reason for it, with the proof of it."""
    if record.photos.erase(photo_id):
        record.retention.prove(Kept.PHOTOS, 1, now, now, why)


def _wanted(record: Record, terminal_id: UUID, of: Of) -> UUID | None:
    """What a photo is kept under; `None` where nobody waits for it."""
    match of.about:
        case About.PARCEL:
            row = record.parcels.get(of.id)
            waits = row is not None and row.state is Did.LEFT and row.terminal_id == terminal_id
            return of.id if waits else None
        case About.VISIT:
            told = record.happenings.answers([of.after]).get(of.after)
            name = None if told is None or told.terminal_id != terminal_id else read_id(told.answer.get("visit"))
            visit = None if name is None else record.visits.get(name)
            return None if visit is None or visit.anonymised_at is not None else name
