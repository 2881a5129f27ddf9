"""The watch-list, and what each notice to visitors ever said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select

from kiosk.domain.watch_list import SealedWatched
from kiosk.interfaces.records.visit_rules import NoticeVersion
from kiosk.interfaces.store import Topic
from kiosk.store.schema import notice_versions, watched
from kiosk.store.upserts import unless_there

_KEEP = unless_there(notice_versions, "site_id", "notice_id", "version")


class VisitRuleRows:
    """Satisfies `kiosk.interfaces.records.visit_rules.VisitRuleRecord`."""

    def __init__(self, connection: Connection, site_id: str, touched: set[Topic]) -> None:
        self._connection, self._site_id, self._touched = connection, site_id, touched

    def watch(self, one: SealedWatched) -> None:
        self._connection.execute(insert(watched).values(site_id=self._site_id, **asdict(one)))
        self._touched.add("visits")

    def watched(self, day: date) -> Sequence[SealedWatched]:
        rows = self._connection.execute(
            select(watched)
            .where(watched.c.site_id == self._site_id, watched.c.until >= day)
            .order_by(watched.c.added_at.desc(), watched.c.id)
        )
        return [SealedWatched(row.id, row.key_id, row.sealed, row.until, row.added_by, row.added_at) for row in rows]

    def watch_no_more(self, watched_id: UUID) -> bool:
        self._touched.add("visits")
        gone = delete(watched).where(watched.c.site_id == self._site_id, watched.c.id == watched_id)
        return self._connection.execute(gone).rowcount == 1

    def keep_notice(self, version: NoticeVersion) -> None:
        statement = _KEEP[self._connection.dialect.name]
        self._connection.execute(statement, {"site_id": self._site_id, **asdict(version)})

    def notice(self, notice_id: str, version: str) -> NoticeVersion | None:
        row = self._connection.execute(
            select(notice_versions).where(
                notice_versions.c.site_id == self._site_id,
                notice_versions.c.notice_id == notice_id,
                notice_versions.c.version == version,
            )
        ).one_or_none()
        return None if row is None else NoticeVersion(row.notice_id, row.version, row.document, row.first_at)
