"""Numbers of use: one row for what was sent and one for what was begun, of each form on each day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, Insert, Table, case, func, select
from sqlalchemy.dialects import postgresql, sqlite

from kiosk.domain.uses import Counted, Face, Use
from kiosk.store.schema import starts, uses
from kiosk.store.writes import write

NOWHERE: Final = UUID(int=0)
"""Stands for no terminal: a column of a key cannot be empty."""

_USE = ("day", "form_id", "terminal_id", "face", "language")


def _counting() -> Mapping[str, Insert]:
    """By the name of the dialect: one more, from nothing."""
    made: dict[str, Insert] = {}
    for dialect in (sqlite, postgresql):
        row = dialect.insert(uses)
        made[dialect.__name__.rpartition(".")[2]] = row.on_conflict_do_update(
            index_elements=("site_id", *_USE), set_={"sent": uses.c.sent + 1}
        )
    return made


def _summing() -> Mapping[str, Insert]:
    """By the name of the dialect: the larger of what was told and what is known."""
    made: dict[str, Insert] = {}
    for dialect in (sqlite, postgresql):
        row = dialect.insert(starts)
        larger = case((row.excluded.started > starts.c.started, row.excluded.started), else_=starts.c.started)
        made[dialect.__name__.rpartition(".")[2]] = row.on_conflict_do_update(
            index_elements=("site_id", *_USE, "run"), set_={"started": larger}
        )
    return made


def _beginning() -> Mapping[str, Insert]:
    """By the name of the dialect: one more begun, where the hub itself counts."""
    made: dict[str, Insert] = {}
    for dialect in (sqlite, postgresql):
        row = dialect.insert(starts)
        made[dialect.__name__.rpartition(".")[2]] = row.on_conflict_do_update(
            index_elements=("site_id", *_USE, "run"), set_={"started": starts.c.started + 1}
        )
    return made


# The statement of every submission, made once: making one takes longer than running it.
_SENT: Final = _counting()
_STARTED: Final = _summing()
_BEGUN: Final = _beginning()


class UseRows:
    """Satisfies `kiosk.interfaces.store.UseRecord`."""

    def __init__(self, connection: Connection, site_id: str) -> None:
        self._connection = connection
        self._site_id = site_id

    def sent(self, use: Use) -> None:
        write(self._connection, _SENT[self._connection.dialect.name], self._row(use) | {"sent": 1})

    def started(self, use: Use, run: UUID, total: int) -> None:
        self._connection.execute(
            _STARTED[self._connection.dialect.name], self._row(use) | {"run": run, "started": total}
        )

    def begun(self, use: Use) -> None:
        self._connection.execute(
            _BEGUN[self._connection.dialect.name], self._row(use) | {"run": NOWHERE, "started": 1}
        )

    def between(self, first: date, last: date) -> list[Counted]:
        sent = self._sums(uses, "sent", first, last)
        started = self._sums(starts, "started", first, last)
        order = sorted(sent.keys() | started.keys(), key=lambda use: (use.day, use.form_id, str(use.terminal_id)))
        return [Counted(use, sent.get(use, 0), started.get(use, 0)) for use in order]

    def _sums(self, table: Table, number: str, first: date, last: date) -> dict[Use, int]:
        columns = [table.c[name] for name in _USE]
        rows = self._connection.execute(
            select(*columns, func.sum(table.c[number]).label("total"))
            .where(table.c.site_id == self._site_id, table.c.day >= first, table.c.day <= last)
            .group_by(*columns)
        )
        return {
            Use(
                row.day,
                row.form_id,
                None if row.terminal_id == NOWHERE else row.terminal_id,
                Face(row.face),
                row.language,
            ): int(row.total)
            for row in rows
        }

    def _row(self, use: Use) -> dict[str, object]:
        return {
            "site_id": self._site_id,
            "day": use.day,
            "form_id": use.form_id,
            "terminal_id": use.terminal_id or NOWHERE,
            "face": use.face.value,
            "language": use.language,
        }
