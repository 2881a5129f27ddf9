"""Services that cannot be reached are left alone for a while: what is owed to one that is down must not take the time
of the people who stand at a terminal."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.interfaces.clock import Clock

LONGEST = 30.0
"""Seconds: who comes back is noticed within so many."""


@dataclass(slots=True)
class _Away:
    times: int
    until: float


class Pauses:
    """Which services to leave alone. Belongs to one thread.

    Args:
        first: seconds of the first pause; each that follows is twice as long.
        longest: seconds of the longest, if that is less than `LONGEST`.
    """

    def __init__(self, clock: Clock, first: float, longest: float) -> None:
        self._clock, self._first, self._longest = clock, first, min(longest, LONGEST)
        self._away: dict[str, _Away] = {}

    def unreachable(self, service: str) -> None:
        """It could not be reached. Several tries that were under way together count as one."""
        now = self._clock.monotonic()
        known = self._away.setdefault(service, _Away(0, now))
        if known.until <= now:
            known.until = now + min(self._longest, self._first * 2.0 ** min(known.times, 30))
            known.times += 1

    def reached(self, service: str) -> None:
        """It answered, whatever it said."""
        self._away.pop(service, None)

    def now(self) -> dict[str, float]:
        """Those to leave alone now, and for how many seconds."""
        now = self._clock.monotonic()
        return {service: away.until - now for service, away in self._away.items() if away.until > now}
