"""What people thought of forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Insert, func, select
from sqlalchemy.dialects import postgresql, sqlite

from kiosk.domain.opinions import Counted, Recommend
from kiosk.domain.uses import Face
from kiosk.interfaces.records.opinions import OpinionRow
from kiosk.store.schema import opinions

_ADD: Final[Mapping[str, Insert]] = {
    dialect.__name__.rpartition(".")[2]: dialect.insert(opinions).on_conflict_do_nothing()
    for dialect in (sqlite, postgresql)
}


class OpinionRows:
    """Satisfies `kiosk.interfaces.records.opinions.OpinionRecord`."""

    def __init__(self, connection: Connection, site_id: str) -> None:
        self._connection = connection
        self._site_id = site_id

    def add(self, row: OpinionRow) -> bool:
        written = {"site_id": self._site_id, **asdict(row), "face": row.face.value}
        written["recommend"] = None if row.recommend is None else row.recommend.value
        return self._connection.execute(_ADD[self._connection.dialect.name], written).rowcount == 1

    def has(self, opinion_id: UUID) -> bool:
        found = select(opinions.c.id).where(opinions.c.site_id == self._site_id, opinions.c.id == opinion_id)
        return self._connection.execute(found).one_or_none() is not None

    def counted(self, form_id: str, first: date, last: date) -> list[Counted]:
        columns = [opinions.c[name] for name in ("form_id", "face", "stars", "recommend")]
        rows = self._connection.execute(
            select(*columns, func.count().label("number"))
            .where(opinions.c.site_id == self._site_id, *_of(form_id, first, last))
            .group_by(*columns)
        )
        return [
            Counted(row.form_id, Face(row.face), row.stars, _recommend(row.recommend), row.number) for row in rows
        ]

    def sentences(self, form_id: str, first: date, last: date, limit: int) -> list[OpinionRow]:
        written = func.length(opinions.c.sealed) > 0
        rows = self._connection.execute(
            select(opinions)
            .where(opinions.c.site_id == self._site_id, *_of(form_id, first, last), written)
            .order_by(opinions.c.day.desc(), opinions.c.id)
            .limit(limit)
        )
        return [
            OpinionRow(
                row.id,
                row.day,
                row.form_id,
                row.form_version,
                Face(row.face),
                row.language,
                row.stars,
                _recommend(row.recommend),
                row.key_id,
                row.sealed,
            )
            for row in rows
        ]


def _of(form_id: str, first: date, last: date) -> tuple[ColumnElement[bool], ...]:
    return opinions.c.form_id == form_id, opinions.c.day >= first, opinions.c.day <= last


def _recommend(kept: str | None) -> Recommend | None:
    return None if kept is None else Recommend(kept)
