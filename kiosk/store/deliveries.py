"""Deliveries and every attempt at them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from kiosk.domain.queues import Queue
from kiosk.interfaces.facts import Attempt, DeliveryRow, DeliveryState
from kiosk.interfaces.store import Topic
from kiosk.store.schema import attempts, deliveries, submissions
from kiosk.store.writes import write

_COLUMNS = tuple(column for column in deliveries.c if column.name != "site_id")

# The statements of every attempt, made once: making one takes longer than running it.
_ONE = (deliveries.c.site_id == bindparam("here"), deliveries.c.id == bindparam("delivery"))
_WAITING = (deliveries.c.site_id == bindparam("here"), deliveries.c.state == DeliveryState.WAITING.value)
_ADD = insert(deliveries)
_DUE = (
    *_WAITING,
    deliveries.c.due_at <= bindparam("now"),
    deliveries.c.destination.not_in(bindparam("full", expanding=True)),
    deliveries.c.id.not_in(bindparam("begun", expanding=True)),
)
# SQLite, whose file no other hub has open, knows no FOR UPDATE, and SQLAlchemy leaves it out. KEY SHARE lets others
# name the row in a reference meanwhile.
_TAKE = (
    select(*_COLUMNS)
    .where(*_DUE)
    .order_by(deliveries.c.due_at)
    .limit(1)
    .with_for_update(skip_locked=True, key_share=True)
)
_ANY_DUE = select(deliveries.c.id).where(*_DUE).limit(1)
_NEXT_DUE = select(func.min(deliveries.c.due_at)).where(*_WAITING, deliveries.c.due_at > bindparam("now"))
_ADD_ATTEMPT = insert(attempts)
_AFTER_ATTEMPT = (
    update(deliveries)
    .where(*_ONE)
    .values(
        state=bindparam("new_state"),
        tries=deliveries.c.tries + 1,
        attempts=bindparam("number"),
        due_at=bindparam("new_due_at"),
        reason=bindparam("new_reason"),
        reference=bindparam("new_reference"),
    )
)
_STATES = (
    select(deliveries.c.state)
    .where(deliveries.c.site_id == bindparam("here"), deliveries.c.submission_id == bindparam("submission"))
    .distinct()
)


class DeliveryRows:
    """Satisfies `kiosk.interfaces.store.DeliveryRecord`."""

    def __init__(self, connection: Connection, site_id: str, touched: set[Topic]) -> None:
        self._connection = connection
        self._site_id = site_id
        self._touched = touched

    def add(self, delivery_id: UUID, submission_id: UUID, destination: str, due_at: datetime) -> None:
        write(
            self._connection,
            _ADD,
            {
                "site_id": self._site_id,
                "id": delivery_id,
                "submission_id": submission_id,
                "destination": destination,
                "state": DeliveryState.WAITING.value,
                "tries": 0,
                "attempts": 0,
                "due_at": due_at,
            },
        )
        self._touched.add("deliveries")

    def of(self, submission_id: UUID) -> list[tuple[DeliveryRow, list[Attempt]]]:
        rows = self._connection.execute(
            select(*_COLUMNS)
            .where(deliveries.c.site_id == self._site_id, deliveries.c.submission_id == submission_id)
            .order_by(deliveries.c.destination)
        )
        return [(_delivery(row), self._attempts(row.id)) for row in rows.all()]

    def take(self, now: datetime, full: Collection[str], begun: Collection[UUID]) -> DeliveryRow | None:
        row = self._connection.execute(_TAKE, self._wanted(now, full, begun)).one_or_none()
        return None if row is None else _delivery(row)

    def any_due(self, now: datetime, full: Collection[str], begun: Collection[UUID]) -> bool:
        return self._connection.execute(_ANY_DUE, self._wanted(now, full, begun)).first() is not None

    def next_due(self, after: datetime) -> datetime | None:
        found: datetime | None = self._connection.execute(
            _NEXT_DUE, {"here": self._site_id, "now": after}
        ).scalar_one()
        return found

    def states(self, submission_id: UUID) -> set[DeliveryState]:
        found = self._connection.execute(_STATES, {"here": self._site_id, "submission": submission_id}).scalars()
        return {DeliveryState(state) for state in found}

    def record(
        self,
        delivery_id: UUID,
        attempt: Attempt,
        state: DeliveryState,
        due_at: datetime,
        reference: str | None = None,
    ) -> None:
        self._connection.execute(
            _ADD_ATTEMPT,
            {
                "site_id": self._site_id,
                "delivery_id": delivery_id,
                "number": attempt.number,
                "at": attempt.at,
                "outcome": attempt.outcome,
                "status": attempt.status,
                "reason": attempt.reason,
            },
        )
        self._connection.execute(
            _AFTER_ATTEMPT,
            {
                "here": self._site_id,
                "delivery": delivery_id,
                "new_state": state.value,
                "number": attempt.number,
                "new_due_at": due_at,
                "new_reason": attempt.reason,
                "new_reference": reference,
            },
        )

    def ask_again(self, delivery_id: UUID, now: datetime) -> None:
        self._connection.execute(
            update(deliveries)
            .where(deliveries.c.site_id == self._site_id, deliveries.c.id == delivery_id)
            .values(state=DeliveryState.WAITING.value, tries=0, due_at=now)
        )
        self._touched.add("deliveries")

    def queues(self) -> list[Queue]:
        here = deliveries.c.site_id == self._site_id
        owed = self._connection.execute(
            select(deliveries.c.destination, deliveries.c.state, func.count(), func.min(submissions.c.received_at))
            .join(submissions, submissions.c.id == deliveries.c.submission_id)
            .where(here, submissions.c.site_id == self._site_id, deliveries.c.state != DeliveryState.DELIVERED.value)
            .group_by(deliveries.c.destination, deliveries.c.state)
        )
        found: dict[str, Queue] = {}
        for destination, state, count, oldest in owed:
            queue = found.get(destination, Queue(destination))
            if state == DeliveryState.DEAD.value:
                found[destination] = replace(queue, dead=count)
            else:
                found[destination] = replace(queue, waiting=count, oldest=oldest)
        taken = self._connection.execute(
            select(deliveries.c.destination, func.max(attempts.c.at))
            .join(attempts, attempts.c.delivery_id == deliveries.c.id)
            .where(here, attempts.c.site_id == self._site_id, attempts.c.outcome == "accepted")
            .group_by(deliveries.c.destination)
        )
        for destination, at in taken:
            found[destination] = replace(found.get(destination, Queue(destination)), accepted_at=at)
        return [found[name] for name in sorted(found)]

    def _attempts(self, delivery_id: UUID) -> list[Attempt]:
        rows = self._connection.execute(
            select(attempts)
            .where(attempts.c.site_id == self._site_id, attempts.c.delivery_id == delivery_id)
            .order_by(attempts.c.number)
        )
        return [Attempt(row.number, row.at, row.outcome, row.status, row.reason) for row in rows]

    def _wanted(self, now: datetime, full: Collection[str], begun: Collection[UUID]) -> dict[str, object]:
        return {"here": self._site_id, "now": now, "full": list(full), "begun": list(begun)}


def _delivery(row: Row[Any]) -> DeliveryRow:
    return DeliveryRow(
        row.id,
        row.submission_id,
        row.destination,
        DeliveryState(row.state),
        row.tries,
        row.attempts,
        row.due_at,
        row.reason,
        row.reference,
    )
