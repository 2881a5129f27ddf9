"""Contacts on the control lines of a serial port: CTS, DSR, DCD and RI, each closed when it is joined to RTS.

A door contact, a button or a fire panel's contact needs no board then. RTS feeds the contacts.

Source: termios(3), ioctl_tty(2), TIOCMGET.
"""

from __future__ import annotations

import errno
import fcntl
import struct
import termios
from collections.abc import Callable
from typing import ClassVar, Final

from pydantic import Field

from devices.contract import Finding, Options
from devices.doors.board import Board, Reading
from devices.errors import Gone, Misconfigured, translated
from devices.transports import connections
from devices.transports.connections import Manner
from devices.transports.line import Line
from kiosk.domain.devices import Kind
from kiosk.domain.doors import Released

LINES: Final = (termios.TIOCM_CTS, termios.TIOCM_DSR, termios.TIOCM_CD, termios.TIOCM_RI)
"""The inputs in their order, from 1."""

_HAS_NONE: Final = (errno.ENOTTY, errno.EINVAL)


def asked(descriptor: int) -> int:
    """The bits of the control lines.

    Raises:
        OSError: the port has gone, or has none.
    """
    (found,) = struct.unpack("i", fcntl.ioctl(descriptor, termios.TIOCMGET, struct.pack("i", 0)))
    return int(found)


class LineOptions(Options):
    """One port.

    Attributes:
        connection: `serial:/dev/…`.
        inputs: how many of CTS, DSR, DCD and RI are used, in this order.
    """

    connection: str = Field(pattern=r"^serial:/\S+$")
    inputs: int = Field(default=2, ge=1, le=4)


class ControlLines(Board[LineOptions]):
    """One of them."""

    kind: ClassVar[Kind] = Kind.CONTACT
    options_model: ClassVar[type[Options]] = LineOptions

    def __init__(self, options: LineOptions, ask: Callable[[int], int] = asked) -> None:
        super().__init__(options)
        self.inputs = options.inputs
        self._ask = ask
        self._line: Line | None = None

    def check_config(self) -> list[Finding]:
        return connections.check(self.options.connection)

    def open(self) -> None:
        self._line = connections.opened(self.options.connection, Manner(9600))

    def close(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.close()

    def read(self) -> Reading:
        if self._line is None:
            raise Gone
        self._line.read(0)  # noise on the data line must not pile up; a port that has gone says so
        try:
            found = self._ask(self._line.descriptor)
        except OSError as error:
            if error.errno in _HAS_NONE:
                raise Misconfigured(connection=self.options.connection) from None
            raise translated(error) from None
        return Reading(tuple(bool(found & line) for line in LINES[: self.inputs]))

    def pulse(self, channel: int, seconds: float) -> Released:  # noqa: ARG002 - it has no relay
        return Released("not_released", "no_relay")

    def switch_off(self, channel: int) -> None:
        """It has no relay."""
