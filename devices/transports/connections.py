"""Opens wires from what an operator writes: `serial:/dev/…`, `usb:/dev/usb/lp0` or `tcp:printer.example:9100`."""

from __future__ import annotations

import os
import socket
import stat
import struct
import termios
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import serial

from devices.contract import Finding
from devices.errors import Busy, DeviceError, Misconfigured, translated
from devices.transports.line import Line

CONNECT = 3.0
"""Seconds to wait for a network device to pick up."""

PATTERN = r"^(serial:/\S+|usb:/\S+|tcp:\S+:[0-9]{1,5})$"

_KEEPALIVE = ((socket.TCP_KEEPIDLE, 10), (socket.TCP_KEEPINTVL, 5), (socket.TCP_KEEPCNT, 3))

_TAKEN = 4096
"""Characters that the system takes from a program before a serial line has sent them."""

Flow = Literal["none", "hardware", "software"]


@dataclass(frozen=True, slots=True)
class Manner:
    """How a serial line is spoken on: bits a second, who says when to wait, and whether what has not left yet when it
    is closed is thrown away."""

    baud: int = 38400
    flow: Flow = "none"
    discards: bool = True


def underway(connection: str, baud: int) -> float:
    """Seconds that an answer may stand behind what was sent before: on a slow serial line, what the system has taken
    goes first. A character takes ten bits."""
    return _TAKEN * 10 / baud if connection.startswith("serial:") else 0.0


def opened(connection: str, manner: Manner) -> Line:
    """The wire.

    Raises:
        DeviceError: there is nothing there, it is somebody else's, or this user may not open it.
    """
    kind, _, where = connection.partition(":")
    try:
        match kind:
            case "serial":
                return _serial(where, manner)
            case "usb":
                return _character(where)
            case "tcp":
                return _tcp(where)
    except serial.SerialException as error:
        # pyserial words its own; the number of the system's error is what counts.
        raise translated(OSError(error.errno, "")) from None
    except termios.error as error:
        raise translated(OSError(*error.args)) from None
    except DeviceError:
        raise
    except OSError as error:
        raise translated(error) from None
    raise Misconfigured(connection=connection)


def check(connection: str) -> list[Finding]:
    """What is wrong with where a device should be, without opening it."""
    kind, _, where = connection.partition(":")
    if kind == "tcp":
        return []
    path = Path(where)
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return [Finding(f"there is no {where}", "plug it in; `ls /dev/serial/by-id /dev/usb` shows what is there")]
    except OSError as error:
        return [Finding(f"{where} cannot be looked at ({error.strerror})", "look at its folder's permissions")]
    if not stat.S_ISCHR(mode):
        return [Finding(f"{where} is no device", "give the device's own path")]
    if not os.access(path, os.R_OK | os.W_OK):
        group = "dialout" if kind == "serial" else "lp"
        return [Finding(f"this user may not open {where}", f"adduser foyer {group}, then restart the terminal")]
    return []


def _serial(path: str, manner: Manner) -> Line:
    port = serial.Serial(
        path,
        manner.baud,
        timeout=0,
        write_timeout=0,
        exclusive=True,
        rtscts=manner.flow == "hardware",
        xonxoff=manner.flow == "software",
    )

    def shut() -> None:
        try:
            # What has not left yet is thrown away: closing would wait for it, and it would come out in front of
            # others.
            if manner.discards:
                termios.tcflush(port.fileno(), termios.TCIOFLUSH)
            port.close()
        except (OSError, termios.error, TypeError):
            port.close()  # a device that has gone has nothing to throw away

    return Line(port.fileno(), shut)


def _character(path: str) -> Line:
    descriptor = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    if not stat.S_ISCHR(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise Misconfigured(connection=f"usb:{path}")
    return Line(descriptor, lambda: os.close(descriptor), ends_empty=False)


def _tcp(where: str) -> Line:
    host, _, port = where.rpartition(":")
    wire = socket.create_connection((host, int(port)), timeout=CONNECT)
    try:
        if wire.getsockname() == wire.getpeername():
            # A port that nobody listens on can be given to ourselves, and then we would talk to us.
            raise Busy(connection=f"tcp:{where}")
        wire.setblocking(False)
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        # Closing throws away what has not left yet, which else would come out later, in front of others.
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for option, value in _KEEPALIVE:
            wire.setsockopt(socket.IPPROTO_TCP, option, value)
    except BaseException:
        wire.close()
        raise
    return Line(wire.fileno(), wire.close)
