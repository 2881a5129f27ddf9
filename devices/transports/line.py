"""An open wire to a device, whatever it is made of.

Theory of operation. A serial port, a printer's character device and a network connection are all a file that is read
and written without blocking, so one class does for the three. It waits with `poll`, never longer than it is told to.
Whatever the operating system says when somebody pulls the cable becomes `Gone`.

Sources: seen on Linux with ptys and sockets. A serial port whose device has gone is ready to read and then has
nothing, or fails with EIO; `/dev/usb/lp*` has nothing at times while all is well, and fails with ENODEV when it goes.
"""

from __future__ import annotations

import fcntl
import os
import select
import struct
import termios
import time
from collections.abc import Callable

from devices.errors import Gone, translated

_CHUNK = 4096
_PAUSE = 0.02


class Line:
    """One wire.

    Args:
        descriptor: open, and not blocking.
        shut: lets go of it.
        ends_empty: whether a read that has nothing means that the other end has gone.
    """

    def __init__(self, descriptor: int, shut: Callable[[], None], *, ends_empty: bool = True) -> None:
        self._descriptor, self._shut, self._ends_empty = descriptor, shut, ends_empty
        self._open = True

    @property
    def descriptor(self) -> int:
        """The file behind it, for what only its kind can do."""
        return self._descriptor

    def write(self, data: bytes, seconds: float) -> int:
        """Sends as much as the other end takes in that time. Gives how many bytes that was.

        Raises:
            Gone: the device has gone.
        """
        sent, until = 0, time.monotonic() + seconds
        while sent < len(data):
            if not self._ready(select.POLLOUT, until - time.monotonic()):
                break
            try:
                sent += os.write(self._descriptor, data[sent : sent + _CHUNK])
            except BlockingIOError:
                continue
            except OSError as error:
                raise Gone(errno=error.errno) from None
        return sent

    def read(self, seconds: float) -> bytes:
        """What has come, waiting at most that long; empty when nothing has.

        Raises:
            Gone: the device has gone.
        """
        if not self._ready(select.POLLIN, seconds):
            return b""
        try:
            found = os.read(self._descriptor, _CHUNK)
        except BlockingIOError:
            return b""
        except OSError as error:
            raise Gone(errno=error.errno) from None
        if not found:
            if self._ends_empty:
                raise Gone
            time.sleep(min(_PAUSE, seconds))
        return found

    def settle(self, seconds: float) -> bool:
        """Waits until what was sent has left a serial port. Says whether it has; closing throws away what has not.

        Raises:
            Gone: the device has gone.
        """
        until = time.monotonic() + seconds
        try:
            while struct.unpack("i", fcntl.ioctl(self._descriptor, termios.TIOCOUTQ, bytes(4)))[0]:
                if time.monotonic() >= until:
                    return False
                time.sleep(0.002)
        except OSError as error:
            raise Gone(errno=error.errno) from None
        return True

    def close(self) -> None:
        """Lets go. Twice is fine."""
        if self._open:
            self._open = False
            self._shut()

    def _ready(self, what: int, seconds: float) -> bool:
        poll = select.poll()
        poll.register(self._descriptor, what)
        try:
            found = poll.poll(max(0.0, seconds) * 1000)
        except OSError as error:
            raise translated(error) from None
        if found and found[0][1] & select.POLLNVAL:
            raise Gone
        # A line that has hung up may still hold what came before; reading it tells.
        if found and what == select.POLLOUT and found[0][1] & (select.POLLHUP | select.POLLERR):
            raise Gone
        return bool(found)
