"""Time, from one place."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Instants are aware UTC; durations use the monotonic clock."""

    def now(self) -> datetime:
        """This instant, in UTC."""

    def monotonic(self) -> float:
        """Seconds since some fixed moment; never jumps."""
