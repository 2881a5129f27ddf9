"""The personal part of the catalogue: for one terminal and one day, so that a stolen disk tells nothing.

Theory of operation. The hub derives a key for each terminal and each day, and seals the part with it
(XChaCha20-Poly1305). The terminal keeps the sealed bytes on its disk and the key in memory only: after a cold start
it must ask its hub for the key, and a hub gives none to a terminal that was withdrawn. A key lasts to the end of the
day after its own, so that a foyer that has lost its hub in the evening can serve people the next day, and no longer.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, repr=False)
class DayKey:
    """Opens the personal part of one terminal for a day.

    Attributes:
        id: names the day; `secret` is 32 bytes.
        lasts: seconds for which the terminal may use it, from when it was given.
    """

    id: str
    secret: bytes
    lasts: float

    def __repr__(self) -> str:
        return f"DayKey({self.id!r})"

    def bound(self, terminal_id: object) -> bytes:
        """What the sealed bytes are bound to besides the key: nothing sealed for one terminal opens on another."""
        return f"foyer personal {terminal_id} {self.id}".encode()
