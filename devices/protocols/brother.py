"""Brother's raster language of the QL label printers: a picture line by line, and what the printer says of itself.

Theory of operation. A label is a few settings, one command for each line of dots, and the command to print. The head
has 720 dots and prints from its far end, so each line is mirrored and put where the roll lies. The printer says by
itself when it is through, when it cannot go on, and when it begins and ends to move paper; while it prints it is not
to be asked. Everything it says is 32 bytes with a fixed beginning. Which roll is in it stands there, and is compared
with the one that labels are made for: some printers print on another one and say that all is well.

Sources: Brother, Raster Command Reference for QL-800/810W/820NWB (status, 4.1; commands, 5; sizes of media, 2.3.2
and 2.3.5). Written from that reference alone; tried against `devices.simulators`, not yet against a printer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from kiosk.domain.devices import Health, State

CLEAR: Final = bytes(400) + b"\x1b@"
"""Ends whatever was half said, and throws away what is not printed yet."""

RASTER: Final = b"\x1bia\x01"
ASK: Final = b"\x1biS"
TELLS: Final = b"\x1bi!\x00"
"""It says by itself what changes."""

HEAD: Final = 720
LENGTH: Final = 32
_BEGIN: Final = b"\x80\x20\x42"
ENDLESS, DIE_CUT = 0x0A, 0x0B


@dataclass(frozen=True, slots=True)
class Media:
    """A roll.

    Attributes:
        width_mm, length_mm: of a label; a length of 0 is a roll without end.
        dots: that can be printed across; `rows` along a label, 0 without end.
        margin: dots between the end of the head and the first that prints.
    """

    width_mm: int
    length_mm: int
    dots: int
    rows: int
    margin: int

    @property
    def kind(self) -> int:
        """Its number in the printer's words."""
        return DIE_CUT if self.length_mm else ENDLESS


MEDIA: Final[Mapping[str, Media]] = {
    "29": Media(29, 0, 306, 0, 6),
    "38": Media(38, 0, 413, 0, 12),
    "50": Media(50, 0, 554, 0, 12),
    "62": Media(62, 0, 696, 0, 12),
    "17x54": Media(17, 54, 165, 566, 0),
    "29x90": Media(29, 90, 306, 991, 6),
    "38x90": Media(38, 90, 413, 991, 12),
    "62x29": Media(62, 29, 696, 271, 12),
    "62x100": Media(62, 100, 696, 1109, 12),
}
"""By the name of the roll: DK-22205 is `62`, DK-11202 is `62x100`."""

MODELS: Final[Mapping[int, str]] = {
    0x32: "Brother QL-570",
    0x35: "Brother QL-700",
    0x38: "Brother QL-800",
    0x39: "Brother QL-810W",
    0x41: "Brother QL-820NWB",
    0x43: "Brother QL-1100",
    0x7F: "FOYER SIMULATOR",
}

What = Literal["reply", "done", "error", "other"]
_WHATS: Final[Mapping[int, What]] = {0: "reply", 1: "done", 2: "error"}


@dataclass(frozen=True, slots=True)
class Status:
    """What a printer said: an answer, that it is through, or that it cannot go on; and how it is."""

    what: What
    bits: Mapping[str, bool]
    model: str
    media: tuple[int, int, int]
    """Kind, width and length of the roll in it, the last two in millimetres."""


@dataclass(frozen=True, slots=True)
class Noise:
    """A byte that no such printer says."""


class Replies:
    """Makes replies of the bytes of a line, however they are cut."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def feed(self, data: bytes) -> Iterator[Status | Noise]:
        """What has been said by now."""
        self._bytes += data
        while self._bytes:
            begun = bytes(self._bytes[: len(_BEGIN)])
            if not _BEGIN.startswith(begun):
                del self._bytes[0]
                yield Noise()
            elif len(self._bytes) < LENGTH:
                return
            else:
                said = bytes(self._bytes[:LENGTH])
                del self._bytes[:LENGTH]
                yield _status(said)


def _status(said: bytes) -> Status:
    first, second = said[8], said[9]
    bits = {
        "paper_out": bool(first & 0x03),
        "cutter": bool(first & 0x04),
        "wrong_media": bool(second & 0x01),
        "error": bool(second & 0x04),
        "cover_open": bool(second & 0x10),
        "jam": bool(second & 0x40),
        "broken": bool(second & 0x80),
    }
    return Status(_WHATS.get(said[18], "other"), bits, MODELS.get(said[4], ""), (said[11], said[10], said[17]))


_STOPS: Final = ("broken", "cutter", "cover_open", "jam", "paper_out", "wrong_media", "error")


def health(status: Status, media: Media) -> Health:
    """How a printer is, when labels are made for a roll."""
    found = {name for name in _STOPS if status.bits[name]}
    loaded = status.media
    if "paper_out" not in found and "cover_open" not in found:
        found |= {"wrong_media"} if loaded != (media.kind, media.width_mm, media.length_mm) else set()
    stops = tuple(name for name in _STOPS if name in found)
    if found & {"broken", "cutter"}:
        return Health(State.FAILED, stops)
    return Health(State.OFFLINE, stops) if stops else Health(State.ONLINE)


def label(rows: Sequence[bytes], media: Media) -> bytes:
    """The commands that print a picture once, and cut.

    Args:
        rows: `uint8[height][width / 8]`, the leftmost dot in the highest bit, 1 is black; of at least `media.dots`.
    """
    parts = [
        RASTER,
        TELLS,
        b"\x1biz" + bytes((0x8E, media.kind, media.width_mm, media.length_mm)),
        len(rows).to_bytes(4, "little") + b"\x00\x00",
        b"\x1biM\x40\x1biA\x01\x1biK\x08",
        b"\x1bid" + (0 if media.length_mm else 35).to_bytes(2, "little"),
        b"M\x00",
    ]
    parts += [b"g\x00\x5a" + _line(row, media) if row.strip(b"\x00") else b"Z" for row in rows]
    return b"".join([*parts, b"\x1a"])


def _line(row: bytes, media: Media) -> bytes:
    """A line of the head: the picture's, mirrored, where the roll lies."""
    dots = int.from_bytes(row, "big") >> (len(row) * 8 - media.dots)
    mirrored = int(f"{dots:0{media.dots}b}"[::-1], 2)
    return (mirrored << (HEAD - media.margin - media.dots)).to_bytes(HEAD // 8, "big")
