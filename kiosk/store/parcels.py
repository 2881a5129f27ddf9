"""Parcels, who brings them, and what those they are for want."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, Select, delete, func, insert, select, true, update

from kiosk.domain import parcel_rules
from kiosk.domain.parcel_rules import Options, Wishes
from kiosk.domain.parcels import Did, Purpose
from kiosk.interfaces.records.parcels import CarrierRow, ParcelRow, ParcelSum, Tenants
from kiosk.interfaces.store import Topic
from kiosk.store.schema import carriers, parcel_options, parcel_wishes, parcels

_WAITING: Final = (Did.CALLED.value, Did.LEFT.value)


class ParcelRows:
    """Satisfies `kiosk.interfaces.records.parcels.ParcelRecord`."""

    def __init__(self, connection: Connection, site_id: str, touched: set[Topic]) -> None:
        self._connection, self._site_id, self._touched = connection, site_id, touched

    def put(self, row: ParcelRow) -> None:
        self._connection.execute(delete(parcels).where(self._here, parcels.c.id == row.id))
        written = {**asdict(row), "purpose": row.purpose.value, "state": row.state.value}
        self._connection.execute(insert(parcels).values(site_id=self._site_id, **written))
        self._touched.add("parcels")

    def get(self, parcel_id: UUID) -> ParcelRow | None:
        found = self._found(select(parcels).where(parcels.c.id == parcel_id))
        return found[0] if found else None

    def waiting(self, tenants: Tenants = None) -> Sequence[ParcelRow]:
        asked = select(parcels).where(parcels.c.state.in_(_WAITING), _theirs(tenants))
        return self._found(asked.order_by(parcels.c.at, parcels.c.id))

    def sealed(self, after: UUID | None, limit: int) -> Sequence[ParcelRow]:
        asked = select(parcels).where(parcels.c.sealed != b"", true() if after is None else parcels.c.id > after)
        return self._found(asked.order_by(parcels.c.id).limit(limit))

    def marked(self, marks: Collection[bytes]) -> ParcelRow | None:
        asked = select(parcels).where(parcels.c.state == Did.LEFT.value, parcels.c.code_mark.in_(marks))
        found = self._found(asked)
        return found[0] if found else None

    def ended(self, tenants: Tenants, limit: int) -> Sequence[ParcelRow]:
        asked = select(parcels).where(parcels.c.state.not_in(_WAITING), _theirs(tenants))
        return self._found(asked.order_by(parcels.c.ended_at.desc(), parcels.c.id).limit(limit))

    def counted(self, since: datetime, until: datetime, tenants: Tenants = None) -> Sequence[ParcelSum]:
        columns = [parcels.c[name] for name in ("recipient", "carrier", "purpose", "state")]
        rows = self._connection.execute(
            select(*columns, func.count().label("lines"), func.sum(parcels.c.number).label("total"))
            .where(self._here, parcels.c.at >= since, parcels.c.at < until, _theirs(tenants))
            .group_by(*columns)
            .order_by(*columns)
        )
        return [
            ParcelSum(row.recipient, row.carrier, Purpose(row.purpose), Did(row.state), row.lines, int(row.total))
            for row in rows
        ]

    def used(self, since: datetime) -> Sequence[UUID]:
        rows = self._connection.execute(
            select(parcels.c.recipient_id)
            .where(self._here, parcels.c.at >= since, parcels.c.recipient_id.is_not(None))
            .group_by(parcels.c.recipient_id)
            .order_by(func.count().desc(), parcels.c.recipient_id)
        )
        return [row.recipient_id for row in rows]

    def wishes(self) -> Mapping[UUID, Wishes]:
        rows = self._connection.execute(select(parcel_wishes).where(parcel_wishes.c.site_id == self._site_id))
        return {row.entry_id: parcel_rules.wishes(json.loads(row.document)) for row in rows}

    def wish(self, entry_id: UUID, wanted: Wishes, by: str, at: datetime) -> None:
        one = (parcel_wishes.c.site_id == self._site_id, parcel_wishes.c.entry_id == entry_id)
        self._connection.execute(delete(parcel_wishes).where(*one))
        text = json.dumps(wanted.document(), ensure_ascii=False)
        row = {"entry_id": entry_id, "document": text, "changed_at": at, "changed_by": by}
        self._connection.execute(insert(parcel_wishes).values(site_id=self._site_id, **row))
        self._touched.add("sites")

    @property
    def options(self) -> Options:
        row = self._options()
        return Options() if row is None else parcel_rules.options(json.loads(row.document))

    def choose(self, wanted: Options, by: str, at: datetime) -> None:
        text = json.dumps(wanted.document())
        row = {"document": text, "changed_at": at, "changed_by": by, "reminded_at": self.reminded_at or at}
        self._connection.execute(delete(parcel_options).where(parcel_options.c.site_id == self._site_id))
        self._connection.execute(insert(parcel_options).values(site_id=self._site_id, **row))
        self._touched.add("sites")

    @property
    def reminded_at(self) -> datetime | None:
        row = self._options()
        return None if row is None else row.reminded_at

    def reminded(self, at: datetime) -> None:
        here = parcel_options.c.site_id == self._site_id
        self._connection.execute(update(parcel_options).where(here).values(reminded_at=at))

    def add_carrier(self, row: CarrierRow) -> None:
        self._connection.execute(insert(carriers).values(site_id=self._site_id, **asdict(row)))

    def carriers(self) -> Sequence[CarrierRow]:
        asked = select(carriers).where(carriers.c.site_id == self._site_id, carriers.c.ended_at.is_(None))
        rows = self._connection.execute(asked.order_by(carriers.c.made_at.desc(), carriers.c.id))
        return [_carrier(row) for row in rows]

    def carrier(self, carrier_id: UUID) -> CarrierRow | None:
        row = self._connection.execute(select(carriers).where(*self._one(carrier_id))).one_or_none()
        return None if row is None else _carrier(row)

    def used_carrier(self, carrier_id: UUID, at: datetime) -> None:
        self._connection.execute(update(carriers).where(*self._one(carrier_id)).values(used_at=at))

    def end_carrier(self, carrier_id: UUID, at: datetime) -> bool:
        good = (*self._one(carrier_id), carriers.c.ended_at.is_(None))
        return self._connection.execute(update(carriers).where(*good).values(ended_at=at)).rowcount == 1

    @property
    def _here(self) -> ColumnElement[bool]:
        return parcels.c.site_id == self._site_id

    def _one(self, carrier_id: UUID) -> tuple[ColumnElement[bool], ...]:
        return carriers.c.site_id == self._site_id, carriers.c.id == carrier_id

    def _options(self) -> Row[Any] | None:
        asked = select(parcel_options).where(parcel_options.c.site_id == self._site_id)
        return self._connection.execute(asked).one_or_none()

    def _found(self, asked: Select[Any]) -> list[ParcelRow]:
        return [_parcel(row) for row in self._connection.execute(asked.where(self._here))]


def _theirs(tenants: Tenants) -> ColumnElement[bool]:
    return true() if tenants is None else parcels.c.tenant_id.in_(tenants)


def _parcel(row: Row[Any]) -> ParcelRow:
    known = {name: value for name, value in row._mapping.items() if name != "site_id"}
    return ParcelRow(**known | {"purpose": Purpose(row.purpose), "state": Did(row.state)})


def _carrier(row: Row[Any]) -> CarrierRow:
    return CarrierRow(**{name: value for name, value in row._mapping.items() if name != "site_id"})
