"""Small relay boards on a serial line, as LCUS-1 to LCUS-8: four bytes switch a relay, one asks for all of them.

Many answer nothing at all. Those that do answer a line for each relay, such as `CH1: OFF`.

Source: seen in boards' leaflets and in usbrelay issues #121 and #128; the variants are in docs/devices/relay.lcus.md.
"""

from __future__ import annotations

from typing import Final

import re2

ASK: Final = b"\xff"
_LONGEST: Final = 512
_STATE: Final = re2.compile(rb"CH([1-8]): ?(ON|OFF) ?\r?\n")


def switch(channel: int, *, on: bool) -> bytes:
    """Switches a relay, counted from 1."""
    words = [0xA0, channel, int(on)]
    return bytes([*words, sum(words) & 0xFF])


class Answers:
    """What a board says, however the line cuts it."""

    def __init__(self, relays: int) -> None:
        self._relays = relays
        self._held = b""

    def forget(self) -> None:
        """What came before does not count."""
        self._held = b""

    def feed(self, data: bytes) -> tuple[bool, ...] | None:
        """Whether each relay is on, once all of them were told.

        Raises:
            ValueError: this is no such board.
        """
        self._held += data
        told = {int(number): word == b"ON" for number, word in _STATE.findall(self._held)}
        if told.keys() >= set(range(1, self._relays + 1)):
            self._held = b""
            return tuple(told[number] for number in range(1, self._relays + 1))
        if len(self._held) > _LONGEST:
            raise ValueError("only noise")
        return None
