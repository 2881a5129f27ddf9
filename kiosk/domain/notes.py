"""What staff write down about a submission. It is only ever added to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

LONGEST = 2000
"""Characters of one note."""


@dataclass(frozen=True, slots=True)
class SealedNote:
    """A note as it is kept: who wrote it and when in the clear, its words sealed to the key `key_id`."""

    id: UUID
    submission_id: UUID
    at: datetime
    who: str
    account_id: UUID | None
    key_id: str
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """A note as it is read. `text` is `None` when its key is gone."""

    at: datetime
    who: str
    text: str | None
