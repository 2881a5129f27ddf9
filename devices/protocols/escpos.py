"""ESC/POS: the few commands that print a picture and ask a printer how it is, and what it answers.

Theory of operation. Everything is printed as a picture (`GS v 0`), so that every script and every printer looks the
same. Rows without ink are fed, and a band is as wide as its ink: a slow serial line then takes a third of the bytes.

A printer answers on the same line in five ways, which the first byte tells apart: a real-time status (one byte,
`0xx1 xx10`), an automatic status (four bytes, the first `0xx1 xx00`), the paper's status (one byte, `0xx0 xxxx`),
text (`5F … 00`) and the end of clearing (`37 25 00`). Real-time commands are obeyed at once, even within a picture
whose bytes happen to look like one; so no picture may hold such bytes.

Sources: Epson, ESC/POS Command Reference, the pages DLE EOT, DLE DC4 fn 8, GS a, GS r, GS I, GS v 0, GS V and
ESC J. Tried against `devices.simulators`; not yet against a printer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kiosk.domain.devices import Health, State

START = b"\x1b@\x1da\xff"
"""Settings as after power-on, but for a status by itself whenever something changes."""

CLEAR = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
"""Throws away everything that is not printed yet. Real-time; answered with `CLEARED`."""

CLEARED = b"\x37\x25\x00"
FENCE = b"\x1dr\x01"
"""Asks for the paper's status; answered when everything before it has been worked through."""

MODEL = b"\x1dIC"
CUT = b"\x1dVB\x00"
"""Feeds to the blade and cuts all but a point."""

FEED = b"\x1bd\x05"
"""Feeds to where a person tears, on a printer without a blade."""

STATUSES = (1, 2, 3, 4)
BAND = 128
"""Rows in one picture: what every printer's buffer holds."""

MOST_FEED = 255
LONGEST_TEXT = 80

_UNTIL_REAL_TIME = (0x04, 0x05, 0x14)
"""What makes a real-time command of a 10h before it."""


def ask(status: int) -> bytes:
    """Asks for one of the four statuses."""
    return bytes((0x10, 0x04, status))


@dataclass(frozen=True, slots=True)
class Status:
    """How a printer says it is, in one of its four bytes or in its automatic status."""

    bits: dict[str, bool]


@dataclass(frozen=True, slots=True)
class Through:
    """Everything sent before the fence has been worked through."""


@dataclass(frozen=True, slots=True)
class Cleared:
    """Nothing that was sent is left."""


@dataclass(frozen=True, slots=True)
class Said:
    """A text it was asked for."""

    text: str


@dataclass(frozen=True, slots=True)
class Noise:
    """A byte that no printer says."""


Reply = Status | Through | Cleared | Said | Noise


@dataclass(slots=True)
class Replies:
    """Makes replies of the bytes of a line, however they are cut.

    `asked` are the statuses that were asked for and not answered yet: their bytes do not say which they are.
    """

    asked: list[int] = field(default_factory=list)
    _bytes: bytearray = field(default_factory=bytearray)

    def feed(self, data: bytes) -> Iterator[Reply]:
        """What has been said by now."""
        self._bytes += data
        while self._bytes:
            first = self._bytes[0]
            if first & 0x93 == 0x12:
                yield self._status(self._take(1)[0])
            elif first & 0x93 == 0x10:
                if len(self._bytes) < 4:
                    return
                yield Status(_automatic(self._take(4)))
            elif first == 0x37:
                if len(self._bytes) < len(CLEARED):
                    return
                yield Cleared() if self._bytes.startswith(CLEARED) else Noise()
                self._take(len(CLEARED) if self._bytes.startswith(CLEARED) else 1)
            elif first == 0x5F:
                end = self._bytes.find(0)
                if end < 0 and len(self._bytes) <= LONGEST_TEXT:
                    return
                yield self._said(end)
            elif first & 0x90 == 0:
                self._take(1)
                yield Through()
            else:
                self._take(1)
                yield Noise()

    def _said(self, end: int) -> Reply:
        if end < 0:
            self._take(1)
            return Noise()
        text = self._take(end + 1)[1:-1].decode("ascii", "replace")
        return Said("".join(each for each in text if each.isprintable())[:LONGEST_TEXT])

    def _status(self, byte: int) -> Reply:
        if not self.asked:
            return Status({})  # it was waited for too short a time
        match self.asked.pop(0):
            case 1:
                return Status({"offline": bool(byte & 0x08)})
            case 2:
                return Status(
                    {"cover_open": bool(byte & 0x04), "feeding": bool(byte & 0x08), "error": bool(byte & 0x40)}
                )
            case 3:
                return Status({"cutter": bool(byte & 0x08), "broken": bool(byte & 0x20), "hot": bool(byte & 0x40)})
        return Status({"paper_low": bool(byte & 0x0C), "paper_out": bool(byte & 0x60)})

    def _take(self, count: int) -> bytes:
        taken = bytes(self._bytes[:count])
        del self._bytes[:count]
        return taken


def _automatic(four: bytes) -> dict[str, bool]:
    first, second, third, _ = four
    return {
        "offline": bool(first & 0x08),
        "cover_open": bool(first & 0x20),
        "feeding": bool(first & 0x40),
        "cutter": bool(second & 0x08),
        "broken": bool(second & 0x20),
        "hot": bool(second & 0x40),
        "error": False,
        "paper_low": bool(third & 0x03),
        "paper_out": bool(third & 0x0C),
    }


_STOPS = ("broken", "cutter", "cover_open", "paper_out", "hot", "error", "offline")
"""What keeps a printer from printing, what a person can do most about first; `offline` only where nothing says
why."""


def health(bits: dict[str, bool]) -> Health:
    """How a printer is, by the bits of all of its statuses."""
    stops = tuple(name for name in _STOPS if bits.get(name))
    if "broken" in stops or "cutter" in stops:
        return Health(State.FAILED, stops)
    if stops:
        return Health(
            State.OFFLINE, stops if stops == ("offline",) else tuple(each for each in stops if each != "offline")
        )
    if bits.get("paper_low"):
        return Health(State.DEGRADED, ("paper_low",))
    return Health(State.ONLINE)


def picture(rows: Sequence[bytes]) -> Iterator[bytes]:
    """The commands that print a picture, in pieces.

    Args:
        rows: `uint8[height][width / 8]`, the leftmost dot in the highest bit, 1 is black.
    """
    row = 0
    while row < len(rows):
        ink = bool(rows[row].strip(b"\x00"))
        end = row
        while end < len(rows) and bool(rows[end].strip(b"\x00")) == ink and end - row < (BAND if ink else MOST_FEED):
            end += 1
        yield _band(rows[row:end]) if ink else bytes((0x1B, 0x4A, end - row))
        row = end


def _band(rows: Sequence[bytes]) -> bytes:
    width = max(len(row.rstrip(b"\x00")) for row in rows)
    data = _harmless(b"".join(row[:width] for row in rows))
    return b"\x1dv0\x00" + width.to_bytes(2, "little") + len(rows).to_bytes(2, "little") + data


def _harmless(data: bytes) -> bytes:
    """The same picture with no real-time command in it: one more dot where there would have been one."""
    if not any(bytes((0x10, after)) in data for after in _UNTIL_REAL_TIME):
        return data
    mended = bytearray(data)
    for at in range(len(mended) - 1):
        if mended[at] == 0x10 and mended[at + 1] in _UNTIL_REAL_TIME:
            mended[at] = 0x18
    return bytes(mended)
