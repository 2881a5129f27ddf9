"""The rows of retention, as services know them."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from kiosk.interfaces.facts import Kept


class RetentionRecord(Protocol):
    def erase(self, kind: Kept, until: datetime, limit: int) -> int:
        """Erases what is older than `until`, at most so many. Gives how many it erased."""

    def prove(self, kind: Kept, count: int, until: datetime, at: datetime) -> None:
        """Keeps that so many were erased."""

    def last(self) -> datetime | None:
        """When something was last proved."""
