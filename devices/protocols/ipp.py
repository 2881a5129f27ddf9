"""IPP: what is asked of a printer or of a queue of CUPS, and what it answers. Bytes in, bytes out.

Theory of operation. A request is an operation with attributes in groups, and the document behind them; an answer is a
status with groups of attributes. Only the few kinds of values are written that Foyer sends; all kinds are read, and
what cannot be read is `Broken`. A reason that a printer gives has a stem and perhaps a severity behind it
(`media-empty-error`), and CUPS changes the severity on the way: so only the stem counts.

Sources: RFC 8010 (encoding), RFC 8011 (operations, states and reasons), PWG 5100.12 (what every printer has to do);
the severity that CUPS changes was seen with CUPS 2.4.2 and ippeveprinter.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from kiosk.domain.devices import Health, State


class Operation(IntEnum):
    """Source: RFC 8011, 5.4.15."""

    PRINT_JOB = 0x0002
    CANCEL_JOB = 0x0008
    GET_JOB = 0x0009
    GET_JOBS = 0x000A
    GET_PRINTER = 0x000B
    RESUME = 0x0011


class JobState(IntEnum):
    """Source: RFC 8011, 5.3.7. The last three are for good."""

    PENDING = 3
    HELD = 4
    PROCESSING = 5
    STOPPED = 6
    CANCELED = 7
    ABORTED = 8
    COMPLETED = 9


STOPPED = 5
"""The state of a printer that takes no job further, and of a queue that was paused. Source: RFC 8011, 5.4.11."""

NOT_FOUND, NOT_POSSIBLE = 0x0406, 0x0404
NOT_ALLOWED = frozenset((0x0401, 0x0402, 0x0403))

_OPERATION, _JOB, _END, _PRINTER = 0x01, 0x02, 0x03, 0x04
_INTEGER, _BOOLEAN, _ENUM, _URI, _CHARSET, _LANGUAGE, _MIME, _NAME, _KEYWORD = (
    0x21, 0x22, 0x23, 0x45, 0x47, 0x48, 0x49, 0x42, 0x44,
)  # fmt: skip
_RESOLUTION, _DPI = 0x32, 3
_COLLECTION, _COLLECTION_END = 0x34, 0x37
LONGEST_ANSWER = 262_144

Value = int | str | bool
Attributes = Mapping[str, Sequence[Value]]


class Broken(ValueError):
    """Bytes that are no answer of a printer's."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: attributes of the printer and of each job."""

    status: int
    printer: Attributes
    jobs: tuple[Attributes, ...]

    @property
    def good(self) -> bool:
        """Whether it was done."""
        return self.status < 0x0100


def request(
    operation: Operation,
    uri: str,
    user: str,
    *,
    job: int | None = None,
    names: Mapping[str, str] | None = None,
    wanted: Iterable[str] = (),
    sides: Mapping[str, str] | None = None,
    flags: Mapping[str, bool] | None = None,
) -> bytes:
    """The bytes of a request, behind which a document may follow.

    Args:
        user: as whom we ask.
        job: the number of the job it is about.
        names: attributes of the operation: `job-name`, `document-format`, `which-jobs`.
        wanted: the attributes to be answered.
        sides: attributes of the job, which are keywords, such as `media`.
        flags: attributes of the operation that are true or false.
    """
    parts = [
        struct.pack(">BBHI", 2, 0, operation, 1),
        bytes([_OPERATION]),
        _written(_CHARSET, "attributes-charset", "utf-8"),
        _written(_LANGUAGE, "attributes-natural-language", "en"),
        _written(_URI, "printer-uri", uri),
    ]
    if job is not None:
        parts.append(_one(_INTEGER, "job-id", struct.pack(">i", job)))
    parts.append(_written(_NAME, "requesting-user-name", user))
    kinds = {"document-format": _MIME, "job-name": _NAME}
    parts += [_written(kinds.get(name, _KEYWORD), name, value) for name, value in (names or {}).items()]
    parts += [_one(_BOOLEAN, name, bytes([value])) for name, value in (flags or {}).items()]
    parts += [
        _written(_KEYWORD, "" if number else "requested-attributes", each) for number, each in enumerate(wanted)
    ]
    if sides:
        parts.append(bytes([_JOB]))
        parts += [_written(_KEYWORD, name, value) for name, value in sides.items()]
    return b"".join([*parts, bytes([_END])])


