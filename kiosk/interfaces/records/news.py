"""The rows of news, as services know them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol
from uuid import UUID

from kiosk.interfaces.facts import Fact


class NewsRecord(Protocol):
    def add(self, kind: str, data: Mapping[str, str], at: datetime, terminal_id: UUID | None) -> None:
        """A fact for one terminal, or for every terminal of the site when `terminal_id` is `None`."""

    def after(self, cursor: int, terminal_id: UUID, limit: int) -> list[Fact]: ...

    def all_after(self, cursor: int, limit: int) -> list[tuple[UUID | None, Fact]]:
        """The facts of the site after a cursor, each with the terminal it is for; `None` when it is for all."""
