"""What staff changed about a site."""

from __future__ import annotations

import builtins

from sqlalchemy import Connection, delete, insert, select

from kiosk.domain.overlays import Change
from kiosk.interfaces.store import Topic
from kiosk.store.schema import site_changes


class SiteChangeRows:
    """Satisfies `kiosk.interfaces.records.sites.SiteChangeRecord`."""

    def __init__(self, connection: Connection, site_id: str, touched: set[Topic]) -> None:
        self._connection = connection
        self._site_id = site_id
        self._touched = touched

    def list(self) -> builtins.list[Change]:
        rows = self._connection.execute(
            select(site_changes).where(site_changes.c.site_id == self._site_id).order_by(site_changes.c.part)
        )
        return [Change(row.part, row.document, row.changed_by, row.changed_at) for row in rows]

    def get(self, part: str) -> Change | None:
        row = self._connection.execute(
            select(site_changes).where(site_changes.c.site_id == self._site_id, site_changes.c.part == part)
        ).one_or_none()
        return None if row is None else Change(row.part, row.document, row.changed_by, row.changed_at)

    def put(self, change: Change) -> None:
        self.remove(change.part)
        self._connection.execute(
            insert(site_changes).values(
                site_id=self._site_id,
                part=change.part,
                document=change.document,
                changed_by=change.changed_by,
                changed_at=change.changed_at,
            )
        )
        self._touched.add("sites")

    def remove(self, part: str) -> bool:
        here = site_changes.c.site_id == self._site_id
        removed = self._connection.execute(delete(site_changes).where(here, site_changes.c.part == part)).rowcount
        if removed:
            self._touched.add("sites")
        return removed == 1
