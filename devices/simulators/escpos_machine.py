"""What an ESC/POS printer does with the bytes it is given: obeys, answers, and makes paper.

It draws pictures and feeds paper, which is all that Foyer sends; letters that are sent as text it passes over.

Theory of operation. Bytes come in and answers go out; time is passed in. Real-time commands are obeyed as they
arrive. Everything else waits in the buffer and is worked through at the speed of the paper, but only while the
printer can
print: what it holds when the paper runs out comes out by itself when there is paper again, as it does on real ones.
When the buffer is full it takes no more. A fault can be put on it and taken off.

Sources: as `devices.protocols.escpos`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

Fault = Literal["cover_open", "paper_low", "paper_out", "cutter", "silent", "stalled"]
"""`silent`: it takes everything and answers nothing. `stalled`: it neither takes nor answers."""

BUFFER: Final = 65_536
LONGEST_PAPER: Final = 8000
"""Rows after which a paper is cut whether it is asked to or not: a metre."""

CLEAR: Final = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"

_FIXED: Final = {
    b"\x1b@": 2,
    b"\x1bJ": 3,
    b"\x1bd": 3,
    b"\x1ba": 3,
    b"\x1bp": 5,
    b"\x1da": 3,
    b"\x1dr": 3,
    b"\x1dI": 3,
    b"\x1dv": 8,
    b"\x1dV": 3,
}
"""Commands by their first two bytes, and how long they are; `GS v` is followed by its picture, `GS V B` is longer."""


@dataclass(slots=True)
class Paper:
    """One piece of paper: rows of `width / 8` bytes, 1 is black. `cut` once it has come off the roll."""

    rows: list[bytes] = field(default_factory=list)
    cut: bool = False


class Machine:
    """One printer.

    Args:
        width: dots across the paper.
        model: what it answers when it is asked.
        speed: rows a second; 0 takes no time. Real ones print about 1200.
        most_papers: how many pieces are remembered.
    """

    def __init__(
        self, width: int = 576, model: str = "FOYER SIMULATOR", speed: float = 0, most_papers: int = 20
    ) -> None:
        self.width, self._model, self.speed, self._most = width, model, speed, most_papers
        self.faults: set[str] = set()
        self.papers: list[Paper] = [Paper()]
        self.taken = 0
        """How many papers were cut since it was made."""
        self._buffer = bytearray()
        self._came = bytearray()
        self._automatic = False
        self._told = b""
        self.busy_until = 0.0

    @property
    def room(self) -> int:
        """Bytes it takes now."""
        return 0 if "stalled" in self.faults else BUFFER - len(self._buffer)

    def power_on(self) -> None:
        """As after it was off: nothing it held is left."""
        self._buffer.clear()
        self._came.clear()
        self._automatic = False
        self.busy_until = 0.0

    def feed(self, data: bytes, now: float) -> bytes:
        """Takes bytes. Gives what it answers at once."""
        answers = bytearray()
        for byte in data:
            self._came.append(byte)
            self._buffer.append(byte)
            del self._came[: -len(CLEAR)]
            if self._came == CLEAR:
                self._buffer.clear()
                self._came.clear()
                answers += b"\x37\x25\x00"
            elif self._came[-3:-1] == b"\x10\x04" and 1 <= byte <= 4:
                # In the middle of a picture it is both: answered, and printed.
                if not self._in_picture():
                    del self._buffer[-3:]
                answers += self._status(byte)
        return self._out(bytes(answers) + self.work(now))

    def work(self, now: float) -> bytes:
        """Goes on with what it holds. Gives what it answers."""
        answers = bytearray()
        while self._can_print() and self._buffer and now >= self.busy_until:
            length = self._whole()
            if length is None:
                break
            command = bytes(self._buffer[:length])
            del self._buffer[:length]
            before = len(self.papers[-1].rows)
            answers += self._obey(command)
            if self.speed:
                rows = max(0, len(self.papers[-1].rows) - before)
                self.busy_until = max(now, self.busy_until) + rows / self.speed
        if self._automatic and (state := self._four()) != self._told:
            self._told = state
            answers += state
        return self._out(bytes(answers))

    # --- what it answers ---

    def _out(self, answers: bytes) -> bytes:
        return b"" if self.faults & {"silent", "stalled"} else answers

    def _can_print(self) -> bool:
        return not self.faults & {"cover_open", "paper_out", "cutter", "stalled"}

    def _status(self, number: int) -> bytes:
        has = self.faults.__contains__
        byte = 0x12
        match number:
            case 1:
                byte |= 0x00 if self._can_print() else 0x08
            case 2:
                byte |= 0x04 * has("cover_open") | 0x20 * has("paper_out") | 0x40 * has("cutter")
            case 3:
                byte |= 0x08 * has("cutter")
            case _:
                byte |= 0x0C * (has("paper_low") or has("paper_out")) | 0x60 * has("paper_out")
        return bytes([byte])

    def _four(self) -> bytes:
        has = self.faults.__contains__
        first = 0x10 | 0x08 * (not self._can_print()) | 0x20 * has("cover_open")
        third = 0x03 * (has("paper_low") or has("paper_out")) | 0x0C * has("paper_out")
        return bytes([first, 0x08 * has("cutter"), third, 0x0F])

    # --- what it does ---

    def _whole(self) -> int | None:
        """How long the next command is; `None` while it is not all there."""
        first = self._buffer[0]
        if first not in (0x1B, 0x1D, 0x10):
            return 1
        if len(self._buffer) < 2:
            return None
        start = bytes(self._buffer[:2])
        length = _FIXED.get(start, 3 if first == 0x10 else 2)
        if start == b"\x1dV" and len(self._buffer) > 2 and self._buffer[2] in b"AB":
            length = 4
        if start == b"\x1dv" and len(self._buffer) >= length:
            across, down = (int.from_bytes(self._buffer[at : at + 2], "little") for at in (4, 6))
            length += across * down
        return length if len(self._buffer) >= length else None

    def _in_picture(self) -> bool:
        """Whether the bytes that came last belong to a picture that is not all there yet."""
        at, held = 0, bytes(self._buffer)
        while at < len(held):
            if held[at : at + 2] == b"\x1dv" and len(held) >= at + 8:
                across, down = (int.from_bytes(held[at + n : at + n + 2], "little") for n in (4, 6))
                at += 8 + across * down
            else:
                at += _FIXED.get(held[at : at + 2], 1)
        return at > len(held)

    def _obey(self, command: bytes) -> bytes:
        paper = self.papers[-1]
        match command[:2]:
            case b"\x1b@":
                self._automatic = False
            case b"\x1bJ":
                paper.rows += [bytes(self.width // 8)] * command[2]
            case b"\x1bd":
                paper.rows += [bytes(self.width // 8)] * (30 * command[2])
            case b"\x1da":
                self._automatic, self._told = command[2] != 0, b""
            case b"\x1dr":
                return bytes([0x03 if "paper_low" in self.faults else 0x00])
            case b"\x1dI":
                return b"_" + self._model.encode("ascii") + b"\x00"
            case b"\x1dv":
                across = int.from_bytes(command[4:6], "little")
                whole = self.width // 8
                data = command[8:]
                lines = (data[at : at + across] for at in range(0, len(data), across or 1))
                paper.rows += [line[:whole].ljust(whole, b"\x00") for line in lines]
            case b"\x1dV":
                self._cut()
        if len(self.papers[-1].rows) > LONGEST_PAPER:
            self._cut()
        return b""

    def _cut(self) -> None:
        self.papers[-1].cut = True
        self.taken += 1
        self.papers.append(Paper())
        del self.papers[: -self._most - 1]
