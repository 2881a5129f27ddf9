"""What the screens need of a voice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

QUIETEST, LOUDEST = 1, 10
SLOWEST, FASTEST, RATE_STEP = 105, 405, 30
"""Words a minute. People who listen to a voice all day follow twice the speed of talk."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How it is spoken.

    Attributes:
        volume: 1 to 10.
        rate: words a minute.
    """

    volume: int = 6
    rate: int = 165

    def louder(self, by: int) -> Manner:
        """So many steps louder, or quieter for less than nothing, as far as it goes."""
        return Manner(min(LOUDEST, max(QUIETEST, self.volume + by)), self.rate)

    @property
    def speed(self) -> int:
        """The rate in steps, from 1."""
        return (self.rate - SLOWEST) // RATE_STEP + 1

    def faster(self, by: int) -> Manner:
        """So many steps faster, or slower for less than nothing, as far as it goes."""
        return Manner(self.volume, min(FASTEST, max(SLOWEST, self.rate + by * RATE_STEP)))


class Speech(Protocol):
    """A voice. Nothing here waits: it is called where a press is answered."""

    @property
    def trouble(self) -> str | None:
        """Why nothing can be heard, as a code; `None` when all is well."""

    usual: Manner
    """How the site wants it spoken to whoever has not asked for anything else."""

    @property
    def socket(self) -> bool:
        """Whether headphones can be plugged in here."""

    def say(self, text: str, language: str, manner: Manner, *, after: bool = False) -> None:
        """Says a text instead of what is being said now, or `after` it."""

    def stop(self) -> None:
        """Says no more, at once."""

    def when_plugged(self, told: Callable[[bool], None]) -> None:
        """Tells, on any thread, whether headphones are plugged in: now, and at each change. Where the terminal has no
        socket it never does."""


class _Mute:
    """A machine without a voice."""

    trouble: str | None = "no_voice"
    usual = Manner()
    socket = False

    def say(self, text: str, language: str, manner: Manner, *, after: bool = False) -> None:
        """Nobody hears it."""

    def stop(self) -> None:
        """There is nothing to stop."""

    def when_plugged(self, told: Callable[[bool], None]) -> None:
        """Nobody listens to a mute machine."""


MUTE: Speech = _Mute()
