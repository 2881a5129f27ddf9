"""The rows of opening and closing checks, as services know them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from kiosk.domain.checks import Check, Line, Seen


class CheckRecord(Protocol):
    def add(self, check: Check) -> None: ...

    def get(self, check_id: UUID) -> Check | None: ...

    def newest(self, offset: int, limit: int) -> list[Check]: ...

    def count(self) -> int: ...

    def confirm(self, check_id: UUID, confirmed: Mapping[str, Seen]) -> None:
        """Keeps what staff have said they saw, all of it."""

    def finish(self, check_id: UUID, at: datetime, by: str, lines: Sequence[Line], note: str) -> bool:
        """Ends a check with what was found; `False` when it had ended before, and then nothing changes."""
