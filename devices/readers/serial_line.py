"""Scanners and card readers that send what they read as characters, on a serial line or through a box on the network.

Theory of operation. Such a device only speaks: it is not asked anything, and one that is silent may be well. That it
is there is known from the line. What was sent before the line was opened was for somebody else and is thrown away.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import ClassVar

from pydantic import Field, model_validator

from devices.contract import Duty, Finding, Introduction, Options
from devices.protocols.frames import Checksum, Framer, Framing
from devices.readers.reader import Reader, TextOptions
from devices.transports import connections
from devices.transports.connections import Flow, Manner
from devices.transports.line import Line

_PTYS = range(136, 144)
"""Major numbers of lines that have a program at their other end, and no wire."""


class SerialOptions(TextOptions):
    """One reader.

    Attributes:
        connection: `serial:/dev/…` or `tcp:address:port`.
        baud, flow: of a serial line: bits a second, and who says when to wait.
        start, end: characters before and after each reading; `end` may be empty for readers that only pause.
        length: characters between them, 0 for any.
        checksum: `xor` or `sum` when the last two hexadecimal digits are that of the bytes before them.
    """

    connection: str = Field(pattern=r"^(serial:/\S+|tcp:\S+:[0-9]{1,5})$")
    baud: int = Field(default=9600, ge=1200, le=921600)
    flow: Flow = "none"
    start: str = Field(default="", max_length=8)
    end: str = Field(default="\r", max_length=8)
    length: int = Field(default=0, ge=0, le=512)
    checksum: Checksum = "none"

    @model_validator(mode="after")
    def _apart(self) -> SerialOptions:
        if self.end and self.start == self.end:
            raise ValueError("start and end must not be the same")
        return self

    @property
    def framing(self) -> Framing:
        """How it marks what it has read."""
        start, end = self.start.encode("utf-8"), self.end.encode("utf-8")
        return Framing(start, end, self.length, self.checksum, pause=self.pause)


class SerialReader(Reader[SerialOptions]):
    """One of them."""

    options_model: ClassVar[type[Options]] = SerialOptions

    def __init__(self, options: SerialOptions) -> None:
        super().__init__(options)
        self._line: Line | None = None

    def check_config(self) -> list[Finding]:
        return connections.check(self.options.connection)

    def open(self) -> None:
        options = self.options
        self._line = connections.opened(options.connection, Manner(options.baud, options.flow))

    def run(self, duty: Duty) -> None:
        line = self._line
        if line is None:
            return
        duty.meet(Introduction(simulated=_simulated(self.options.connection)))
        self.listen(line, Framer(self.options.framing), self.options, duty)

    def close(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.close()


def _simulated(connection: str) -> bool:
    """Whether a program is at the other end: such a line is no reader's."""
    kind, _, where = connection.partition(":")
    try:
        status = Path(where).stat() if kind == "serial" else None
    except OSError:
        return False
    return status is not None and stat.S_ISCHR(status.st_mode) and os.major(status.st_rdev) in _PTYS
