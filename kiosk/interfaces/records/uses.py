"""The rows of statistics of use, as services know them."""

from __future__ import annotations

from datetime import date
from typing import Protocol
from uuid import UUID

from kiosk.domain.uses import Counted, Use


class UseRecord(Protocol):
    def sent(self, use: Use) -> None:
        """One more was sent."""

    def started(self, use: Use, run: UUID, total: int) -> None:
        """In this run of the terminal's program so many were begun; a sum only grows."""

    def begun(self, use: Use) -> None:
        """Counts one that was begun where no terminal tells of it."""

    def between(self, first: date, last: date) -> list[Counted]:
        """Everything counted on these days, both included, by day and form."""
