"""A finger that looks before it acts: what it touches is said, two quick taps press what was said last."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hear:
    """The finger has come to something: say what it is. `None` where there is nothing."""

    node: str | None


@dataclass(frozen=True, slots=True)
class Act:
    """Press what was heard last."""

    node: str


TAP = 0.35
"""Seconds a finger may stay for a tap."""

PAUSE = 0.6
"""Seconds between two taps that count as one double tap. Both grow where somebody asked for more time."""


class Explorer:
    """One finger's taps and slides.

    Attributes:
        patience: how many times the usual seconds a person wants for a double tap.
    """

    def __init__(self, patience: float = 1.0) -> None:
        self.patience = patience
        self._heard: str | None = None
        self._under: str | None = None
        self._down_at = 0.0
        self._tapped_at: float | None = None
        self._second = False

    def down(self, under: str | None, now: float) -> Hear | None:
        """A finger came down on a node, or on none. `now` in seconds, from any clock that only goes forward."""
        self._second = self._tapped_at is not None and now - self._tapped_at <= PAUSE * self.patience
        self._down_at, self._under = now, under
        # The second tap may land anywhere: people who cannot see do not aim twice.
        return None if self._second else self._hear(under)

    def move(self, under: str | None) -> Hear | None:
        """The finger slid on."""
        if under == self._under or self._second:
            return None
        self._under = under
        return self._hear(under)

    def up(self, now: float) -> Act | None:
        """The finger was lifted."""
        tap = now - self._down_at <= TAP * self.patience
        if self._second and tap and self._heard is not None:
            self._tapped_at = None
            return Act(self._heard)
        self._tapped_at = now if tap else None
        return None

    def _hear(self, under: str | None) -> Hear:
        self._heard = under or self._heard
        return Hear(under)
