"""Keyboards as the kernel shows them below `/dev/input`: taken for one program alone, or not at all.

Theory of operation. What a scanner types must never reach the screen, where it would stand in whatever line is
active; so the device is grabbed, and one that cannot be is not used.

Source: Linux `include/uapi/linux/input.h`.
"""

from __future__ import annotations

import errno
import fcntl
import os
import struct
from dataclasses import dataclass

from devices.errors import Misconfigured, translated
from devices.transports.line import Line

_GRAB, _ID, _NAME = 0x40044590, 0x80084502, 0x81004506
_NAME_LENGTH = 256
_VIRTUAL = 6
_MEANT = {errno.EBUSY, errno.ENODEV}
"""That another program has it, or that it has gone meanwhile; whatever else is no input device."""


@dataclass(frozen=True, slots=True)
class Keyboard:
    """One of them, grabbed: its wire, what it is called, and whether a program made it up."""

    line: Line
    name: str
    virtual: bool


def opened(path: str) -> Keyboard:
    """Takes a keyboard.

    Raises:
        DeviceError: there is none, it is no keyboard, another program has it, or this user may not open it.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
    except OSError as error:
        raise translated(error) from None
    try:
        control(descriptor, _GRAB, 1)
        bus = struct.unpack("@4H", control(descriptor, _ID, bytes(8)))[0]
        name = control(descriptor, _NAME, bytes(_NAME_LENGTH)).partition(b"\0")[0].decode("utf-8", "replace")
    except OSError as error:
        os.close(descriptor)
        raise (translated(error) if error.errno in _MEANT else Misconfigured(path=path)) from None
    except BaseException:
        os.close(descriptor)
        raise
    return Keyboard(Line(descriptor, lambda: os.close(descriptor)), name, bus == _VIRTUAL)


def control(descriptor: int, what: int, with_: int | bytes) -> bytes:
    """One question to the kernel about a device."""
    answer = fcntl.ioctl(descriptor, what, with_)
    return answer if isinstance(answer, bytes) else b""
