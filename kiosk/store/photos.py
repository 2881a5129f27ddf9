"""Photos of parcels and visitors, sealed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, delete, select

from kiosk.domain.photos import About
from kiosk.interfaces.records.photos import PhotoRow
from kiosk.store.schema import parcels, photos, visits
from kiosk.store.upserts import unless_there

_ADD = unless_there(photos, "site_id", "id")


class PhotoRows:
    """Satisfies `kiosk.interfaces.records.photos.PhotoRecord`."""

    def __init__(self, connection: Connection, site_id: str) -> None:
        self._connection, self._site_id = connection, site_id

    def add(self, row: PhotoRow) -> bool:
        written = {
            "site_id": self._site_id,
            "id": row.id,
            "about": row.about.value,
            "received_at": row.received_at,
            "key_id": row.key_id,
            "sealed": row.sealed,
        }
        return self._connection.execute(_ADD[self._connection.dialect.name], written).rowcount == 1

    def get(self, about: About, photo_id: UUID) -> PhotoRow | None:
        asked = select(photos).where(*self._one(photo_id), photos.c.about == about.value)
        row = self._connection.execute(asked).one_or_none()
        return None if row is None else PhotoRow(row.id, About(row.about), row.received_at, row.key_id, row.sealed)

    def there(self, photo_id: UUID) -> bool:
        asked = select(photos.c.id).where(*self._one(photo_id))
        return self._connection.execute(asked).one_or_none() is not None

    def erase(self, photo_id: UUID) -> bool:
        return self._connection.execute(delete(photos).where(*self._one(photo_id))).rowcount == 1

    def _one(self, photo_id: UUID) -> tuple[ColumnElement[bool], ...]:
        return photos.c.site_id == self._site_id, photos.c.id == photo_id


def old(site_id: str, until: datetime) -> ColumnElement[bool]:
    """Those that were kept long enough, and those of what is over or of nobody known any more."""
    waiting = select(parcels.c.id).where(parcels.c.site_id == site_id, parcels.c.ended_at.is_(None))
    known = select(visits.c.id).where(visits.c.site_id == site_id, visits.c.anonymised_at.is_(None))
    unwanted = (photos.c.about == About.PARCEL.value) & photos.c.id.not_in(waiting)
    nobodys = (photos.c.about == About.VISIT.value) & photos.c.id.not_in(known)
    return (photos.c.received_at < until) | unwanted | nobodys
