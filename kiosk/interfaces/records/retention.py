"""The rows of retention, as services know them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from kiosk.domain.keeping import Rule
from kiosk.interfaces.facts import Kept


@dataclass(frozen=True, slots=True)
class Due:
    """A submission whose answers were kept long enough."""

    id: UUID
    form_version: int
    received_at: datetime
    key_id: str
    sealed: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Proof:
    """That so many of a kind were erased; `about` says which, where that made a difference."""

    at: datetime
    kind: Kept
    count: int
    until: datetime
    about: str | None


class RetentionRecord(Protocol):
    def erase(self, kind: Kept, until: datetime, limit: int, apart: Collection[str] = ()) -> int:
        """Erases what is older than `until`, at most so many. Gives how many it erased.

        Args:
            apart: forms whose submissions have rules of their own, and are left alone.
        """

    def due(self, rule: Rule, until: datetime, limit: int) -> Sequence[Due]:
        """Submissions that a rule is about and that came before `until`: only what all of its destinations have."""

    def empty(self, submissions: Sequence[UUID]) -> int:
        """Erases their answers. Gives how many there were."""

    def leave(
        self, anonymous_id: UUID, form_id: str, form_version: int, month: date, key_id: str, sealed: bytes
    ) -> None:
        """Keeps what is left of a submission."""

    def anonymous(self, form_id: str) -> Sequence[tuple[int, date, str, bytes]]:
        """What is left of the submissions of a form: version, month, and the sealed answers with the key's name."""

    def anonymous_counts(self) -> Mapping[str, int]:
        """How many there are of each form."""

    def prove(self, kind: Kept, count: int, until: datetime, at: datetime, about: str | None = None) -> None:
        """Keeps that so many were erased."""

    def proofs(self, limit: int) -> Sequence[Proof]:
        """The newest proofs of something that was really erased."""

    def last(self) -> datetime | None:
        """When something was last proved."""
