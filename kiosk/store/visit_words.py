"""Short messages between hosts and those who wait for them, sealed."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Connection, delete, select

from kiosk.domain.visit_words import SealedWords
from kiosk.interfaces.store import Topic
from kiosk.store.schema import visit_words
from kiosk.store.upserts import unless_there

_ADD = unless_there(visit_words, "site_id", "id")


class VisitWordsRows:
    """Satisfies `kiosk.interfaces.records.host_calls.VisitWordsRecord`."""

    def __init__(self, connection: Connection, site_id: str, touched: set[Topic]) -> None:
        self._connection = connection
        self._site_id = site_id
        self._touched = touched

    def add(self, words: SealedWords) -> bool:
        kept = self._connection.execute(
            _ADD[self._connection.dialect.name],
            {
                "site_id": self._site_id,
                "id": words.id,
                "visit_id": words.visit_id,
                "from_visitor": words.from_visitor,
                "said_by": words.by[:80],
                "at": words.at,
                "key_id": words.key_id,
                "sealed": words.sealed,
            },
        )
        self._touched.add("hosts")
        return kept.rowcount == 1

    def of(self, visit_id: UUID) -> list[SealedWords]:
        rows = self._connection.execute(
            select(visit_words)
            .where(visit_words.c.site_id == self._site_id, visit_words.c.visit_id == visit_id)
            .order_by(visit_words.c.at, visit_words.c.id)
        )
        return [
            SealedWords(row.id, row.visit_id, row.from_visitor, row.said_by, row.at, row.key_id, row.sealed)
            for row in rows
        ]

    def erase(self, visits: Collection[UUID]) -> int:
        return self._connection.execute(
            delete(visit_words).where(
                visit_words.c.site_id == self._site_id, visit_words.c.visit_id.in_(tuple(visits))
            )
        ).rowcount
