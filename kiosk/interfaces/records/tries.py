"""Tries at what could be guessed, as services know them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol


class TryRecord(Protocol):
    def count(self, mark: bytes, now: datetime, each: timedelta, longest: timedelta) -> timedelta | None:
        """Counts one try, which is forgotten after `each`; together they may take `longest` to be forgotten.

        Gives `None`, or how long it is until there is another; then this one is not counted.
        """

    def forget(self, mark: bytes) -> None:
        """Starts the count anew."""