def _written(tag: int, name: str, value: str) -> bytes:
    return _one(tag, name, value.encode("utf-8"))


def _one(tag: int, name: str, value: bytes) -> bytes:
    called = name.encode("ascii")
    return struct.pack(">BH", tag, len(called)) + called + struct.pack(">H", len(value)) + value


def read(data: bytes) -> Answer:
    """An answer.

    Raises:
        Broken: it is none.
    """
    try:
        status = struct.unpack_from(">H", data, 2)[0]
        groups = _groups(data)
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise Broken(type(error).__name__) from None
    printers = [attributes for tag, attributes in groups if tag == _PRINTER]
    return Answer(status, printers[0] if printers else {}, tuple(each for tag, each in groups if tag == _JOB))


def _groups(data: bytes) -> list[tuple[int, dict[str, list[Value]]]]:
    groups: list[tuple[int, dict[str, list[Value]]]] = []
    at, name, depth = 8, "", 0
    while (tag := data[at]) != _END:
        at += 1
        if tag < 0x10:
            groups.append((tag, {}))
            name = ""
            continue
        called, at = _string(data, at)
        value, at = _string(data, at)
        if depth or tag == _COLLECTION:
            # What is inside of a collection is nothing we ask for.
            depth += (tag == _COLLECTION) - (tag == _COLLECTION_END)
            continue
        if not groups:
            raise IndexError
        name = called.decode("ascii") or name
        read = _value(tag, value)
        if read is not None and name:
            groups[-1][1].setdefault(name, []).append(read)
    return groups


def _string(data: bytes, at: int) -> tuple[bytes, int]:
    length = struct.unpack_from(">H", data, at)[0]
    end = at + 2 + length
    if end > len(data):
        raise IndexError
    return data[at + 2 : end], end


def _value(tag: int, value: bytes) -> Value | None:
    if tag in (_INTEGER, _ENUM):
        return int(struct.unpack(">i", value)[0])
    if tag == _RESOLUTION:
        across, _, unit = struct.unpack(">iib", value)
        return int(across) if unit == _DPI else None
    if tag == _BOOLEAN:
        return value != b"\x00"
    if 0x40 <= tag < 0x60:
        return value.decode("utf-8", "replace")
    return None


REASONS: Mapping[str, str] = {
    "media-empty": "paper_out",
    "media-needed": "paper_out",
    "input-tray-missing": "paper_out",
    "media-low": "paper_low",
    "media-jam": "jam",
    "cover-open": "cover_open",
    "door-open": "cover_open",
    "interlock-open": "cover_open",
    "marker-supply-empty": "ink_out",
    "toner-empty": "ink_out",
    "marker-supply-low": "ink_low",
    "toner-low": "ink_low",
    "output-area-full": "full",
    "fuser-over-temp": "hot",
    "offline": "offline",
    "shutdown": "offline",
    "timed-out": "silent",
    "connecting-to-device": "silent",
    "paused": "paused",
    "moving-to-paused": "paused",
}
"""What a reason of a printer's is called here, by its stem. Source: RFC 8011, 5.4.12, and CUPS."""

_WARNINGS = ("paper_low", "ink_low")
_ORDER = (
    "jam", "cover_open", "paper_out", "wrong_media", "ink_out", "full", "hot", "silent", "offline", "paused", "error",
)  # fmt: skip


def health(printer: Attributes, media: str = "") -> Health:
    """How a printer says it is.

    Args:
        media: what must be in it; empty when it does not matter.
    """
    found = set()
    for reason in printer.get("printer-state-reasons", ()):
        text = str(reason)
        stem = text.removesuffix("-error").removesuffix("-warning").removesuffix("-report")
        if stem in REASONS:
            found.add(REASONS[stem])
        elif text.endswith("-error"):
            found.add("error")
    ready = {str(each) for each in printer.get("media-ready", ())}
    if media and ready and media not in ready:
        found.add("wrong_media")
    stops = tuple(each for each in _ORDER if each in found)
    if printer.get("printer-state", [STOPPED])[0] == STOPPED and not stops:
        stops = ("offline",)
    if stops:
        # A queue is paused because of something else, as a rule.
        return Health(State.OFFLINE, tuple(each for each in stops if each != "paused") or stops)
    low = tuple(each for each in _WARNINGS if each in found)
    return Health(State.DEGRADED if low else State.ONLINE, low)
