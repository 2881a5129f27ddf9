"""Whose turn it is with a submission."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from kiosk.domain.hand_overs import HandOver, Holder, Work
from kiosk.interfaces.store import Topic
from kiosk.store.schema import hand_overs


class HandOverRows:
    """Satisfies `kiosk.interfaces.store.HandOverRecord`."""

    def __init__(self, connection: Connection, site_id: str, touched: set[Topic]) -> None:
        self._connection = connection
        self._site_id = site_id
        self._touched = touched

    def put(self, given: HandOver) -> None:
        self._connection.execute(delete(hand_overs).where(*self._one(given.submission_id)))
        self._connection.execute(
            insert(hand_overs).values(
                site_id=self._site_id,
                submission_id=given.submission_id,
                holder_kind=given.holder.kind,
                holder_id=given.holder.id,
                holder_name=given.holder.name,
                work=given.work.value,
                given_by=given.given_by,
                given_at=given.given_at,
                changed_at=given.changed_at,
            )
        )
        self._touched.add("submissions")

    def of(self, submission_id: UUID) -> HandOver | None:
        found = self._found(hand_overs.c.submission_id == submission_id)
        return found[0] if found else None

    def mark(self, submission_id: UUID, work: Work, at: datetime) -> None:
        self._connection.execute(
            update(hand_overs).where(*self._one(submission_id)).values(work=work.value, changed_at=at)
        )
        self._touched.add("submissions")

    def open_with(self, holders: Collection[UUID]) -> list[HandOver]:
        return self._found(hand_overs.c.holder_id.in_(holders), hand_overs.c.work != Work.DONE.value)

    def all_open(self) -> list[HandOver]:
        return self._found(hand_overs.c.work != Work.DONE.value)

    def on(self, submissions: Collection[UUID]) -> list[HandOver]:
        return self._found(hand_overs.c.submission_id.in_(submissions))

    def _found(self, *conditions: ColumnElement[bool]) -> list[HandOver]:
        rows = self._connection.execute(
            select(hand_overs)
            .where(hand_overs.c.site_id == self._site_id, *conditions)
            .order_by(hand_overs.c.given_at, hand_overs.c.submission_id)
        )
        return [
            HandOver(
                row.submission_id,
                Holder(row.holder_kind, row.holder_id, row.holder_name),
                Work(row.work),
                row.given_by,
                row.given_at,
                row.changed_at,
            )
            for row in rows
        ]

    def _one(self, submission_id: UUID) -> tuple[ColumnElement[bool], ...]:
        return hand_overs.c.site_id == self._site_id, hand_overs.c.submission_id == submission_id
