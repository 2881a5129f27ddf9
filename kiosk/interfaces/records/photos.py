"""The rows of photos, as services know them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from kiosk.domain.photos import About


@dataclass(frozen=True, slots=True)
class PhotoRow:
    """One of them. `id` is that of the parcel's line or of the visit, and `sealed` as the terminal sealed it."""

    id: UUID
    about: About
    received_at: datetime
    key_id: str
    sealed: bytes = field(repr=False)


class PhotoRecord(Protocol):
    def add(self, row: PhotoRow) -> bool:
        """Keeps one, unless there is one of the same already, which stays. Says whether it was kept."""

    def get(self, about: About, photo_id: UUID) -> PhotoRow | None: ...

    def there(self, photo_id: UUID) -> bool:
        """Whether there is one, without reading it."""

    def erase(self, photo_id: UUID) -> bool:
        """Erases one. Says whether there was one."""
