"""The rows of submissions, as services know them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from kiosk.domain.searches import SubmissionSearch
from kiosk.interfaces.facts import SubmissionRow, SubmissionState


class SubmissionRecord(Protocol):
    def add(self, row: SubmissionRow, sealed: bytes) -> bool:
        """Keeps a submission; `False` when its id is already there, and then nothing changes."""

    def get(self, submission_id: UUID) -> SubmissionRow | None: ...

    def sealed(self, submission_id: UUID) -> bytes: ...

    def find(self, wanted: SubmissionSearch, offset: int, limit: int) -> list[SubmissionRow]:
        """Those that fit, newest first."""

    def find_sealed(self, wanted: SubmissionSearch, offset: int, limit: int) -> list[tuple[SubmissionRow, bytes]]:
        """The same, each with what was sealed; those already erased with nothing."""

    def fitting(self, wanted: SubmissionSearch) -> int:
        """How many fit."""

    def there(self, references: Sequence[str]) -> list[str]:
        """Which of these references there are."""

    def counts(self) -> dict[SubmissionState, int]:
        """How many there are in each state; a state nobody is in may be left out."""

    def mark(self, submission_id: UUID, state: SubmissionState, reason: str | None) -> None: ...

    def hand_over(self, submission_id: UUID, terminal_id: UUID) -> None:
        """The terminal that now waits to hear about it, after it was enrolled again."""
