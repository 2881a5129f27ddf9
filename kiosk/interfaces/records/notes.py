"""The rows of staff's notes on submissions, as services know them."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from kiosk.domain.notes import SealedNote


class NoteRecord(Protocol):
    def add(self, note: SealedNote) -> None: ...

    def of(self, submission_id: UUID) -> list[SealedNote]:
        """Those on one submission, in the order they were written."""
