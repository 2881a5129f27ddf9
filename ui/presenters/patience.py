"""How long the screen waits for somebody who does nothing: first it asks, then it counts down, then they are gone."""

from __future__ import annotations

import math
from typing import Final

from kiosk.domain.ease import Ease

SHORTEST_COUNTDOWN: Final = 20
"""Seconds. Source: WCAG 2.2, success criterion 2.2.1."""

AWAY = 60.0
"""Seconds without the hub after which people are told: a restart of it is no news."""


class Patience:
    """The time since the last press. Somebody who wants more time has it.

    Args:
        idle_s: seconds without a press before the screen asks whether anybody is there.
        countdown_s: seconds of countdown after that, at least 20.
    """

    def __init__(self, idle_s: float, countdown_s: float) -> None:
        self._idle_s = idle_s
        self._countdown_s = max(countdown_s, SHORTEST_COUNTDOWN)
        self._touched = 0.0
        self.now: float | None = None

    def tick(self, monotonic: float) -> None:
        """Time passes; seconds."""
        if self.now is None:
            self._touched = monotonic
        self.now = monotonic

    def touch(self) -> None:
        """Somebody is there."""
        self._touched = self.now or 0.0

    def asks(self, ease: Ease) -> bool:
        """Whether nobody has pressed anything for long enough to ask."""
        return self._quiet >= self._idle_s * ease.patience

    def left(self, ease: Ease) -> int:
        """Seconds until whoever was there is gone."""
        return max(0, math.ceil((self._idle_s + self._countdown_s) * ease.patience - self._quiet))

    @property
    def _quiet(self) -> float:
        return (self.now or 0.0) - self._touched


class Absence:
    """How long the hub has been away. `told` says whether people should know; one that was never there is no news."""

    def __init__(self) -> None:
        self.told = False
        self._reached = 0.0

    def tick(self, reachable: bool, monotonic: float) -> bool:
        """Time passes. Says whether there is news."""
        before = self.told
        if reachable or not self._reached:
            self._reached, self.told = monotonic, False
        self.told = self.told or monotonic - self._reached >= AWAY
        return self.told is not before
