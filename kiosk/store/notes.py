"""Staff's notes on submissions, sealed like the answers they are about."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Connection, insert, select

from kiosk.domain.notes import SealedNote
from kiosk.interfaces.store import Topic
from kiosk.store.schema import submission_notes as notes


class NoteRows:
    """Satisfies `kiosk.interfaces.store.NoteRecord`."""

    def __init__(self, connection: Connection, site_id: str, touched: set[Topic]) -> None:
        self._connection = connection
        self._site_id = site_id
        self._touched = touched

    def add(self, note: SealedNote) -> None:
        self._connection.execute(
            insert(notes).values(
                site_id=self._site_id,
                id=note.id,
                submission_id=note.submission_id,
                at=note.at,
                who=note.who,
                account_id=note.account_id,
                key_id=note.key_id,
                sealed=note.sealed,
            )
        )
        self._touched.add("submissions")

    def of(self, submission_id: UUID) -> list[SealedNote]:
        rows = self._connection.execute(
            select(notes)
            .where(notes.c.site_id == self._site_id, notes.c.submission_id == submission_id)
            .order_by(notes.c.at, notes.c.id)
        )
        return [
            SealedNote(row.id, row.submission_id, row.at, row.who, row.account_id, row.key_id, row.sealed)
            for row in rows
        ]
