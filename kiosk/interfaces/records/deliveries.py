"""The rows of deliveries, as services know them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Protocol
from uuid import UUID

from kiosk.domain.queues import Queue
from kiosk.interfaces.facts import Attempt, DeliveryRow, DeliveryState


class DeliveryRecord(Protocol):
    def add(self, delivery_id: UUID, submission_id: UUID, destination: str, due_at: datetime) -> None: ...

    def of(self, submission_id: UUID) -> list[tuple[DeliveryRow, list[Attempt]]]: ...

    def take(self, now: datetime, full: Collection[str], begun: Collection[UUID]) -> DeliveryRow | None:
        """The one that waits longest of those whose time has come, for as long as it is held (see `Store.hold`).

        Passed over are those for the destinations in `full`, those in `begun`, and those that another hub holds.
        """

    def any_due(self, now: datetime, full: Collection[str], begun: Collection[UUID]) -> bool:
        """Whether there is one that `take` would give, or would if no other hub held it."""

    def next_due(self, after: datetime) -> datetime | None:
        """When the next one falls due that is not due yet."""

    def states(self, submission_id: UUID) -> set[DeliveryState]:
        """The states that the deliveries of a submission are in."""

    def record(
        self,
        delivery_id: UUID,
        attempt: Attempt,
        state: DeliveryState,
        due_at: datetime,
        reference: str | None = None,
    ) -> None:
        """Keeps an attempt and what follows from it."""

    def ask_again(self, delivery_id: UUID, now: datetime) -> None:
        """Due at once, with its tries counted anew."""

    def queues(self) -> list[Queue]:
        """What is owed to each destination, by name."""
