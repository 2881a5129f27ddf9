"""Hears when somebody plugs headphones in, from the kernel's input device of the socket.

Sources: linux/input-event-codes.h (EV_SW, SW_HEADPHONE_INSERT) and linux/input.h (struct input_event, EVIOCGSW).
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import select
import struct
import threading
from collections.abc import Callable
from pathlib import Path

from kiosk.events import log

EVENT = struct.Struct("llHHi")
"""Two longs of time, then type, code and value."""

EV_SW, SW_HEADPHONE_INSERT = 0x05, 0x02
AGAIN = 5.0
"""Seconds before the device is opened again: a socket on USB may come and go."""

_STATES = 8
_EVIOCGSW = 2 << 30 | _STATES << 16 | ord("E") << 8 | 0x1B


class Jack:
    """A socket.

    Args:
        device: its input device, such as `/dev/input/by-path/…-event`.
        changed: told on a thread of our own whether something is plugged in, at the start and at each change.
    """

    def __init__(self, device: Path, changed: Callable[[bool], None]) -> None:
        self._device = device
        self._changed = changed
        self._plugged: bool | None = None
        self._stop_reading, self._stop = os.pipe()
        self._thread = threading.Thread(target=self._run, name="headphones", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """Ends the thread. Once only."""
        os.close(self._stop)
        self._thread.join()
        os.close(self._stop_reading)

    def _run(self) -> None:
        reported = False
        while True:
            try:
                self._follow()
                return
            except OSError as error:
                if not reported:
                    log("speech.jack_away", error=type(error).__name__)
                    reported = True
            # What cannot be asked is taken for empty: then nothing private is said.
            self._tell(plugged=False)
            if select.select([self._stop_reading], [], [], AGAIN)[0]:
                return

    def _follow(self) -> None:
        """Returns when it is time to end.

        Raises:
            OSError: the device is gone.
        """
        descriptor = os.open(self._device, os.O_RDONLY | os.O_NONBLOCK)
        try:
            self._tell(plugged=_now(descriptor))
            while True:
                ready, _, _ = select.select([descriptor, self._stop_reading], [], [])
                if self._stop_reading in ready:
                    return
                events = os.read(descriptor, EVENT.size * 64)
                if not events:
                    raise OSError("the device has ended")
                for _, _, kind, code, value in EVENT.iter_unpack(events[: len(events) // EVENT.size * EVENT.size]):
                    if (kind, code) == (EV_SW, SW_HEADPHONE_INSERT):
                        self._tell(plugged=value == 1)
        finally:
            os.close(descriptor)

    def _tell(self, *, plugged: bool) -> None:
        if plugged != self._plugged:
            self._plugged = plugged
            self._changed(plugged)


def _now(descriptor: int) -> bool:
    """Whether something is plugged in as the device is opened; a device that cannot say counts as empty."""
    states = bytearray(_STATES)
    with contextlib.suppress(OSError):
        fcntl.ioctl(descriptor, _EVIOCGSW, states)
    return bool(states[0] & 1 << SW_HEADPHONE_INSERT)
