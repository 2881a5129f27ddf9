"""The driver of readers that type, with a keyboard of the kernel's: where the machine lets a program make one up."""

from __future__ import annotations

import fcntl
import os
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.readers import PATIENCE, Stand, code, driven, typed

UINPUT = Path("/dev/uinput")
EVENTS, KEYS, SETUP, CREATE, DESTROY, NAME = 0x40045564, 0x40045565, 0x405C5503, 0x5501, 0x5502, 0x8040552C
"""What is asked of it (Linux `include/uapi/linux/uinput.h`)."""

pytestmark = pytest.mark.skipif(
    not os.access(UINPUT, os.W_OK), reason="No keyboard can be made up here: /dev/uinput is not there, or not ours"
)


@contextmanager
def keyboard() -> Iterator[tuple[int, str]]:
    """A keyboard that is made up: what to write its events to, and its path."""
    made = os.open(UINPUT, os.O_WRONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        fcntl.ioctl(made, EVENTS, 1)
        for key in range(1, 128):
            fcntl.ioctl(made, KEYS, key)
        fcntl.ioctl(made, SETUP, struct.pack("@4H80sI", 6, 1, 1, 1, b"Foyer Test Scanner", 0))
        fcntl.ioctl(made, CREATE)
        found = fcntl.ioctl(made, NAME, bytes(64)).partition(b"\0")[0].decode("ascii")
        path = Path("/dev/input") / next(Path("/sys/devices/virtual/input", found).glob("event*")).name
        until = time.monotonic() + PATIENCE
        while not os.access(path, os.R_OK):
            assert time.monotonic() < until, path
            time.sleep(0.01)
        yield made, str(path)
    finally:
        os.close(made)


def test_it_is_taken_for_one_program_alone_and_what_it_types_is_read() -> None:
    with keyboard() as (made, path):
        options = {"keyboard": path, "reads": "code", "layout": "gb-extended"}
        stand = Stand("reader.wedge", options, lambda _: None, lambda _: None, lambda: None, code, "code")
        with driven(stand) as heard:
            device = heard.wait_usable()
            assert (device.model, device.simulated) == ("Foyer Test Scanner", True)
            with driven(stand) as second:
                second.wait_for("busy")
            os.write(made, typed(code(1), "gb-extended"))
            assert heard.wait_shown(1).text == code(1)
            fcntl.ioctl(made, DESTROY)
            heard.wait(lambda: not heard.device.health.usable)
            assert set(heard.device.health.reasons) <= {"gone", "not_present"}
