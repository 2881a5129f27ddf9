"""Forms carried on with on people's phones, as services know them."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol
from uuid import UUID

from kiosk.domain.continuations import Continuation


class ContinuationRecord(Protocol):
    def add(self, continuation: Continuation) -> None:
        """Keeps one."""

    def get(self, token_hash: bytes, at: datetime) -> Continuation | None:
        """The one behind a link, unless it has expired."""

    def replace(self, token_hash: bytes, continuation: Continuation) -> None:
        """Writes one anew; its link may be another."""

    def begun_elsewhere(self, at: datetime) -> int:
        """How many are under way that were begun at no terminal."""

    def of_terminal(self, terminal_id: UUID, at: datetime) -> int:
        """How many a terminal shows that nobody has opened yet."""
