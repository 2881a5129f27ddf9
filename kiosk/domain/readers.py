"""What readers of cards and codes tell: what was shown, where and when.

These are facts of the moment. They go to the screen that asks for them just then, and nobody keeps them for whoever
comes next. The number of a card is in none of them: a reader gives a keyed hash of it, which is the same for the same
card at every terminal of a council, and tells nothing to whoever has not the key.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Reads = Literal["card", "code"]
"""What a reader reads: cards that are held to it, or printed and shown codes."""

FRESH: Final = 2.0
"""Seconds after which what was shown is no longer for whoever is at the screen."""

PART: Final = "card_key"
"""Where the key stands in what a terminal may know about people."""

KEY_BYTES: Final = 32
DIGEST_DIGITS: Final = 64
"""Hexadecimal digits of what stands for a card."""


@dataclass(frozen=True, slots=True, repr=False)
class Shown:
    """Somebody showed something.

    Attributes:
        device: the reader, as the operator calls it; `place` is where it is, in the operator's words.
        at: when, on the monotonic clock, in seconds.
        digest: of a card; `text` of a code.
    """

    kind: Reads
    device: str
    at: float
    digest: str = ""
    text: str = ""
    place: str = ""

    def __repr__(self) -> str:
        return f"Shown({self.kind!r}, {self.device!r})"


@dataclass(frozen=True, slots=True)
class Removed:
    """The card was taken away, by a reader that can tell."""

    device: str
    at: float
    place: str = ""


Spoilt = Literal[
    "half_read", "too_long", "checksum", "wrong_length", "not_text", "no_number", "random_number", "mute"
]
"""Why something could not be read. `random_number`: a card that says another number each time; `mute`: a card that
does not answer, or several at once."""


@dataclass(frozen=True, slots=True)
class Unread:
    """Something was shown that could not be read. What it was is not known here."""

    device: str
    at: float
    reason: Spoilt
    place: str = ""


Reading = Shown | Removed | Unread
"""Whatever a reader tells."""
