"""What is owed to a service, and when it last took something."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Queue:
    """The deliveries to one destination.

    Attributes:
        waiting: to be sent, or sent again; the oldest of them was received at `oldest`.
        dead: set aside with a reason.
        accepted_at: when it last took one.
    """

    destination: str
    waiting: int = 0
    dead: int = 0
    oldest: datetime | None = None
    accepted_at: datetime | None = None
