"""The rows of whose turn it is with a submission, as services know them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Protocol
from uuid import UUID

from kiosk.domain.hand_overs import HandOver, Work


class HandOverRecord(Protocol):
    def put(self, given: HandOver) -> None:
        """From now on the submission is with this one, whoever had it before."""

    def of(self, submission_id: UUID) -> HandOver | None: ...

    def mark(self, submission_id: UUID, work: Work, at: datetime) -> None:
        """How far its holder has got."""

    def open_with(self, holders: Collection[UUID]) -> list[HandOver]:
        """What these have that is not done, the oldest first."""

    def all_open(self) -> list[HandOver]:
        """What anybody has that is not done, the oldest first."""

    def on(self, submissions: Collection[UUID]) -> list[HandOver]:
        """Those of these submissions, done or not."""
