"""Finds what a scanner or a card reader has read in the bytes that come from it, and never holds more than one.

Theory of operation. Such devices send characters and mark where a reading begins and ends, each model in its own way:
a character before, one or two after, so many in between, or nothing but a pause. So the marks are settings. Bytes may
come one by one or several readings at once. What has no end within the pause, is longer than a reading can be, or
does not add up is told as spoilt, by its reason and never its content, and the next reading begins afresh.

Sources: RDM6300 and ID-12 data sheets (02, ten hexadecimal digits, two that are the XOR of the five bytes, 03; ID-12
adds CR LF before 03); Honeywell, Zebra and Newland scanners in USB-CDC mode send the code and a suffix, CR as a rule.
"""

from __future__ import annotations

import binascii
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import xor
from typing import Literal

from kiosk.domain.readers import Spoilt

Checksum = Literal["none", "xor", "sum"]

_NEW_LINES = b"\r\n"


@dataclass(frozen=True, slots=True)
class Framing:
    """How a device marks what it has read.

    Attributes:
        start, end: bytes before and after; without `end`, `length` or a pause ends it.
        length: bytes between them, the checksum included; 0 for any.
        checksum: what the last two hexadecimal digits are of the bytes that those before them stand for.
        longest: bytes of a reading, at most.
        pause: seconds without a byte after which nothing more of it comes.
    """

    start: bytes = b""
    end: bytes = b"\r"
    length: int = 0
    checksum: Checksum = "none"
    longest: int = 512
    pause: float = 0.3


@dataclass(frozen=True, slots=True, repr=False)
class Frame:
    """One reading, without its marks and its checksum."""

    body: bytes


@dataclass(frozen=True, slots=True)
class Bad:
    """Something that is no reading: why, and how many bytes it had."""

    reason: Spoilt
    length: int


class Framer:
    """Takes bytes as they come and gives readings. `now` is seconds of a clock that only goes forward."""

    def __init__(self, framing: Framing) -> None:
        self._framing = framing
        self._held = bytearray()
        self._inside = not framing.start
        self._over = 0
        """Bytes of a reading that is too long: the rest of it is passed over."""
        self._last = 0.0

    @property
    def holds(self) -> bool:
        """Whether a reading has begun and not ended."""
        return bool(self._over) or bool(self._held and self._inside)

    def feed(self, data: bytes, now: float) -> Iterator[Frame | Bad]:
        """What these bytes complete. To be used up before more is fed."""
        yield from self.tick(now)
        for byte in data:
            self._last = now
            found = self._take(byte)
            if found is not None:
                yield found

    def tick(self, now: float) -> Iterator[Frame | Bad]:
        """What the time that has passed completes."""
        if now - self._last < self._framing.pause:
            return
        if self._over:
            yield Bad("too_long", self._over)
        elif self._inside and self._held.strip(_NEW_LINES):
            if self._framing.end or self._framing.length:
                yield Bad("half_read", len(self._held))
            else:
                yield self._read(bytes(self._held))
        self._begin()

    def _begin(self) -> None:
        self._held.clear()
        self._over = 0
        self._inside = not self._framing.start

    def _take(self, byte: int) -> Frame | Bad | None:
        framing = self._framing
        self._held.append(byte)
        if framing.start and self._held.endswith(framing.start):
            lost = len(self._held) - len(framing.start) if self._inside else 0
            self._begin()
            self._inside = True
            return Bad("half_read", lost) if lost else None
        if not self._inside:
            # Noise before a reading: only as much is kept as its first mark may be hidden in.
            del self._held[: -len(framing.start)]
            return None
        if framing.end and self._held.endswith(framing.end):
            body, over = bytes(self._held[: -len(framing.end)]), self._over
            self._begin()
            if over:
                return Bad("too_long", over + len(body))
            return self._read(body) if body.strip(_NEW_LINES) else None
        if framing.length and not framing.end and len(self._held) == framing.length:
            body = bytes(self._held)
            self._begin()
            return self._read(body)
        if len(self._held) > framing.longest:
            self._over += len(self._held) - len(framing.end)
            del self._held[: len(self._held) - len(framing.end)]
        return None

    def _read(self, body: bytes) -> Frame | Bad:
        body = body.strip(_NEW_LINES)
        if self._framing.length and len(body) != self._framing.length:
            return Bad("wrong_length", len(body))
        if self._framing.checksum == "none":
            return Frame(body)
        try:
            *told, check = binascii.unhexlify(body)
        except ValueError:
            return Bad("checksum", len(body))
        return (
            Frame(body[:-2]) if told and _SUMS[self._framing.checksum](told) == check else Bad("checksum", len(body))
        )


_SUMS: dict[str, Callable[[list[int]], int]] = {
    "xor": lambda told: reduce(xor, told),
    "sum": lambda told: sum(told) % 256,
}
