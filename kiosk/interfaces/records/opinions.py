"""The rows of what people thought, as services know them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from kiosk.domain.opinions import Counted, Recommend
from kiosk.domain.uses import Face


@dataclass(frozen=True, slots=True)
class OpinionRow:
    """One opinion. Without a sentence `key_id` and `sealed` are empty."""

    id: UUID
    day: date
    form_id: str
    form_version: int
    face: Face
    language: str
    stars: int | None
    recommend: Recommend | None
    key_id: str
    sealed: bytes


class OpinionRecord(Protocol):
    def add(self, row: OpinionRow) -> bool:
        """`False` when one of that name is there already; it stays as it is."""

    def has(self, opinion_id: UUID) -> bool: ...

    def counted(self, form_id: str, first: date, last: date) -> list[Counted]:
        """Those of a form on these days, both included."""

    def sentences(self, form_id: str, first: date, last: date, limit: int) -> Sequence[OpinionRow]:
        """Those with a sentence, the newest first."""
