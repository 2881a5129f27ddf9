"""What only a person can know to be done, confirmed by name and date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Somebody said that a line of the go-live checklist is done.

    Attributes:
        about: a digest of what they confirmed, such as the telephone numbers; empty when it cannot change.
    """

    line: str
    at: datetime
    who: str
    account_id: UUID | None
    about: str
