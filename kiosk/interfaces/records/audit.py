"""The rows of audit, as services know them."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from kiosk.domain.searches import AuditSearch
from kiosk.interfaces.facts import AuditEntry


class AuditRecord(Protocol):
    def add(self, entry: AuditEntry) -> None: ...

    def add_told(self, entry: AuditEntry, told_id: UUID) -> bool:
        """Keeps what a terminal tells, unless it is kept already; whether it was new."""

    def find(self, wanted: AuditSearch, before: int | None, limit: int) -> list[tuple[int, AuditEntry]]:
        """Those that fit, newest first, each with its number; only numbers below `before` when it is given."""

    def actions(self) -> list[str]:
        """Every action there is an entry of, in order of the alphabet."""
