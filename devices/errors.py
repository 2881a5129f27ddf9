"""What can go wrong with a device: one tree, whatever it hangs on.

Every error says which state it leaves the device in: `offline` mends itself when the thing comes back, `failed` takes
a person. Its code is the reason that staff and the log are told.
"""

from __future__ import annotations

import errno
from typing import ClassVar

from kiosk.domain.devices import Health, State
from kiosk.domain.errors import KioskError


class DeviceError(KioskError, OSError):
    """A device did not do what was asked of it."""

    code = "device_failed"
    state: ClassVar[State] = State.OFFLINE

    @property
    def health(self) -> Health:
        """How the device is after it."""
        return Health(self.state, (self.code,))


class NotPresent(DeviceError, FileNotFoundError):
    """There is nothing where the device should be: it is unplugged, or off."""

    code = "not_present"


class Gone(DeviceError, ConnectionError):
    """It was there, and is no longer."""

    code = "gone"


class Busy(DeviceError, BlockingIOError):
    """Another program has it."""

    code = "busy"


class Silent(DeviceError, TimeoutError):
    """It is there and does not answer."""

    code = "silent"


class Misspoke(DeviceError, ValueError):
    """It answers with what no such device says."""

    code = "misspoke"


class NoService(DeviceError, ConnectionError):
    """The program of this machine that looks after such devices does not run."""

    code = "no_service"


class NoPermission(DeviceError, PermissionError):
    """This user may not open it."""

    code = "no_permission"
    state = State.FAILED


class Misconfigured(DeviceError, ValueError):
    """Its settings cannot be used."""

    code = "settings"
    state = State.FAILED


class NotForService(DeviceError, PermissionError):
    """It is a stand-in, and this terminal serves real people."""

    code = "simulated"
    state = State.FAILED


def translated(error: OSError) -> DeviceError:
    """The error of the tree that an operating system's stands for."""
    match error.errno:
        case errno.ENOENT | errno.ENXIO | errno.ENODEV | errno.ECONNREFUSED | errno.EHOSTUNREACH | errno.ENETUNREACH:
            return NotPresent(errno=error.errno)
        case errno.EACCES | errno.EPERM:
            return NoPermission(errno=error.errno)
        case errno.EBUSY | errno.EAGAIN:
            return Busy(errno=error.errno)
    return NotPresent() if isinstance(error, TimeoutError) else Gone(errno=error.errno)
