"""The rows of audit, as services know them."""

from __future__ import annotations

from typing import Protocol

from kiosk.interfaces.facts import AuditEntry


class AuditRecord(Protocol):
    def add(self, entry: AuditEntry) -> None: ...

    def newest(self, offset: int, limit: int) -> list[AuditEntry]: ...

    def count(self) -> int: ...
