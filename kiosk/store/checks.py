"""Opening and closing checks: dated, and unchanged once they have ended."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, func, insert, select, update
from sqlalchemy.sql import ColumnElement

from kiosk.domain.checks import Check, CheckKind, Line, Seen
from kiosk.domain.lamps import Lamp
from kiosk.store.schema import checks


class CheckRows:
    """Satisfies `kiosk.interfaces.store.CheckRecord`."""

    def __init__(self, connection: Connection, site_id: str) -> None:
        self._connection = connection
        self._site_id = site_id

    def add(self, check: Check) -> None:
        self._connection.execute(
            insert(checks).values(
                site_id=self._site_id,
                id=check.id,
                kind=check.kind.value,
                begun_at=check.begun_at,
                begun_by=check.begun_by,
                confirmed=json.dumps(dict(check.confirmed)),
            )
        )

    def get(self, check_id: UUID) -> Check | None:
        row = self._connection.execute(self._here(checks.c.id == check_id)).one_or_none()
        return None if row is None else _check(row)

    def newest(self, offset: int, limit: int) -> list[Check]:
        chosen = self._here().order_by(checks.c.begun_at.desc(), checks.c.id.desc()).offset(offset).limit(limit)
        return [_check(row) for row in self._connection.execute(chosen)]

    def count(self) -> int:
        chosen = select(func.count()).select_from(checks).where(checks.c.site_id == self._site_id)
        found: int = self._connection.execute(chosen).scalar_one()
        return found

    def confirm(self, check_id: UUID, confirmed: Mapping[str, Seen]) -> None:
        self._connection.execute(
            update(checks)
            .where(checks.c.site_id == self._site_id, checks.c.id == check_id)
            .values(confirmed=json.dumps(dict(confirmed)))
        )

    def finish(self, check_id: UUID, at: datetime, by: str, lines: Sequence[Line], note: str) -> bool:
        ended = self._connection.execute(
            update(checks)
            .where(checks.c.site_id == self._site_id, checks.c.id == check_id, checks.c.finished_at.is_(None))
            .values(finished_at=at, finished_by=by, lines=json.dumps([_written(line) for line in lines]), note=note)
        )
        return ended.rowcount == 1

    def _here(self, *conditions: ColumnElement[bool]) -> Select[tuple[object, ...]]:
        return select(checks).where(checks.c.site_id == self._site_id, *conditions)


def _written(line: Line) -> dict[str, object]:
    terminal = None if line.terminal_id is None else str(line.terminal_id)
    return asdict(line) | {"terminal_id": terminal}


def _line(kept: Mapping[str, Any]) -> Line:
    terminal = kept["terminal_id"]
    return Line(
        kept["item"],
        Lamp(kept["lamp"]),
        kept["why"],
        None if terminal is None else UUID(terminal),
        kept["about"],
        kept["count"],
    )


def _check(row: Row[tuple[object, ...]]) -> Check:
    return Check(
        id=row.id,
        kind=CheckKind(row.kind),
        begun_at=row.begun_at,
        begun_by=row.begun_by,
        confirmed=json.loads(row.confirmed),
        finished_at=row.finished_at,
        finished_by=row.finished_by,
        lines=tuple(_line(each) for each in json.loads(row.lines or "[]")),
        note=row.note,
    )
