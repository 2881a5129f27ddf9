"""The rows of numbers of how forms go, as services know them."""

from __future__ import annotations

from datetime import date
from typing import Protocol
from uuid import UUID

from kiosk.domain.tallies import Tally, Total


class TallyRecord(Protocol):
    def told(self, tally: Tally, run: UUID, total: int) -> None:
        """In this run of a terminal's program there were so many; a sum only grows."""

    def count(self, tally: Tally, by: int) -> None:
        """The hub itself counts so many more, or fewer."""

    def of(self, form_id: str, first: date, last: date) -> list[Total]:
        """Everything counted of a form on these days, both included."""
