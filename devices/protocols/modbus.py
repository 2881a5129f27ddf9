"""Modbus, as far as relay boards need it: a few questions, on a serial line (RTU) or on a network (TCP).

Theory of operation. There is one question at a time. `frame` makes its bytes and forgets whatever came before it;
`feed` takes what the line brings, however it is cut, and gives the answer once it is whole. On a serial line nothing
says how long an answer is: that follows from what was asked, and its checksum tells it from noise. On a network each
answer carries the number of its question, and those of others are passed over.

Source: MODBUS Application Protocol Specification V1.1b3, 6.1, 6.2, 6.5, 6.11 and 6.21; MODBUS over Serial Line V1.02,
2.5.1; MODBUS Messaging on TCP/IP V1.0b, 3.1.3; Waveshare wiki, "Modbus RTU Relay" and "Modbus POE ETH Relay" (flash).
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Final, Protocol

READ_COILS, READ_INPUTS, WRITE_COIL, WRITE_COILS, IDENTIFY = 0x01, 0x02, 0x05, 0x0F, 0x2B
ON, OFF = 0xFF00, 0x0000

FLASH: Final = 0x0200
"""Where the coils are that go off by themselves: what is written there is how long they stay on."""

FLASH_UNIT: Final = 0.1
"""Seconds that one of these stands for."""

_REFUSED: Final = 0x80
_LONGEST: Final = 260
"""Bytes of the longest frame. What is longer than that without an answer in it is noise."""


class Framing(Protocol):
    """How questions and answers travel."""

    def frame(self, question: bytes) -> bytes:
        """The bytes of a question. Whatever was asked before is not waited for any more."""

    def feed(self, data: bytes) -> bytes | None:
        """The answer to the last question, once all of it has come.

        Raises:
            ValueError: this is no such board.
        """


# --- what is asked ---


def read_coils(count: int) -> bytes:
    """Which of the first relays are on."""
    return struct.pack(">BHH", READ_COILS, 0, count)


def read_inputs(count: int) -> bytes:
    """Which of the first inputs are closed."""
    return struct.pack(">BHH", READ_INPUTS, 0, count)


def switch(channel: int, *, on: bool) -> bytes:
    """Switches a relay, counted from 0."""
    return struct.pack(">BHH", WRITE_COIL, channel, ON if on else OFF)


def flash(channel: int, seconds: float) -> bytes:
    """Switches a relay on that the board itself switches off: never later than it is told."""
    return struct.pack(">BHH", WRITE_COIL, FLASH + channel, max(1, int(seconds / FLASH_UNIT + 1e-6)))


def all_off(count: int) -> bytes:
    """Switches the first relays off."""
    length = (count + 7) // 8
    return struct.pack(">BHHB", WRITE_COILS, 0, count, length) + bytes(length)


IDENTITY: Final = struct.pack(">BBBB", IDENTIFY, 0x0E, 0x01, 0x00)
"""Asks a board what it is. Many do not know the question."""


# --- what is answered ---


class BoardRefused(Exception):
    """The board says that it has not done what it was asked."""


def check(question: bytes, answer: bytes) -> bytes:
    """The answer, when it is one to the question.

    Raises:
        BoardRefused: it says no.
        ValueError: it is another one.
    """
    if not answer or answer[0] & ~_REFUSED != question[0]:
        raise ValueError("an answer to another question")
    if answer[0] & _REFUSED:
        raise BoardRefused
    if question[0] in (WRITE_COIL, WRITE_COILS) and answer[:5] != question[:5]:
        raise ValueError("something else was switched")
    return answer


def bits(answer: bytes, count: int) -> tuple[bool, ...]:
    """The first bits of an answer to `read_coils` or `read_inputs`.

    Raises:
        ValueError: there are fewer.
    """
    held = answer[2:]
    if len(answer) < 2 or answer[1] != len(held) or len(held) != (count + 7) // 8:
        raise ValueError("not as many as were asked for")
    return tuple(bool(held[at // 8] >> at % 8 & 1) for at in range(count))


def identity(answer: bytes) -> Sequence[str]:
    """The texts in an answer to `IDENTITY`: who made it, what they call it, its version.

    Raises:
        ValueError: there are none in it.
    """
    if len(answer) < 7:
        raise ValueError("no identity")
    found, at = [], 7
    for _ in range(answer[6]):
        if len(answer) < at + 2 or len(answer) < at + 2 + answer[at + 1]:
            raise ValueError("an identity that ends too early")
        found.append(answer[at + 2 : at + 2 + answer[at + 1]].decode("ascii", "replace"))
        at += 2 + answer[at + 1]
    return found


# --- how it travels ---


def crc(data: bytes) -> bytes:
    """The checksum of a frame on a serial line, as it follows the frame."""
    value = 0xFFFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ 0xA001 if value & 1 else value >> 1
    return value.to_bytes(2, "little")


class Rtu:
    """On a serial line.

    Args:
        unit: the board's address on the line, 1 to 247.
    """

    def __init__(self, unit: int) -> None:
        self._unit, self._asked = unit, 0
        self._buffer = bytearray()

    def frame(self, question: bytes) -> bytes:
        self._asked = question[0]
        self._buffer.clear()
        whole = bytes([self._unit]) + question
        return whole + crc(whole)

    def feed(self, data: bytes) -> bytes | None:
        self._buffer += data
        # Noise may stand before an answer, and may look like the beginning of one.
        for start in range(len(self._buffer)):
            held = bytes(self._buffer[start:])
            length = self._length(held)
            if length and len(held) >= length and crc(held[: length - 2]) == held[length - 2 : length]:
                return held[1 : length - 2]
        if len(self._buffer) > 2 * _LONGEST:
            raise ValueError("only noise")
        return None

    def _length(self, held: bytes) -> int | None:
        """How long the frame is that begins here; `None` while that is not known, or when none does."""
        if len(held) < 3 or held[0] != self._unit or held[1] & ~_REFUSED != self._asked:
            return None
        if held[1] & _REFUSED:
            return 5
        if self._asked in (READ_COILS, READ_INPUTS):
            return 5 + held[2]
        return _identity_length(held) if self._asked == IDENTIFY else 8


def _identity_length(held: bytes) -> int | None:
    """The same for an answer to `IDENTITY`, which says only piece by piece how long it is."""
    if len(held) < 8:
        return None
    at = 8
    for _ in range(held[7]):
        if len(held) < at + 2:
            return None
        at += 2 + held[at + 1]
    return at + 2


class Tcp:
    """On a network.

    Args:
        unit: the board's address behind its network socket, 1 to 247; most answer to any.
    """

    def __init__(self, unit: int) -> None:
        self._unit, self._number = unit, 0
        self._buffer = bytearray()

    def frame(self, question: bytes) -> bytes:
        self._number = (self._number + 1) % 0x10000
        return struct.pack(">HHHB", self._number, 0, len(question) + 1, self._unit) + question

    def feed(self, data: bytes) -> bytes | None:
        self._buffer += data
        found = None
        while len(self._buffer) >= 7:
            number, protocol, length, _ = struct.unpack(">HHHB", self._buffer[:7])
            if protocol or not 2 <= length <= _LONGEST:
                raise ValueError("no Modbus")
            if len(self._buffer) < 6 + length:
                break
            if number == self._number:
                found = bytes(self._buffer[7 : 6 + length])
            del self._buffer[: 6 + length]
        return found
