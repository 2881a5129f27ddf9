"""What Network UPS Tools' server (upsd) is asked, and says: lines of text, one answer to each question.

Source: RFC 9271, Uninterruptible Power Supply (UPS) Management Protocol, 4 and 5.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import re2

_LONGEST: Final = 1024
_VALUE: Final = re2.compile(rb'VAR ([^ "]{1,64}) ([a-z0-9._]{1,64}) "((?:[^"\\]|\\.){0,256})"')
_ERROR: Final = re2.compile(rb"ERR ([A-Z-]{1,40})(?: .*)?")


@dataclass(frozen=True, slots=True)
class Value:
    """A variable of a supply and what it is."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The server cannot say; `code` is its own, such as `DATA-STALE`."""

    code: str


Answer = Value | Refused


def ask(supply: str, name: str) -> bytes:
    """Asks for a variable."""
    return f"GET VAR {supply} {name}\n".encode("ascii")


class Lines:
    """What the server says, however the line cuts it."""

    def __init__(self) -> None:
        self._held = b""

    def feed(self, data: bytes) -> Iterator[Answer]:
        """Takes bytes, and gives the answers that are whole.

        Raises:
            ValueError: this is no such server.
        """
        self._held += data
        while b"\n" in self._held:
            line, _, self._held = self._held.partition(b"\n")
            line = line.removesuffix(b"\r")
            if value := _VALUE.fullmatch(line):
                text = value[3].replace(b"\\\\", b"\x00").replace(b"\\", b"").replace(b"\x00", b"\\")
                yield Value(value[2].decode("ascii"), text.decode("utf-8", "replace"))
            elif error := _ERROR.fullmatch(line):
                yield Refused(error[1].decode("ascii"))
            else:
                raise ValueError("no answer of upsd's")
        if len(self._held) > _LONGEST:
            raise ValueError("a line without an end")
