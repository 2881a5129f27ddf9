"""The links by which people find their receipts again, as services know them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID


class ReceiptRecord(Protocol):
    def link(self, token_hash: bytes, submission_id: UUID) -> None:
        """Keeps the hash of a link. One that is there already stays as it is."""

    def know(self, marks: Sequence[bytes], submission_id: UUID) -> None:
        """Keeps what a submission can be found by. Twice is fine."""

    def known_by(self, marks: Sequence[bytes]) -> UUID | None:
        """The submission that one of these marks is of."""

    def linked(self, token_hash: bytes) -> UUID | None:
        """The submission a link leads to."""
