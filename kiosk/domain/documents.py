"""Values in documents that another program made: as what they should be, or `None`."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID


def read_id(value: object) -> UUID | None:
    """An id, written as text."""
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None


def read_instant(value: object) -> datetime | None:
    """A moment in ISO 8601; one without its zone is none."""
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None
