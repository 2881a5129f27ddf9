"""What becomes of a message once GOV.UK Notify has taken it, as Notify tells of it by itself.

A number that nobody has, or a telephone that is off for good, is known only then. A host who was told in vain is as
good as never told, so the message counts as failed and it is the next one's turn.

Source: GOV.UK Notify, REST API documentation, callbacks: delivery receipts.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Final
from uuid import UUID

from kiosk.domain.messages import MessageState
from kiosk.events import log
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.store import Record, Store
from kiosk.services import message_entries

DELIVERED: Final = "delivered"

UNDELIVERED: Final[Mapping[str, str]] = {
    "permanent-failure": "nobody_there",
    "temporary-failure": "not_reached",
    "technical-failure": "lost_on_the_way",
}
"""The reason with which a message has failed, by the status that Notify gives it."""


class ReceiptUnfit(ValueError):
    """It is no delivery receipt that this version can read."""


class MessageReceipts:
    """Those of one site.

    Args:
        token: what Notify says with each; empty where none are taken.
    """

    def __init__(self, store: Store, clock: Clock, token: str) -> None:
        self._store, self._clock, self._token = store, clock, token.encode("utf-8")

    def knows(self, token: str) -> bool:
        """Whether it is Notify who asks."""
        return bool(self._token) and hmac.compare_digest(self._token, token.encode("utf-8"))

    async def take(self, receipt: object) -> None:
        """Notes what became of a message; of one that is not known any more there is nothing to note.

        Raises:
            ReceiptUnfit: nothing was noted.
        """
        told = receipt if isinstance(receipt, Mapping) else {}
        status = str(told.get("status"))
        if status != DELIVERED and status not in UNDELIVERED:
            raise ReceiptUnfit("status")
        try:
            message_id = UUID(str(told.get("reference")))
        except ValueError:
            raise ReceiptUnfit("reference") from None
        if status != DELIVERED:
            await self._store.transact(lambda record: self._failed(record, message_id, UNDELIVERED[status]))
        log("messages.receipt", message=str(message_id), status=status)

    def _failed(self, record: Record, message_id: UUID, reason: str) -> None:
        for row in record.messages.those([message_id]):
            if row.state is MessageState.SENT:
                now = self._clock.now()
                # It was paid for all the same, and may be told twice: what has failed is not failed again.
                record.messages.came_back(row.id, reason)
                record.audit.add(message_entries.entry(row, now, message_entries.sent(row), "failed", reason))
