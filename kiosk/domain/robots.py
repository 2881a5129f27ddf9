"""Programs that deal with submissions for a council, and may say what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Robot:
    """One of them. Its key is known to nobody but itself.

    Attributes:
        forms: the ids of those it may speak about; it sees nothing of any other.
        used_at: when its key was last used, to the hour.
    """

    id: UUID
    name: str
    forms: tuple[str, ...]
    made_at: datetime
    made_by: str
    withdrawn_at: datetime | None = None
    used_at: datetime | None = None
