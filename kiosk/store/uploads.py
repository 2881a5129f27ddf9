"""Photos and files that people added to forms, sealed."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from kiosk.interfaces.records.uploads import UploadRow
from kiosk.store.schema import uploads

_FACTS = tuple(column for column in uploads.c if column.name not in {"site_id", "sealed"})


class UploadRows:
    """Satisfies `kiosk.interfaces.records.uploads.UploadRecord`."""

    def __init__(self, connection: Connection, site_id: str) -> None:
        self._connection = connection
        self._site_id = site_id

    def add(self, row: UploadRow, sealed: bytes) -> None:
        self._connection.execute(insert(uploads).values(site_id=self._site_id, sealed=sealed, **asdict(row)))

    def of(self, submission_id: UUID) -> list[UploadRow]:
        rows = self._connection.execute(
            select(*_FACTS)
            .where(uploads.c.site_id == self._site_id, uploads.c.submission_id == submission_id)
            .order_by(uploads.c.made_at, uploads.c.id)
        )
        return [_read(row) for row in rows]

    def get(self, submission_id: UUID, upload_id: UUID) -> tuple[UploadRow, bytes] | None:
        row = self._connection.execute(
            select(*(*_FACTS, uploads.c.sealed)).where(
                uploads.c.site_id == self._site_id,
                uploads.c.submission_id == submission_id,
                uploads.c.id == upload_id,
            )
        ).one_or_none()
        return None if row is None else (_read(row), row.sealed)

    def hand_in(self, upload_id: UUID, key_id: str, facts: bytes) -> None:
        self._connection.execute(
            update(uploads)
            .where(uploads.c.site_id == self._site_id, uploads.c.id == upload_id)
            .values(key_id=key_id, facts=facts, expires_at=None)
        )

    def remove(self, submission_id: UUID, upload_id: UUID) -> None:
        self._connection.execute(
            delete(uploads).where(
                uploads.c.site_id == self._site_id,
                uploads.c.submission_id == submission_id,
                uploads.c.id == upload_id,
            )
        )

    def unsent(self) -> int:
        summed = select(func.coalesce(func.sum(uploads.c.size), 0)).where(
            uploads.c.site_id == self._site_id, uploads.c.expires_at.is_not(None)
        )
        return int(self._connection.execute(summed).scalar_one())


def _read(row: Row[Any]) -> UploadRow:
    return UploadRow(row.id, row.submission_id, row.key_id, row.facts, row.size, row.made_at, row.expires_at)
