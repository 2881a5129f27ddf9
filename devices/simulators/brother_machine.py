"""What a label printer of Brother's does with the bytes it is given: obeys, says how it is, and makes labels.

Theory of operation. As `devices.protocols.brother`. Lines of dots are held until the command to print, and come out
one after the other while the printer can; what it holds when it cannot comes out by itself later, as it does on real
ones.
"""

from __future__ import annotations

from typing import Final, Literal

from devices.protocols.brother import ENDLESS, HEAD, LENGTH
from devices.simulators.escpos_machine import Paper

Fault = Literal["cover_open", "paper_out", "cutter", "wrong_media", "silent", "stalled"]
"""`wrong_media`: another roll is in it. `silent`: it takes everything and says nothing. `stalled`: neither."""

BUFFER: Final = 1_000_000
_STOPS: Final = {"cover_open", "paper_out", "cutter", "stalled"}
_FIXED: Final = {0x61: 4, 0x53: 3, 0x21: 4, 0x7A: 13, 0x4D: 4, 0x41: 4, 0x4B: 4, 0x64: 5}
"""Commands after `ESC i` by their letter, and how long they are in all."""


class Machine:
    """One printer with a roll of 62 mm.

    Args:
        speed: lines a second; 0 takes no time.
        most_papers: how many labels are remembered.
    """

    width = 696
    _MARGIN: Final = 12

    def __init__(self, speed: float = 0, most_papers: int = 20) -> None:
        self.speed, self._most = speed, most_papers
        self.faults: set[str] = set()
        self.papers: list[Paper] = [Paper()]
        self.taken = 0
        self.busy_until = 0.0
        self._came = bytearray()
        self._lines: list[bytes] = []
        self._printing: list[bytes] = []
        self._told = ""

    @property
    def room(self) -> int:
        """Bytes it takes now."""
        return 0 if "stalled" in self.faults else BUFFER - len(self._came)

    def power_on(self) -> None:
        """As after it was off: nothing it held is left."""
        self._came.clear()
        self._clear()
        self.busy_until = 0.0

    def feed(self, data: bytes, now: float, /) -> bytes:
        """Takes bytes. Gives what it says at once."""
        self._came += data
        said = bytearray()
        while self._came and (length := self._whole()) is not None:
            command = bytes(self._came[:length])
            del self._came[:length]
            said += self._obey(command, now)
        return self._out(bytes(said)) + self.work(now)

    def work(self, now: float) -> bytes:
        """Goes on with what it holds. Gives what it says by itself."""
        said = bytearray()
        wrong = " ".join(sorted(self.faults & _STOPS))
        if wrong != self._told:
            self._told = wrong
            if wrong and self._printing:
                said += self._status(2)
        while self._printing and not self.faults & _STOPS and now >= self.busy_until:
            self.papers[-1].rows.append(self._printing.pop(0))
            if self.speed:
                # However seldom somebody looks, it has gone on meanwhile.
                self.busy_until += 1 / self.speed
            if not self._printing:
                self._cut()
                said += self._status(1)
        return self._out(bytes(said))

    def _out(self, said: bytes) -> bytes:
        return b"" if self.faults & {"silent", "stalled"} else said

    def _whole(self) -> int | None:
        """How long the next command is; `None` while it is not all there."""
        first, have = self._came[0], len(self._came)
        length = 1
        if first == 0x1B:
            if have < 2 or (self._came[1] == 0x69 and have < 3):
                return None
            length = _FIXED.get(self._came[2], 3) if self._came[1] == 0x69 else 2
        elif first == 0x67:
            if have < 3:
                return None
            length = 3 + self._came[2]
        elif first == 0x4D:
            length = 2
        return length if have >= length else None

    def _obey(self, command: bytes, now: float) -> bytes:
        match command[:1]:
            case b"\x1b" if command[1:2] == b"@":
                self._clear()
            case b"\x1b" if command[1:3] == b"iS":
                return self._status(0)
            case b"g":
                self._lines.append(self._row(command[3:]))
            case b"Z":
                self._lines.append(bytes(self.width // 8))
            case b"\x1a":
                self._printing, self._lines = self._lines, []
                self.busy_until = max(now, self.busy_until)
        return b""

    def _row(self, line: bytes) -> bytes:
        """A line of the head as it is seen on the label."""
        bits = f"{int.from_bytes(line.ljust(HEAD // 8, bytes(1)), 'big'):0{HEAD}b}"
        return int(bits[self._MARGIN : self._MARGIN + self.width][::-1], 2).to_bytes(self.width // 8, "big")

    def _clear(self) -> None:
        self._lines = []
        if self._printing:
            self._printing = []
            if self.papers[-1].rows:
                self._cut()

    def _status(self, kind: int) -> bytes:
        said = bytearray(LENGTH)
        said[:5] = b"\x80\x20\x42\x34\x7f"
        has = self.faults.__contains__
        said[8] = 0x01 * has("paper_out") | 0x04 * has("cutter")
        said[9] = 0x10 * has("cover_open")
        said[10:12] = bytes((29 if has("wrong_media") else 62, ENDLESS))
        said[18] = kind
        return bytes(said)

    def _cut(self) -> None:
        self.papers[-1].cut = True
        self.taken += 1
        self.papers.append(Paper())
        del self.papers[: -self._most - 1]
