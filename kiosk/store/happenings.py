"""What terminals told of people."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, bindparam, select, update

from kiosk.domain.happenings import Answer
from kiosk.interfaces.records.happenings import HappeningRow
from kiosk.store.schema import happenings
from kiosk.store.upserts import unless_there

# Made once: making one takes longer than running it.
_THOSE = select(happenings).where(
    happenings.c.site_id == bindparam("here"), happenings.c.id.in_(bindparam("ids", expanding=True))
)
_ADD = unless_there(happenings, "site_id", "id")


class HappeningRows:
    """Satisfies `kiosk.interfaces.records.happenings.HappeningRecord`."""

    def __init__(self, connection: Connection, site_id: str) -> None:
        self._connection, self._site_id = connection, site_id

    def add(self, row: HappeningRow) -> bool:
        written = {
            "site_id": self._site_id,
            "id": row.id,
            "kind": row.kind,
            "terminal_id": row.terminal_id,
            "made_at": row.made_at,
            "time_uncertain": row.time_uncertain,
            "received_at": row.received_at,
            "kept": row.kept,
            "key_id": row.key_id,
            "sealed": row.sealed,
            "answer": json.dumps(dict(row.answer), sort_keys=True),
        }
        return self._connection.execute(_ADD[self._connection.dialect.name], written).rowcount == 1

    def answers(self, ids: Sequence[UUID]) -> Mapping[UUID, HappeningRow]:
        rows = self._connection.execute(_THOSE, {"here": self._site_id, "ids": list(ids)})
        return {row.id: _row(row) for row in rows}

    def kept(self, limit: int) -> Sequence[HappeningRow]:
        rows = self._connection.execute(
            select(happenings)
            .where(happenings.c.site_id == self._site_id, happenings.c.kept != "")
            .order_by(happenings.c.received_at, happenings.c.id)
            .limit(limit)
        )
        return [_row(row) for row in rows]

    def settle(self, happening_id: UUID, answer: Answer) -> bool:
        here = (happenings.c.site_id == self._site_id, happenings.c.id == happening_id, happenings.c.kept != "")
        written = {"kept": "", "key_id": "", "sealed": b"", "answer": json.dumps(dict(answer), sort_keys=True)}
        return self._connection.execute(update(happenings).where(*here).values(written)).rowcount == 1


def _row(row: Row[Any]) -> HappeningRow:
    return HappeningRow(
        row.id,
        row.kind,
        row.terminal_id,
        row.made_at,
        row.time_uncertain,
        row.received_at,
        row.kept,
        row.key_id,
        row.sealed,
        json.loads(row.answer),
    )
