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

HELD_UP = 600.0
"""Seconds for which an answer counts that said a later time than those after it: see `latest`."""

_LATEST = RELEASED + timedelta(days=365 * 50)


class TrustedClock:
    """Safe to ask and to tell from any thread."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._floor = RELEASED
        self._heard: tuple[datetime, float] | None = None
        self._quickest: tuple[datetime, float] | None = None

    def remember(self, passed: datetime) -> None:
        """Tells it of an instant that has certainly passed, from before a restart."""
        with self._lock:
            self._floor = max(self._floor, passed)

    def hear(self, instant: datetime) -> None:
        """Tells it what the hub says the time is, just now."""
        if RELEASED <= instant <= _LATEST:
            with self._lock:
                self._heard = (instant, self._clock.monotonic())
                if self._quickest is None or self._later(self._heard, self._quickest):
                    self._quickest = self._heard

    def now(self) -> datetime | None:
        """This instant in UTC, or `None` when no clock can be trusted."""
        with self._lock:
            if self._heard is not None:
                instant, counted = self._heard
                return instant + timedelta(seconds=self._clock.monotonic() - counted)
            here = self._clock.now()
            return here if here >= self._floor else None

    def latest(self) -> datetime | None:
        """The latest it can be in UTC by what the hub has said; `None` with no hub heard.

        An answer that was held up on its way tells a time that is past by then. Of the last answers the one counts
        that was held up least: for what must not happen late.
        """
        with self._lock:
            if self._quickest is None:
                return None
            instant, counted = self._quickest
            return instant + timedelta(seconds=self._clock.monotonic() - counted)

    def offset(self) -> float | None:
        """Seconds the machine's clock is behind the hub's (negative when ahead), or `None` with no hub heard."""
        with self._lock:
            if self._heard is None:
                return None
            instant, counted = self._heard
            here = self._clock.now()
            return (instant - here).total_seconds() + self._clock.monotonic() - counted

    def _later(self, heard: tuple[datetime, float], before: tuple[datetime, float]) -> bool:
        """Whether an answer says a later time than another one, or that one is too long ago to say anything."""
        between = heard[1] - before[1]
        return between > HELD_UP or heard[0] >= before[0] + timedelta(seconds=between)
