"""Links to receipts."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Connection, bindparam, select

from kiosk.store.schema import receipt_links
from kiosk.store.upserts import unless_there

_LINK = unless_there(receipt_links, "site_id", "token_hash")
_LINKED = select(receipt_links.c.submission_id).where(
    receipt_links.c.site_id == bindparam("here"), receipt_links.c.token_hash == bindparam("token_hash")
)


class ReceiptRows:
    """Satisfies `kiosk.interfaces.records.receipts.ReceiptRecord`."""

    def __init__(self, connection: Connection, site_id: str) -> None:
        self._connection = connection
        self._site_id = site_id

    def link(self, token_hash: bytes, submission_id: UUID) -> None:
        self._connection.execute(
            _LINK[self._connection.dialect.name],
            {"site_id": self._site_id, "token_hash": token_hash, "submission_id": submission_id},
        )

    def linked(self, token_hash: bytes) -> UUID | None:
        found: UUID | None = self._connection.execute(
            _LINKED, {"here": self._site_id, "token_hash": token_hash}
        ).scalar_one_or_none()
        return found
