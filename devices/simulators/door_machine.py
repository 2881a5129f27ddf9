"""A door in memory, with its lock, its contacts and the board they hang on, in time that is passed in.

The board speaks Modbus and has four relays with timers (flash coils), of which the first feeds the lock, and four
inputs: 1 the door is shut, 2 somebody presses the button inside, 3 somebody stands in front, 4 there is no fire.
What it obeys, and what it answers, follows the sources of `devices.protocols.modbus`.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import Final, Literal

from devices.protocols.modbus import (
    FLASH,
    FLASH_UNIT,
    IDENTIFY,
    READ_COILS,
    READ_INPUTS,
    WRITE_COIL,
    WRITE_COILS,
    crc,
)

RELAYS, INPUTS = 4, 4
MODEL: Final = ("FOYER SIMULATOR", "DOOR", "1")

Fault = Literal["door_open", "button", "presence", "fire"]
"""What can be done to it: the door opened by whatever force it takes, the button pressed, somebody in front, fire."""


@dataclass
class Machine:
    """One board with one door.

    Attributes:
        timers: whether it knows flash coils, and so ends a pulse itself.
        pulses: for each time a relay was on, its number and from when to when; the last may be on still.
    """

    timers: bool = True
    faults: set[str] = field(default_factory=set)
    until: dict[int, float] = field(default_factory=dict)
    pulses: list[list[float]] = field(default_factory=list)

    def work(self, now: float) -> None:
        """Time passes."""
        for relay in [relay for relay, until in self.until.items() if now >= until]:
            self._off(relay, self.until[relay])

    def power_on(self) -> None:
        """It was without power: every relay has fallen."""
        for relay in list(self.until):
            self._off(relay, self.until[relay])

    def released(self, now: float) -> bool:
        """Whether the lock of the door lets go."""
        self.work(now)
        return 0 in self.until

    def answer(self, question: bytes, now: float) -> bytes:
        """What it says to a question."""
        self.work(now)
        try:
            return self._answered(question, now)
        except (struct.error, IndexError):
            return bytes([question[0] | 0x80, 3])

    def _answered(self, question: bytes, now: float) -> bytes:
        match question[0]:
            case function if function in (READ_COILS, READ_INPUTS):
                first, count = struct.unpack(">HH", question[1:5])
                states = self._relays() if function == READ_COILS else self._inputs()
                if first or not 1 <= count <= len(states):
                    return bytes([function | 0x80, 2])
                return bytes([function, 1, sum(on << at for at, on in enumerate(states[:count]))])
            case function if function == WRITE_COIL:
                address, value = struct.unpack(">HH", question[1:5])
                if self.timers and FLASH <= address < FLASH + RELAYS:
                    self._on(address - FLASH, now, now + value * FLASH_UNIT)
                elif address < RELAYS and value in (0xFF00, 0):
                    self._on(address, now, float("inf")) if value else self._off(address, now)
                else:
                    return bytes([function | 0x80, 2])
                return question[:5]
            case function if function == WRITE_COILS:
                first, count = struct.unpack(">HH", question[1:5])
                if first or not 1 <= count <= RELAYS:
                    return bytes([function | 0x80, 2])
                for at in range(count):
                    self._on(at, now, float("inf")) if question[6] >> at & 1 else self._off(at, now)
                return question[:5]
            case function if function == IDENTIFY:
                texts = b"".join(bytes([at, len(text)]) + text.encode("ascii") for at, text in enumerate(MODEL))
                return bytes([IDENTIFY, 0x0E, 0x01, 0x01, 0x00, 0x00, len(MODEL)]) + texts
        return bytes([question[0] | 0x80, 1])

    def _relays(self) -> list[bool]:
        return [relay in self.until for relay in range(RELAYS)]

    def _inputs(self) -> list[bool]:
        has = self.faults.__contains__
        return [not has("door_open"), has("button"), has("presence"), not has("fire")]

    def _on(self, relay: int, now: float, until: float) -> None:
        if relay not in self.until:
            self.pulses.append([relay, now, float("inf")])
        self.until[relay] = until

    def _off(self, relay: int, now: float) -> None:
        if self.until.pop(relay, None) is not None:
            next(pulse for pulse in reversed(self.pulses) if pulse[0] == relay)[2] = now


class Rtu:
    """The questions on a serial line, one after the other, and the answers to those for this board."""

    def __init__(self, machine: Machine, unit: int = 1) -> None:
        self._machine, self._unit = machine, unit
        self._held = bytearray()

    def feed(self, data: bytes, now: float) -> bytes:
        """Takes bytes, and gives what is answered."""
        self._held += data
        answers = b""
        while self._held:
            length = 8 if len(self._held) < 2 else _length(self._held)
            if len(self._held) < length:
                # A beginning that can never become a question is noise.
                if len(self._held) >= 2 and self._held[1] not in _KNOWN:
                    del self._held[0]
                    continue
                break
            whole = bytes(self._held[:length])
            if crc(whole[:-2]) != whole[-2:]:
                del self._held[0]
                continue
            del self._held[:length]
            if whole[0] == self._unit:
                answer = bytes([self._unit]) + self._machine.answer(whole[1:-2], now)
                answers += answer + crc(answer)
        return answers


class Tcp:
    """The same on a network."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._held = bytearray()

    def feed(self, data: bytes, now: float) -> bytes:
        """Takes bytes, and gives what is answered."""
        self._held += data
        answers = b""
        while len(self._held) >= 8:
            number, protocol, length, unit = struct.unpack(">HHHB", self._held[:7])
            if protocol or not 2 <= length <= 260:
                self._held.clear()
                break
            if len(self._held) < 6 + length:
                break
            answer = self._machine.answer(bytes(self._held[7 : 6 + length]), now)
            del self._held[: 6 + length]
            answers += struct.pack(">HHHB", number, 0, len(answer) + 1, unit) + answer
        return answers


_KNOWN: Final = (READ_COILS, READ_INPUTS, WRITE_COIL, WRITE_COILS, IDENTIFY)


def _length(held: bytearray) -> int:
    """How long a question on a serial line is that begins like this."""
    if held[1] == WRITE_COILS:
        return 9 + held[6] if len(held) > 6 else 10
    return 7 if held[1] == IDENTIFY else 8
