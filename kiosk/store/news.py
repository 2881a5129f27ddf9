"""The news: facts in the order they were committed, under a cursor that lasts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, insert, or_, select

from kiosk.interfaces.facts import Fact
from kiosk.interfaces.store import Topic
from kiosk.store.schema import news


class NewsRows:
    """Satisfies `kiosk.interfaces.store.NewsRecord`."""

    def __init__(self, connection: Connection, site_id: str, touched: set[Topic]) -> None:
        self._connection = connection
        self._site_id = site_id
        self._touched = touched

    def add(self, kind: str, data: Mapping[str, str], at: datetime, terminal_id: UUID | None) -> None:
        self._connection.execute(
            insert(news).values(
                site_id=self._site_id, terminal_id=terminal_id, kind=kind, at=at, data=json.dumps(dict(data))
            )
        )
        self._touched.add("news")

    def all_after(self, cursor: int, limit: int) -> list[tuple[UUID | None, Fact]]:
        rows = self._connection.execute(
            select(news.c.terminal_id, news.c.seq, news.c.kind, news.c.at, news.c.data)
            .where(news.c.site_id == self._site_id, news.c.seq > cursor)
            .order_by(news.c.seq)
            .limit(limit)
        )
        return [(row.terminal_id, Fact(row.seq, row.kind, row.at, json.loads(row.data))) for row in rows]

    def after(self, cursor: int, terminal_id: UUID, limit: int) -> list[Fact]:
        rows = self._connection.execute(
            select(news.c.seq, news.c.kind, news.c.at, news.c.data)
            .where(
                news.c.site_id == self._site_id,
                news.c.seq > cursor,
                or_(news.c.terminal_id == terminal_id, news.c.terminal_id.is_(None)),
            )
            .order_by(news.c.seq)
            .limit(limit)
        )
        return [Fact(row.seq, row.kind, row.at, json.loads(row.data)) for row in rows]
