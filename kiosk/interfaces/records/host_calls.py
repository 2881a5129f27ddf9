"""The rows of calls for hosts, as services know them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from kiosk.domain.host_calls import Call
from kiosk.domain.hosts import Choice
from kiosk.domain.messages import Channel, MessageState
from kiosk.domain.visit_words import SealedWords


@dataclass(frozen=True, slots=True)
class Notice:
    """That somebody was told, in a turn of a call.

    Attributes:
        entry_id: who, in the directory; `None` where it was the contact centre.
        message_id: what it was told with; `None` where nobody could be written to.
        token_hash: of the link to answer with; `None` where there is none.
    """

    id: UUID
    visit_id: UUID
    turn: int
    entry_id: UUID | None
    message_id: UUID | None
    token_hash: bytes | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Sent:
    """A notice and its message; `None` once nothing is known of that any more."""

    notice: Notice
    state: MessageState | None
    channel: Channel | None


class HostCallRecord(Protocol):
    def add(self, call: Call) -> bool:
        """Keeps a new call; `False` when the visit has one, which stays as it is."""

    def get(self, visit_id: UUID) -> Call | None: ...

    def put(self, call: Call) -> None:
        """Keeps a call as it is now."""

    def due(self, now: datetime, limit: int) -> Sequence[Call]:
        """Those whose next turn begins, the one that has waited longest first."""

    def next_due(self, after: datetime) -> datetime | None: ...

    def going_on(self, since: datetime) -> Sequence[Call]:
        """Those that are not over and were made since then, the first first."""

    def in_vain(self, since: datetime) -> Sequence[Call]:
        """Those made since then in which somebody is asked who was never told: every message of the turn that is on
        could not be sent. The first first."""

    def tell(self, notice: Notice) -> None: ...

    def notices(self, visit_id: UUID) -> Sequence[Sent]:
        """Who was told, in order, and how far each message has come."""

    def by_token(self, token_hash: bytes) -> Notice | None: ...

    def told_since(self, since: datetime) -> Mapping[UUID, int]:
        """Of how many visits who was told since then."""

    def choices(self) -> Mapping[UUID, Choice]:
        """How people want to be told, where they have said so."""

    def choose(self, person_id: UUID, choice: Choice, at: datetime) -> None: ...


class VisitWordsRecord(Protocol):
    def add(self, words: SealedWords) -> bool:
        """Keeps a message; `False` when it is there already."""

    def of(self, visit_id: UUID) -> Sequence[SealedWords]:
        """The messages of a visit, the first first."""

    def erase(self, visits: Collection[UUID]) -> int:
        """Erases what was written in these visits. Gives how many messages that were."""
