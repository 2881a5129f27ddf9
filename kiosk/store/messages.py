"""Messages to people outside."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, bindparam, func, select, update

from kiosk.domain.messages import Channel, MessageState
from kiosk.interfaces.records.messages import MessageRow, Sealed, Spent
from kiosk.interfaces.store import Topic
from kiosk.store.schema import messages
from kiosk.store.upserts import unless_there

_COLUMNS = tuple(
    column for column in messages.c if column.name not in {"site_id", "address_mark", "key_id", "sealed"}
)
_ADD = unless_there(messages, "site_id", "submission_id")
_QUEUED = (
    messages.c.site_id == bindparam("here"),
    messages.c.state == MessageState.QUEUED.value,
    messages.c.channel.in_(bindparam("ways", expanding=True)),
)
_DUE = (*_QUEUED, messages.c.due_at <= bindparam("now"))
# As with deliveries: SQLite leaves out the lock, and KEY SHARE lets others name the row meanwhile.
_TAKE = (
    select(*_COLUMNS)
    .where(*_DUE)
    .order_by(messages.c.due_at)
    .limit(1)
    .with_for_update(skip_locked=True, key_share=True)
)
_ANY_DUE = select(messages.c.id).where(*_DUE).limit(1)
_NEXT_DUE = select(func.min(messages.c.due_at)).where(*_QUEUED, messages.c.due_at > bindparam("now"))


class MessageRows:
    """Satisfies `kiosk.interfaces.records.messages.MessageRecord`."""

    def __init__(self, connection: Connection, site_id: str, touched: set[Topic]) -> None:
        self._connection = connection
        self._site_id = site_id
        self._touched = touched

    def add(self, row: MessageRow, content: Sealed, address_mark: bytes | None) -> bool:
        kept = self._connection.execute(
            _ADD[self._connection.dialect.name],
            {
                "site_id": self._site_id,
                "id": row.id,
                "submission_id": row.submission_id,
                "terminal_id": row.terminal_id,
                "channel": row.channel.value,
                "state": row.state.value,
                "reason": row.reason,
                "address_mark": address_mark,
                "key_id": content.key_id,
                "sealed": content.sealed,
                "cost": row.cost,
                "tries": row.tries,
                "made_at": row.made_at,
                "due_at": row.due_at,
                "settled_at": row.settled_at,
            },
        )
        self._touched.add("messages")
        return kept.rowcount == 1

    def of(self, submission_id: UUID) -> list[MessageRow]:
        rows = self._connection.execute(
            select(*_COLUMNS)
            .where(messages.c.site_id == self._site_id, messages.c.submission_id == submission_id)
            .order_by(messages.c.made_at)
        )
        return [_message(row) for row in rows]

    def those(self, message_ids: Collection[UUID]) -> list[MessageRow]:
        rows = self._connection.execute(
            select(*_COLUMNS)
            .where(messages.c.site_id == self._site_id, messages.c.id.in_(message_ids))
            .order_by(messages.c.made_at, messages.c.id)
        )
        return [_message(row) for row in rows]

    def alerts(self, most: int) -> list[MessageRow]:
        rows = self._connection.execute(
            select(*_COLUMNS)
            .where(
                messages.c.site_id == self._site_id,
                messages.c.channel.in_((Channel.ALERT.value, Channel.WEBHOOK.value)),
            )
            .order_by(messages.c.made_at.desc(), messages.c.id)
            .limit(most)
        )
        return [_message(row) for row in rows]

    def content(self, message_id: UUID) -> Sealed:
        row = self._connection.execute(
            select(messages.c.key_id, messages.c.sealed).where(*self._one(message_id))
        ).one()
        return Sealed(row.key_id, row.sealed)

    def spent(self, since: datetime, *, terminal_id: UUID | None = None, address_mark: bytes | None = None) -> Spent:
        counted = [
            messages.c.site_id == self._site_id,
            messages.c.made_at > since,
            messages.c.state != MessageState.REFUSED.value,
            messages.c.channel.in_((Channel.EMAIL.value, Channel.SMS.value)),
        ]
        if terminal_id is not None:
            counted.append(messages.c.terminal_id == terminal_id)
        if address_mark is not None:
            counted.append(messages.c.address_mark == address_mark)
        count, cost = self._connection.execute(
            # What people of the house are told has no mark, and is counted by nothing but what it costs.
            select(func.count(messages.c.address_mark), func.coalesce(func.sum(messages.c.cost), 0)).where(*counted)
        ).one()
        return Spent(count, int(cost))

    def take(self, now: datetime, ways: Collection[Channel]) -> MessageRow | None:
        row = self._connection.execute(_TAKE, self._wanted(now, ways)).one_or_none()
        return None if row is None else _message(row)

    def any_due(self, now: datetime, ways: Collection[Channel]) -> bool:
        return self._connection.execute(_ANY_DUE, self._wanted(now, ways)).first() is not None

    def next_due(self, after: datetime, ways: Collection[Channel]) -> datetime | None:
        found: datetime | None = self._connection.execute(_NEXT_DUE, self._wanted(after, ways)).scalar_one()
        return found

    def put_off(self, message_id: UUID, due_at: datetime, reason: str | None) -> None:
        self._connection.execute(
            update(messages)
            .where(*self._one(message_id))
            .values(tries=messages.c.tries + 1, due_at=due_at, reason=reason)
        )

    def settle(self, message_id: UUID, state: MessageState, reason: str | None, cost: int, at: datetime) -> None:
        self._connection.execute(
            update(messages)
            .where(*self._one(message_id))
            .values(
                tries=messages.c.tries + 1, state=state.value, reason=reason, cost=cost, settled_at=at, sealed=b""
            )
        )

    def came_back(self, message_id: UUID, reason: str) -> None:
        self._connection.execute(
            update(messages).where(*self._one(message_id)).values(state=MessageState.FAILED.value, reason=reason)
        )
        self._touched.add("hosts")

    def _wanted(self, now: datetime, ways: Collection[Channel]) -> dict[str, object]:
        return {"here": self._site_id, "now": now, "ways": [each.value for each in ways]}

    def _one(self, message_id: UUID) -> tuple[ColumnElement[bool], ...]:
        return messages.c.site_id == self._site_id, messages.c.id == message_id


def _message(row: Row[Any]) -> MessageRow:
    return MessageRow(
        row.id,
        row.submission_id,
        row.terminal_id,
        Channel(row.channel),
        MessageState(row.state),
        row.reason,
        row.cost,
        row.tries,
        row.made_at,
        row.due_at,
        row.settled_at,
    )
