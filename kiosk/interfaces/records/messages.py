"""The rows of messages, as services know them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from kiosk.domain.messages import Channel, MessageState


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message as staff see it: everything but where it goes and what it says.

    Attributes:
        submission_id, terminal_id: what caused it; neither did when it is an alert.
        reason: a code: why it was refused or failed.
        cost: in hundredths of a penny.
        settled_at: when it was sent, failed or refused.
    """

    id: UUID
    submission_id: UUID | None
    terminal_id: UUID | None
    channel: Channel
    state: MessageState
    reason: str | None
    cost: int
    tries: int
    made_at: datetime
    due_at: datetime
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Sealed:
    """Where a message goes and what it says, sealed to the hub's key of that name; empty once it has gone."""

    key_id: str
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Spent:
    """What was sent or is to be sent since a moment. `cost` is in hundredths of a penny."""

    messages: int
    cost: int


class MessageRecord(Protocol):
    def add(self, row: MessageRow, content: Sealed, address_mark: bytes | None) -> bool:
        """Keeps a message; `False` when there is one about that submission already, and then nothing changes."""

    def of(self, submission_id: UUID) -> list[MessageRow]: ...

    def those(self, message_ids: Collection[UUID]) -> list[MessageRow]:
        """Those with these ids, the oldest first."""

    def alerts(self, most: int) -> list[MessageRow]:
        """The newest that told those who look after a building of something."""

    def content(self, message_id: UUID) -> Sealed: ...

    def spent(self, since: datetime, *, terminal_id: UUID | None = None, address_mark: bytes | None = None) -> Spent:
        """What people outside were sent since then, or are to be: from one terminal, to one address, or at all. The
        cost is that of every text message, also to people of the house."""

    def take(self, now: datetime, ways: Collection[Channel]) -> MessageRow | None:
        """The one that waits longest of those whose time has come, for as long as it is held (see `Store.hold`).

        Passed over are those that another hub holds.
        """

    def any_due(self, now: datetime, ways: Collection[Channel]) -> bool:
        """Whether there is one that `take` would give, or would if no other hub held it."""

    def next_due(self, after: datetime, ways: Collection[Channel]) -> datetime | None:
        """When the next one of these falls due that is not due yet."""

    def put_off(self, message_id: UUID, due_at: datetime, reason: str | None) -> None:
        """Counts a try that did not work, and when the next one is."""

    def settle(self, message_id: UUID, state: MessageState, reason: str | None, cost: int, at: datetime) -> None:
        """Counts the last try, and erases where it went and what it said."""

    def came_back(self, message_id: UUID, reason: str) -> None:
        """One that was sent has reached nobody."""
