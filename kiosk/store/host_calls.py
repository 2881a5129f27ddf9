"""Calls for hosts, who was told in them, and how people want to be told."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, and_, case, delete, distinct, func, insert, select, update

from kiosk.domain.host_calls import Call, read, written
from kiosk.domain.hosts import Choice
from kiosk.domain.messages import Channel, MessageState
from kiosk.domain.waiting import STILL_ASKING, State
from kiosk.interfaces.records.host_calls import Notice, Sent
from kiosk.interfaces.store import Topic
from kiosk.store.schema import host_calls as calls
from kiosk.store.schema import host_choices, host_notices, messages
from kiosk.store.upserts import unless_there

_ADD = unless_there(calls, "site_id", "visit_id")
_ASKING = sorted(each.value for each in STILL_ASKING)
_LOST = (MessageState.FAILED.value, MessageState.REFUSED.value)


class HostCallRows:
    """Satisfies `kiosk.interfaces.records.host_calls.HostCallRecord`."""

    def __init__(self, connection: Connection, site_id: str, touched: set[Topic]) -> None:
        self._connection = connection
        self._site_id = site_id
        self._touched = touched
        self._sent = and_(messages.c.site_id == site_id, messages.c.id == host_notices.c.message_id)

    def add(self, call: Call) -> bool:
        values = {"site_id": self._site_id, "visit_id": call.visit_id, **_values(call)}
        kept = self._connection.execute(_ADD[self._connection.dialect.name], values)
        self._touched.add("hosts")
        return kept.rowcount == 1

    def get(self, visit_id: UUID) -> Call | None:
        row = self._connection.execute(select(calls).where(*self._one(visit_id))).one_or_none()
        return None if row is None else _call(row)

    def put(self, call: Call) -> None:
        self._connection.execute(update(calls).where(*self._one(call.visit_id)).values(**_values(call)))
        self._touched.add("hosts")

    def due(self, now: datetime, limit: int) -> list[Call]:
        rows = select(calls).where(calls.c.site_id == self._site_id, calls.c.due_at <= now)
        return [_call(row) for row in self._connection.execute(rows.order_by(calls.c.due_at).limit(limit))]

    def next_due(self, after: datetime) -> datetime | None:
        found: datetime | None = self._connection.execute(
            select(func.min(calls.c.due_at)).where(calls.c.site_id == self._site_id, calls.c.due_at > after)
        ).scalar_one()
        return found

    def going_on(self, since: datetime) -> list[Call]:
        rows = select(calls).where(
            calls.c.site_id == self._site_id, calls.c.made_at > since, calls.c.state != State.ENDED.value
        )
        return [_call(row) for row in self._connection.execute(rows.order_by(calls.c.made_at, calls.c.visit_id))]

    def in_vain(self, since: datetime) -> list[Call]:
        on = and_(calls.c.site_id == self._site_id, calls.c.visit_id == host_notices.c.visit_id)
        # A message of which nothing is known any more was not lost.
        lost = case((messages.c.state.in_(_LOST), 1), else_=0)
        never_told = (
            select(host_notices.c.visit_id)
            .join(calls, and_(on, calls.c.at_turn == host_notices.c.turn))
            .outerjoin(messages, self._sent)
            .where(host_notices.c.site_id == self._site_id, calls.c.made_at > since, calls.c.state.in_(_ASKING))
            .group_by(host_notices.c.visit_id)
            .having(func.sum(lost) == func.count())
        )
        rows = select(calls).where(calls.c.site_id == self._site_id, calls.c.visit_id.in_(never_told))
        return [_call(row) for row in self._connection.execute(rows.order_by(calls.c.made_at, calls.c.visit_id))]

    def tell(self, notice: Notice) -> None:
        self._connection.execute(
            insert(host_notices).values(
                site_id=self._site_id,
                id=notice.id,
                visit_id=notice.visit_id,
                turn=notice.turn,
                entry_id=notice.entry_id,
                message_id=notice.message_id,
                token_hash=notice.token_hash,
                at=notice.at,
            )
        )

    def notices(self, visit_id: UUID) -> list[Sent]:
        rows = self._connection.execute(
            select(host_notices, messages.c.state, messages.c.channel)
            .select_from(host_notices.outerjoin(messages, self._sent))
            .where(host_notices.c.site_id == self._site_id, host_notices.c.visit_id == visit_id)
            .order_by(host_notices.c.turn, host_notices.c.id)
        )
        return [
            Sent(
                _notice(row),
                None if row.state is None else MessageState(row.state),
                None if row.channel is None else Channel(row.channel),
            )
            for row in rows
        ]

    def by_token(self, token_hash: bytes) -> Notice | None:
        row = self._connection.execute(
            select(host_notices).where(
                host_notices.c.site_id == self._site_id, host_notices.c.token_hash == token_hash
            )
        ).one_or_none()
        return None if row is None else _notice(row)

    def told_since(self, since: datetime) -> dict[UUID, int]:
        who, visits = host_notices.c.entry_id, func.count(distinct(host_notices.c.visit_id))
        here = (host_notices.c.site_id == self._site_id, host_notices.c.at > since, who.is_not(None))
        return {row[0]: row[1] for row in self._connection.execute(select(who, visits).where(*here).group_by(who))}

    def choices(self) -> dict[UUID, Choice]:
        rows = self._connection.execute(select(host_choices).where(host_choices.c.site_id == self._site_id))
        return {row.person_id: Choice(row.ask_first, row.email, row.text, row.away_until) for row in rows}

    def choose(self, person_id: UUID, choice: Choice, at: datetime) -> None:
        here = (host_choices.c.site_id == self._site_id, host_choices.c.person_id == person_id)
        self._connection.execute(delete(host_choices).where(*here))
        self._connection.execute(
            insert(host_choices).values(
                site_id=self._site_id,
                person_id=person_id,
                ask_first=choice.ask_first,
                email=choice.email,
                text=choice.text,
                away_until=choice.away_until,
                changed_at=at,
            )
        )

    def _one(self, visit_id: UUID) -> tuple[Any, ...]:
        return calls.c.site_id == self._site_id, calls.c.visit_id == visit_id


def _values(call: Call) -> dict[str, object]:
    return {
        "terminal_id": call.terminal_id,
        "state": call.state.value,
        "turns": written(call.turns),
        "at_turn": call.at,
        "made_at": call.made_at,
        "due_at": call.due_at,
        "said_by": call.said_by[:80],
        "said_at": call.said_at,
        "place": call.place,
        "let_through": call.let_through,
        "approval": call.approval,
        "cannot": call.cannot,
    }


def _call(row: Row[Any]) -> Call:
    return Call(
        row.visit_id,
        row.terminal_id,
        State(row.state),
        read(row.turns),
        row.at_turn,
        row.made_at,
        row.due_at,
        row.said_by,
        row.said_at,
        row.place,
        row.let_through,
        row.approval,
        row.cannot,
    )


def _notice(row: Row[Any]) -> Notice:
    return Notice(row.id, row.visit_id, row.turn, row.entry_id, row.message_id, row.token_hash, row.at)
