"""Links to receipts."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection, TextClause, bindparam, select, text

from kiosk.store.schema import receipt_links, second_facts
from kiosk.store.upserts import unless_there
from kiosk.store.writes import write

_LINK = unless_there(receipt_links, "site_id", "token_hash")
_LINKED = select(receipt_links.c.submission_id).where(
    receipt_links.c.site_id == bindparam("here"), receipt_links.c.token_hash == bindparam("token_hash")
)


@functools.cache
def _know(count: int) -> TextClause:
    """Keeps so many marks at once, but for those that are there.

    In words of ours: SQLAlchemy puts a statement for several rows together anew each time, which takes longer than
    running it.
    """
    rows = ", ".join(f"(:here, :mark{number}, :submission)" for number in range(count))
    columns = f"{second_facts.name} (site_id, mark, submission_id)"
    keep = text(f"INSERT INTO {columns} VALUES {rows} ON CONFLICT DO NOTHING")  # noqa: S608 - our own words
    return keep.bindparams(bindparam("submission", type_=second_facts.c.submission_id.type))


_KNOWN_BY = select(second_facts.c.submission_id).where(
    second_facts.c.site_id == bindparam("here"), second_facts.c.mark.in_(bindparam("marks", expanding=True))
)


class ReceiptRows:
    """Satisfies `kiosk.interfaces.records.receipts.ReceiptRecord`."""

    def __init__(self, connection: Connection, site_id: str) -> None:
        self._connection = connection
        self._site_id = site_id

    def link(self, token_hash: bytes, submission_id: UUID) -> None:
        write(
            self._connection,
            _LINK[self._connection.dialect.name],
            {"site_id": self._site_id, "token_hash": token_hash, "submission_id": submission_id},
        )

    def know(self, marks: Sequence[bytes], submission_id: UUID) -> None:
        if marks:
            named = {f"mark{number}": mark for number, mark in enumerate(marks)}
            row = {"here": self._site_id, "submission": submission_id, **named}
            write(self._connection, _know(len(marks)), row)

    def known_by(self, marks: Sequence[bytes]) -> UUID | None:
        found: UUID | None = (
            self._connection.execute(_KNOWN_BY, {"here": self._site_id, "marks": list(marks)}).scalars().first()
        )
        return found

    def linked(self, token_hash: bytes) -> UUID | None:
        found: UUID | None = self._connection.execute(
            _LINKED, {"here": self._site_id, "token_hash": token_hash}
        ).scalar_one_or_none()
        return found
