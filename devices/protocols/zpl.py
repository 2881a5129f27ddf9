"""ZPL: the few commands that print a picture on a label and ask a printer how it is, and what it answers.

Theory of operation. A label is one format, `^XA … ^XZ`, that holds one picture (`^GF`), compressed so that a slow
line takes less. Commands that begin with `~` are obeyed at once. A printer that cannot go on keeps what it holds and
prints it by itself later, so what it holds is cancelled (`~JA`), and it is told not to print again what an error
broke off (`^JZN`). `~HS` is answered with three lines, each between STX and ETX; how many formats and labels are
left stands in them. Nothing in a compressed picture can be taken for a command: its letters are those of Base64.

Sources: Zebra, ZPL II Programming Guide, the pages ~HS, ~HI, ~JA, ~PS, ^GF, ^JZ, ^MN, ^PW, ^LL and ^PQ, and its
appendix on Z64. Tried against `devices.simulators`; not yet against a printer.
"""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kiosk.domain.devices import Health, State

ASK = b"~HS"
WHO = b"~HI"
CANCEL = b"~JA"
GO_ON = b"~PS"
START = b"^XA^JZN^XZ"
"""What an error broke off is not printed again by itself."""

_STX, _ETX = b"\x02", b"\x03"
LONGEST_LINE = 200


@dataclass(frozen=True, slots=True)
class Status:
    """How a printer says it is. `left` is how many labels and formats it still holds."""

    bits: dict[str, bool]
    left: int


@dataclass(frozen=True, slots=True)
class Model:
    """What a printer says it is."""

    name: str


@dataclass(frozen=True, slots=True)
class Noise:
    """A line that no printer says."""


Reply = Status | Model | Noise


class Replies:
    """Makes replies of the bytes of a line, however they are cut."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._first: list[str] | None = None
        self._second: list[str] | None = None

    def feed(self, data: bytes) -> Iterator[Reply]:
        """What has been said by now."""
        self._bytes += data
        while True:
            begin = self._bytes.find(_STX)
            if begin < 0:
                if self._bytes.strip(b"\r\n"):
                    self._bytes.clear()
                    yield Noise()
                return
            if self._bytes[:begin].strip(b"\r\n"):
                yield Noise()
            del self._bytes[:begin]
            end = self._bytes.find(_ETX)
            if end < 0:
                if len(self._bytes) > LONGEST_LINE:
                    self._bytes.clear()
                    yield Noise()
                return
            line = bytes(self._bytes[1:end]).decode("ascii", "replace")
            del self._bytes[: end + 1]
            reply = self._line([each.strip() for each in line.split(",")])
            if reply is not None:
                yield reply

    def _line(self, parts: list[str]) -> Reply | None:
        """Three lines make one status; which is which is told by how many parts they have."""
        if len(parts) == 12 and all(map(str.isdigit, parts)):
            self._first, self._second = parts, None
            return None
        if len(parts) == 11 and self._first is not None and all(map(str.isdigit, parts)):
            self._second = parts
            return None
        if len(parts) == 2 and self._first is not None and self._second is not None:
            first, second, self._first, self._second = self._first, self._second, None, None
            return _status(first, second)
        self._first = self._second = None
        if len(parts) == 4 and parts[0] and parts[0].isprintable():
            return Model(parts[0][:80])
        return Noise()


def _status(first: list[str], second: list[str]) -> Status:
    def flag(part: str) -> bool:
        return part == "1"

    bits = {
        "paper_out": flag(first[1]),
        "paused": flag(first[2]),
        "full": flag(first[5]),
        "broken": flag(first[9]),
        "cold": flag(first[10]),
        "hot": flag(first[11]),
        "cover_open": flag(second[2]),
        "ribbon_out": flag(second[3]),
    }
    return Status(bits, int(first[4]) + int(second[8]) + int(first[7]))


_STOPS = ("broken", "cover_open", "paper_out", "ribbon_out", "hot", "paused", "full")
"""What keeps a printer from printing, what a person can do most about first."""


def health(bits: dict[str, bool]) -> Health:
    """How a printer is. One that is paused because of something else says both; the something else matters."""
    stops = tuple(name for name in _STOPS if bits.get(name))
    if "broken" in stops:
        return Health(State.FAILED, stops)
    if stops:
        return Health(State.OFFLINE, tuple(each for each in stops if each != "paused") or stops)
    return Health(State.ONLINE)


def label(rows: Sequence[bytes], height: int, *, gaps: bool) -> bytes:
    """The format that prints a picture once.

    Args:
        rows: `uint8[height][width / 8]`, the leftmost dot in the highest bit, 1 is black.
        height: of the label, in dots; on a roll without gaps it is that of the picture.
        gaps: whether the printer finds the ends of labels by itself; else it measures them out.
    """
    across = len(rows[0]) if rows else 1
    data = b"".join(rows)
    packed = base64.b64encode(zlib.compress(data, 9))
    crc = binascii.crc_hqx(packed, 0)
    tracking = b"^MNY" if gaps else b"^MNN"
    return b"^XA%s^PW%d^LL%d^LH0,0^PQ1" % (
        tracking,
        across * 8,
        height,
    ) + b"^FO0,0^GFA,%d,%d,%d,:Z64:%s:%04X^FS^XZ" % (len(data), len(data), across, packed, crc)
