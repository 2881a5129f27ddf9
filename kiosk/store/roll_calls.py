"""Roll-calls, ticks, announced tests, and the key of the copies on terminals."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, Select, delete, func, insert, or_, select, update

from kiosk.domain.roll_calls import Kind, Mark, Procedure, RollCall, Source, Tick, Window
from kiosk.interfaces.records.roll_calls import KeyRow, RollRow, WindowRow
from kiosk.interfaces.store import Topic
from kiosk.store.schema import roll_calls, roll_keys, roll_ticks, roll_windows


class RollRows:
    """Satisfies `kiosk.interfaces.records.roll_calls.RollRecord`."""

    def __init__(self, connection: Connection, site_id: str, touched: set[Topic]) -> None:
        self._connection, self._site_id, self._touched = connection, site_id, touched

    def add(self, row: RollRow) -> None:
        self._connection.execute(insert(roll_calls).values(site_id=self._site_id, **_written(row)))
        self._touched.add("rolls")

    def put(self, row: RollRow) -> None:
        before = (*self._here(), roll_calls.c.id == row.call.id)
        self._connection.execute(update(roll_calls).where(*before).values(_written(row)))
        self._touched.add("rolls")

    def touch(self) -> None:
        self._touched.add("rolls")

    def get(self, roll_call_id: UUID) -> RollRow | None:
        found = self._all(select(roll_calls).where(*self._here(), roll_calls.c.id == roll_call_id))
        return found[0] if found else None

    def of(self, incident: UUID) -> list[RollRow]:
        return self._all(self._ordered(roll_calls.c.incident == incident))

    def open(self) -> list[RollRow]:
        return self._all(self._ordered(roll_calls.c.ended_at.is_(None)))

    def since(self, moment: datetime) -> list[RollRow]:
        return self._all(self._ordered(or_(roll_calls.c.begun_at >= moment, roll_calls.c.ended_at >= moment)))

    def newest(self, offset: int, limit: int) -> list[RollRow]:
        wanted = select(roll_calls).where(*self._here(), roll_calls.c.incident == roll_calls.c.id)
        order = (roll_calls.c.begun_at.desc(), roll_calls.c.id.desc())
        return self._all(wanted.order_by(*order).offset(offset).limit(limit))

    def count(self) -> int:
        wanted = (*self._here(), roll_calls.c.incident == roll_calls.c.id)
        found: int = self._connection.execute(
            select(func.count()).select_from(roll_calls).where(*wanted)
        ).scalar_one()
        return found

    def tick(self, tick: Tick) -> bool:
        here = (roll_ticks.c.site_id == self._site_id, roll_ticks.c.id == tick.id)
        if self._connection.execute(select(roll_ticks.c.id).where(*here)).first() is not None:
            return False
        row = {
            "id": tick.id,
            "roll_call_id": tick.roll_call,
            "person": tick.person,
            "mark": tick.mark.value,
            "at": tick.at,
            "account_id": tick.account,
            "terminal_id": tick.terminal,
        }
        self._connection.execute(insert(roll_ticks).values(site_id=self._site_id, **row))
        self._touched.add("rolls")
        return True

    def ticks(self, roll_call_ids: Sequence[UUID]) -> list[Tick]:
        wanted = select(roll_ticks).where(
            roll_ticks.c.site_id == self._site_id, roll_ticks.c.roll_call_id.in_(roll_call_ids)
        )
        return [
            Tick(row.id, row.roll_call_id, row.person, Mark(row.mark), row.at, row.account_id, row.terminal_id)
            for row in self._connection.execute(wanted.order_by(roll_ticks.c.at, roll_ticks.c.id))
        ]

    def windows(self, after: datetime) -> list[WindowRow]:
        wanted = select(roll_windows).where(roll_windows.c.site_id == self._site_id, roll_windows.c.ends_at > after)
        rows = self._connection.execute(wanted.order_by(roll_windows.c.begins_at, roll_windows.c.id))
        return [WindowRow(Window(row.id, row.begins_at, row.ends_at), row.made_at, row.made_by) for row in rows]

    def add_window(self, row: WindowRow) -> None:
        over = (roll_windows.c.site_id == self._site_id, roll_windows.c.ends_at < row.made_at)
        self._connection.execute(delete(roll_windows).where(*over))
        window = {"id": row.window.id, "begins_at": row.window.begins_at, "ends_at": row.window.ends_at}
        made = {"made_at": row.made_at, "made_by": row.made_by}
        self._connection.execute(insert(roll_windows).values(site_id=self._site_id, **window, **made))
        self._touched.add("rolls")

    def remove_window(self, window_id: UUID) -> bool:
        self._touched.add("rolls")
        here = (roll_windows.c.site_id == self._site_id, roll_windows.c.id == window_id)
        return self._connection.execute(delete(roll_windows).where(*here)).rowcount == 1

    def key(self) -> KeyRow | None:
        wanted = select(roll_keys).where(roll_keys.c.site_id == self._site_id)
        row = self._connection.execute(wanted).one_or_none()
        return None if row is None else KeyRow(row.public, row.wrapped, row.made_at, row.made_by)

    def put_key(self, row: KeyRow) -> None:
        self._connection.execute(delete(roll_keys).where(roll_keys.c.site_id == self._site_id))
        made = {"made_at": row.made_at, "made_by": row.made_by}
        values = {"public": row.public, "wrapped": row.wrapped, **made}
        self._connection.execute(insert(roll_keys).values(site_id=self._site_id, **values))
        self._touched.add("rolls")

    def _here(self) -> tuple[ColumnElement[bool], ...]:
        return (roll_calls.c.site_id == self._site_id,)

    def _ordered(self, *conditions: ColumnElement[bool]) -> Select[Any]:
        return select(roll_calls).where(*self._here(), *conditions).order_by(roll_calls.c.begun_at, roll_calls.c.id)

    def _all(self, wanted: Select[Any]) -> list[RollRow]:
        return [_row(row) for row in self._connection.execute(wanted)]


def _written(row: RollRow) -> dict[str, object]:
    call = row.call
    return {
        "id": call.id,
        "incident": row.incident,
        "procedure": call.procedure.value,
        "kind": call.kind.value,
        "source": call.source.value,
        "terminal_id": call.terminal,
        "account_id": call.account,
        "begun_at": call.begun_at,
        "opened_at": row.opened_at,
        "ended_at": row.ended_at,
        "ended_by": row.ended_by,
        "people": json.dumps([[str(person), sure] for person, sure in row.people]),
        "key_id": row.key_id,
        "sealed": row.sealed,
    }


def _row(row: Row[Any]) -> RollRow:
    kinds = (Procedure(row.procedure), Kind(row.kind), Source(row.source))
    return RollRow(
        RollCall(row.id, *kinds, row.begun_at, row.terminal_id, row.account_id),
        row.incident,
        tuple((UUID(person), sure) for person, sure in json.loads(row.people)),
        row.key_id,
        row.sealed,
        row.opened_at,
        row.ended_at,
        row.ended_by,
    )
