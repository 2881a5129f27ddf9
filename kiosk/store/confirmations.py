"""What a person confirmed, line by line."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select

from kiosk.domain.confirmations import Confirmation
from kiosk.store.schema import confirmations


class ConfirmationRows:
    """Satisfies `kiosk.interfaces.store.ConfirmationRecord`."""

    def __init__(self, connection: Connection, site_id: str) -> None:
        self._connection = connection
        self._site_id = site_id

    def put(self, confirmation: Confirmation) -> None:
        self.take_back(confirmation.line)
        self._connection.execute(
            insert(confirmations).values(
                site_id=self._site_id,
                line=confirmation.line,
                at=confirmation.at,
                who=confirmation.who,
                account_id=confirmation.account_id,
                about=confirmation.about,
            )
        )

    def take_back(self, line: str) -> bool:
        gone = delete(confirmations).where(confirmations.c.site_id == self._site_id, confirmations.c.line == line)
        return self._connection.execute(gone).rowcount == 1

    def all(self) -> dict[str, Confirmation]:
        rows = self._connection.execute(select(confirmations).where(confirmations.c.site_id == self._site_id))
        return {row.line: Confirmation(row.line, row.at, row.who, row.account_id, row.about) for row in rows}
