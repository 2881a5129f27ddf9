"""The rows of visitors' cards, as services know them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from kiosk.domain.visit_cards import SealedCard


class CardTells(NamedTuple):
    """What the holder of a remembered card is told by."""

    mark: bytes
    email: bytes
    person: bytes


class VisitCardRecord(Protocol):
    """Cards that are remembered, and the cards that visits of now have: noted with an invitation, or shown to come
    in by, and so good to leave by."""

    def remember(self, card: SealedCard) -> None:
        """Whoever held it before is forgotten with it."""

    def get(self, mark: bytes) -> SealedCard | None: ...

    def used(self, mark: bytes, at: datetime) -> None:
        """It was shown again; nothing if it is not remembered."""

    def forget(self, mark: bytes) -> bool:
        """Forgets whose it is. Whether it was remembered."""

    def all(self, limit: int, after: bytes = b"") -> Sequence[SealedCard]:
        """Those behind `after`, in the order of their marks."""

    def tells(self) -> Sequence[CardTells]:
        """What the holder of each is told by."""

    def note(self, visit_id: UUID, mark: bytes) -> None:
        """A visit has this card, and none it had before."""

    def noted(self) -> Mapping[UUID, bytes]:
        """The cards that visits have."""

    def of_visit(self, visit_id: UUID) -> bytes | None: ...

    def visits(self, mark: bytes) -> Sequence[UUID]:
        """The visits that have it."""

    def release(self, visit_id: UUID) -> None:
        """A visit has no card any more."""
