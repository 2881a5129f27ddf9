"""Photos and files that people added to forms, as services know them: sealed, and their bytes apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class UploadRow:
    """One of them without its bytes.

    Attributes:
        submission_id: that of the form under way, and of the submission that comes of it.
        key_id: the hub's key that `facts` are sealed to; `None` while they are sealed by the link.
        facts: a sealed `kiosk.domain.uploads.Locked`.
        size: bytes of what is sealed.
        expires_at: with the form under way; `None` once it was sent.
    """

    id: UUID
    submission_id: UUID
    key_id: str | None
    facts: bytes
    size: int
    made_at: datetime
    expires_at: datetime | None


class UploadRecord(Protocol):
    def add(self, row: UploadRow, sealed: bytes) -> None:
        """Keeps one."""

    def of(self, submission_id: UUID) -> list[UploadRow]:
        """Those of one form under way, or of one submission, in the order they were added."""

    def get(self, submission_id: UUID, upload_id: UUID) -> tuple[UploadRow, bytes] | None:
        """One with its sealed bytes."""

    def hand_in(self, upload_id: UUID, key_id: str, facts: bytes) -> None:
        """It was sent: its facts are sealed to the hub now, and it is kept as long as its submission."""

    def remove(self, submission_id: UUID, upload_id: UUID) -> None:
        """Erases one; that there is none is fine."""

    def unsent(self) -> int:
        """Bytes of all that nobody has sent yet."""
