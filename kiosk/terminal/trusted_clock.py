"""What time it is, or that nobody knows.

Theory of operation. A foyer's small computer may have no battery behind its clock. Each answer of the hub carries its
time; from then on time is that instant plus what the monotonic clock has counted, however the machine's own clock
jumps. With no hub the machine's clock is believed unless it is earlier than an instant that has certainly passed: the
release of this program, or the last one known here before. Then there is no time: facts are marked, and rules of time
wait.
"""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

from kiosk.interfaces.clock import Clock

RELEASED = datetime(2026, 11, 1, tzinfo=UTC)
"""No honest clock shows less."""

_LATEST = RELEASED + timedelta(days=365 * 50)


class TrustedClock:
    """Safe to ask and to tell from any thread."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._floor = RELEASED
        self._heard: tuple[datetime, float] | None = None

    def remember(self, passed: datetime) -> None:
        """Tells it of an instant that has certainly passed, from before a restart."""
        with self._lock:
            self._floor = max(self._floor, passed)

    def hear(self, instant: datetime) -> None:
        """Tells it what the hub says the time is, just now."""
        if RELEASED <= instant <= _LATEST:
            with self._lock:
                self._heard = (instant, self._clock.monotonic())

    def now(self) -> datetime | None:
        """This instant in UTC, or `None` when no clock can be trusted."""
        with self._lock:
            if self._heard is not None:
                instant, counted = self._heard
                return instant + timedelta(seconds=self._clock.monotonic() - counted)
            here = self._clock.now()
            return here if here >= self._floor else None

    def offset(self) -> float | None:
        """Seconds the machine's clock is behind the hub's (negative when ahead), or `None` with no hub heard."""
        with self._lock:
            if self._heard is None:
                return None
            instant, counted = self._heard
            here = self._clock.now()
            return (instant - here).total_seconds() + self._clock.monotonic() - counted
