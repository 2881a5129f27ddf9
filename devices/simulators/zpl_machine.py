"""What a label printer does with the ZPL it is given: obeys, answers, and makes labels.

It draws pictures (`^GF`), which is all that Foyer sends, and knows no fonts and no bar codes of its own.

Theory of operation. Bytes come in and answers go out; time is passed in. Commands that begin with `~` are obeyed as
they arrive. Formats wait in the buffer and are printed one after the other, but only while the printer can: what it
holds when the labels run out comes out by itself when there are labels again, as it does on real ones.

Sources: as `devices.protocols.zpl`.
"""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from typing import Final, Literal

from devices.simulators.escpos_machine import Paper

Fault = Literal["cover_open", "paper_out", "ribbon_out", "paused", "silent", "stalled"]
"""`silent`: it takes everything and answers nothing. `stalled`: it neither takes nor answers."""

BUFFER: Final = 1_000_000
_STOPS: Final = {"cover_open", "paper_out", "ribbon_out", "paused", "stalled"}
_GRAPHIC: Final = re.compile(rb"\^FO(\d+),(\d+)\^GFA,(\d+),(\d+),(\d+),([^\^]*)\^FS")


class Machine:
    """One printer.

    Args:
        width: dots across a label.
        model: what it answers when it is asked.
        speed: rows a second; 0 takes no time.
        most_papers: how many labels are remembered.
    """

    def __init__(
        self, width: int = 576, model: str = "FOYER SIMULATOR", speed: float = 0, most_papers: int = 20
    ) -> None:
        self.width, self._model, self.speed, self._most = width, model, speed, most_papers
        self.faults: set[str] = set()
        self.papers: list[Paper] = [Paper()]
        self.taken = 0
        """How many labels were printed since it was made."""
        self._came = bytearray()
        self._formats: list[bytes] = []
        self._printing: list[bytes] = []
        self.busy_until = 0.0

    @property
    def room(self) -> int:
        """Bytes it takes now."""
        return 0 if "stalled" in self.faults else BUFFER - len(self._came) - sum(map(len, self._formats))

    def power_on(self) -> None:
        """As after it was off: nothing it held is left."""
        self._cancel()
        self._came.clear()
        self.busy_until = 0.0

    def feed(self, data: bytes, now: float) -> bytes:
        """Takes bytes. Gives what it answers at once."""
        answers = bytearray()
        for byte in data:
            self._came.append(byte)
            if byte == ord("~") or len(self._came) < 3:
                continue
            last = bytes(self._came[-3:])
            if last[:1] == b"~" and last[1:].isalpha():
                del self._came[-3:]
                answers += self._at_once(last)
            elif last == b"^XZ":
                whole, self._came = bytes(self._came), bytearray()
                if (begin := whole.rfind(b"^XA")) >= 0:
                    self._formats.append(whole[begin:])
        return self._out(bytes(answers) + self.work(now))

    def work(self, now: float) -> bytes:
        """Goes on with what it holds. Answers nothing by itself."""
        while not self.faults & _STOPS and now >= self.busy_until:
            if self._printing:
                row = self._printing.pop(0)
                self.papers[-1].rows.append(row)
                if self.speed:
                    # However seldom somebody looks, it has gone on meanwhile.
                    self.busy_until += 1 / self.speed
                if not self._printing:
                    self._cut()
            elif self._formats:
                self._printing = self._drawn(self._formats.pop(0))
                self.busy_until = max(now, self.busy_until)
            else:
                break
        return b""

    # --- what it answers ---

    def _out(self, answers: bytes) -> bytes:
        return b"" if self.faults & {"silent", "stalled"} else answers

    def _at_once(self, command: bytes) -> bytes:
        match command:
            case b"~HS":
                return self._status()
            case b"~HI":
                return b"\x02" + self._model.encode("ascii") + b",V1,8,8192KB\x03\r\n"
            case b"~JA":
                self._cancel()
            case b"~PS":
                self.faults.discard("paused")
        return b""

    def _status(self) -> bytes:
        def flag(name: str) -> int:
            return int(name in self.faults)

        paused = int(bool(self.faults & _STOPS))
        partial = int(b"^XA" in self._came)
        lines = (
            f"030,{flag('paper_out')},{paused},1245,{len(self._formats):03},0,0,{partial},000,0,0,0",
            f"001,0,{flag('cover_open')},{flag('ribbon_out')},0,2,4,0,{int(bool(self._printing)):08},1,000",
            "1234,0",
        )
        return b"".join(b"\x02" + line.encode("ascii") + b"\x03\r\n" for line in lines)

    # --- what it does ---

    def _cancel(self) -> None:
        """What is under the head is not printed any further, and comes out with the next label's edge."""
        self._formats.clear()
        if self._printing:
            self._printing = []
            if self.papers[-1].rows:
                self._cut()

    def _drawn(self, form: bytes) -> list[bytes]:
        """The rows of a label; none of a format that only sets something."""
        whole = self.width // 8
        found = re.search(rb"\^LL(\d+)", form)
        rows = [bytearray(whole) for _ in range(int(found[1]) if found else 0)]
        for left, top, _, total, across, data in _GRAPHIC.findall(form):
            picture, each = _unpacked(data, int(total)), int(across)
            for number in range(len(picture) // each):
                if int(top) + number < len(rows):
                    at = int(left) // 8
                    row = picture[number * each : number * each + each][: whole - at]
                    rows[int(top) + number][at : at + len(row)] = row
        return [bytes(row) for row in rows]

    def _cut(self) -> None:
        self.papers[-1].cut = True
        self.taken += 1
        self.papers.append(Paper())
        del self.papers[: -self._most - 1]


def _unpacked(data: bytes, total: int) -> bytes:
    """The bytes of a picture; nothing of one that was damaged on the way."""
    try:
        if not data.startswith(b":Z64:"):
            return bytes.fromhex(data.decode("ascii"))[:total]
        packed, _, crc = data.removeprefix(b":Z64:").rpartition(b":")
        if binascii.crc_hqx(packed, 0) != int(crc, 16):
            return b""
        return zlib.decompressobj().decompress(base64.b64decode(packed, validate=True), max(1, total))
    except (ValueError, zlib.error):
        return b""
