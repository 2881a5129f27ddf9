"""Numbers of how forms go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, Insert, case, func, select
from sqlalchemy.dialects import postgresql, sqlite

from kiosk.domain.tallies import HERE, Tally, Total, What
from kiosk.domain.uses import Face
from kiosk.store.schema import tallies

_KEY: Final = ("site_id", "day", "form_id", "form_version", "face", "what", "value", "run")


def _made(*, larger: bool) -> Mapping[str, Insert]:
    """By the name of the dialect: the larger of what is told and what is known, or the sum of both."""
    made: dict[str, Insert] = {}
    for dialect in (sqlite, postgresql):
        row = dialect.insert(tallies)
        known, told = tallies.c.total, row.excluded.total
        after = case((told > known, told), else_=known) if larger else known + told
        made[dialect.__name__.rpartition(".")[2]] = row.on_conflict_do_update(
            index_elements=_KEY, set_={"total": after}
        )
    return made


_TOLD: Final = _made(larger=True)
_COUNTED: Final = _made(larger=False)


class TallyRows:
    """Satisfies `kiosk.interfaces.records.tallies.TallyRecord`."""

    def __init__(self, connection: Connection, site_id: str) -> None:
        self._connection = connection
        self._site_id = site_id

    def told(self, tally: Tally, run: UUID, total: int) -> None:
        self._put(_TOLD, tally, run, total)

    def count(self, tally: Tally, by: int) -> None:
        self._put(_COUNTED, tally, HERE, by)

    def of(self, form_id: str, first: date, last: date) -> list[Total]:
        columns = [tallies.c[name] for name in ("form_id", "form_version", "face", "what", "value")]
        rows = self._connection.execute(
            select(*columns, func.sum(tallies.c.total).label("number"))
            .where(
                tallies.c.site_id == self._site_id,
                tallies.c.form_id == form_id,
                tallies.c.day >= first,
                tallies.c.day <= last,
            )
            .group_by(*columns)
            .order_by(*columns)
        )
        return [
            Total(row.form_id, row.form_version, Face(row.face), What(row.what), row.value, int(row.number))
            for row in rows
        ]

    def _put(self, statements: Mapping[str, Insert], tally: Tally, run: UUID, total: int) -> None:
        row = {"site_id": self._site_id, **asdict(tally), "run": run, "total": total}
        row |= {"face": tally.face.value, "what": tally.what.value}
        self._connection.execute(statements[self._connection.dialect.name], row)
