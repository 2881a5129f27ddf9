"""The rows of happenings, as services know them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from kiosk.domain.happenings import Answer


@dataclass(frozen=True, slots=True)
class HappeningRow:
    """A happening that came.

    Attributes:
        kept: why staff have to look at it: no taker knew what to do with it. Empty when it was taken.
        sealed: empty once it was taken; what it told stands elsewhere then.
        answer: what the terminal was told.
    """

    id: UUID
    kind: str
    terminal_id: UUID
    made_at: datetime
    time_uncertain: bool
    received_at: datetime
    kept: str
    key_id: str
    sealed: bytes = field(repr=False)
    answer: Answer


class HappeningRecord(Protocol):
    def add(self, row: HappeningRow) -> bool:
        """`False` when one of that id is there already; it stays as it is."""

    def answers(self, ids: Sequence[UUID]) -> Mapping[UUID, HappeningRow]:
        """Those of these that have come before."""

    def kept(self, limit: int) -> Sequence[HappeningRow]:
        """Those that staff have to look at, the oldest first."""

    def settle(self, happening_id: UUID, answer: Answer) -> bool:
        """One that was kept has been dealt with: its sealed bytes go. `False` when there is none."""
