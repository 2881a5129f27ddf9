"""Visitors' cards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select, update

from kiosk.domain.visit_cards import SealedCard
from kiosk.interfaces.records.visit_cards import CardTells
from kiosk.interfaces.store import Topic
from kiosk.store.schema import remembered_cards, visit_cards

_CARD = remembered_cards.c
_NOTED = visit_cards.c


class VisitCardRows:
    """Satisfies `kiosk.interfaces.records.visit_cards.VisitCardRecord`."""

    def __init__(self, connection: Connection, site_id: str, touched: set[Topic]) -> None:
        self._connection, self._site_id, self._touched = connection, site_id, touched

    def remember(self, card: SealedCard) -> None:
        self.forget(card.mark)
        self._connection.execute(insert(remembered_cards).values(site_id=self._site_id, **asdict(card)))

    def get(self, mark: bytes) -> SealedCard | None:
        row = self._connection.execute(select(remembered_cards).where(*self._card(mark))).one_or_none()
        return None if row is None else _card(row)

    def used(self, mark: bytes, at: datetime) -> None:
        self._connection.execute(update(remembered_cards).where(*self._card(mark)).values(used_at=at))

    def forget(self, mark: bytes) -> bool:
        self._touched.add("visits")
        return self._connection.execute(delete(remembered_cards).where(*self._card(mark))).rowcount == 1

    def all(self, limit: int, after: bytes = b"") -> Sequence[SealedCard]:
        wanted = select(remembered_cards).where(_CARD.site_id == self._site_id, _CARD.mark > after)
        return [_card(row) for row in self._connection.execute(wanted.order_by(_CARD.mark).limit(limit))]

    def tells(self) -> Sequence[CardTells]:
        wanted = select(_CARD.mark, _CARD.email, _CARD.person).where(_CARD.site_id == self._site_id)
        return [CardTells(*row) for row in self._connection.execute(wanted)]

    def note(self, visit_id: UUID, mark: bytes) -> None:
        self.release(visit_id)
        self._connection.execute(insert(visit_cards).values(site_id=self._site_id, visit_id=visit_id, mark=mark))

    def noted(self) -> Mapping[UUID, bytes]:
        wanted = select(_NOTED.visit_id, _NOTED.mark).where(_NOTED.site_id == self._site_id)
        return {row.visit_id: row.mark for row in self._connection.execute(wanted)}

    def of_visit(self, visit_id: UUID) -> bytes | None:
        found: bytes | None = self._connection.execute(
            select(_NOTED.mark).where(*self._of(visit_id))
        ).scalar_one_or_none()
        return found

    def visits(self, mark: bytes) -> Sequence[UUID]:
        wanted = select(_NOTED.visit_id).where(_NOTED.site_id == self._site_id, _NOTED.mark == mark)
        return list(self._connection.execute(wanted.order_by(_NOTED.visit_id)).scalars())

    def release(self, visit_id: UUID) -> None:
        self._touched.add("visits")
        self._connection.execute(delete(visit_cards).where(*self._of(visit_id)))

    def _card(self, mark: bytes) -> tuple[ColumnElement[bool], ...]:
        return _CARD.site_id == self._site_id, _CARD.mark == mark

    def _of(self, visit_id: UUID) -> tuple[ColumnElement[bool], ...]:
        return _NOTED.site_id == self._site_id, _NOTED.visit_id == visit_id


def _card(row: Row[Any]) -> SealedCard:
    return SealedCard(row.mark, row.key_id, row.sealed, row.email, row.person, row.tied_at, row.used_at)
