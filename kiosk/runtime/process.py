"""What holds for each of our processes: nothing it writes is for others' eyes, and it stops when it is asked to."""

from __future__ import annotations

import os
import resource
import signal
import sys
import time
from enum import IntEnum
from types import FrameType

from kiosk import events
from kiosk.domain.errors import KioskError, Refused

SIGNALS = (signal.SIGTERM, signal.SIGINT)


class Exit(IntEnum):
    """What a program's exit code means."""

    DONE = 0
    FAILED = 1
    WRONG_USE = 2
    ALREADY_RUNNING = 3


def exit_code(error: KioskError) -> Exit:
    """The exit code that tells a service manager what went wrong."""
    if error.code == "already_running":
        return Exit.ALREADY_RUNNING
    return Exit.WRONG_USE if isinstance(error, Refused) else Exit.FAILED


def harden() -> None:
    """No core dumps, which would hold what people typed, and no file that others may read."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.umask(0o077)


class StopAsked(BaseException):
    """Somebody sent SIGTERM or SIGINT: leave every `with` in order."""


class BeginAnew(Exception):
    """Staff want the program to begin anew: leave every `with` in order, then begin."""


def begin_anew(*, listened_to: bool) -> Exit:
    """Begins this program again in the place of this one.

    Args:
        listened_to: whether a service manager started it; that starts it again by itself, and would not
            know the beats of another.
    """
    if not listened_to:
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - ourselves
    return Exit.DONE


class Stop:
    """Turns SIGTERM and SIGINT into an orderly leaving, on the main thread.

    The first one raises `StopAsked` wherever the main thread is, and what was opened last is closed first. From then
    on another signal ends the process at once, if it comes a second later or more: a whole group may be told twice.
    """

    def __enter__(self) -> Stop:
        for number in SIGNALS:
            signal.signal(number, self._asked)
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> bool:
        for number in SIGNALS:
            signal.signal(number, signal.SIG_DFL)
        return isinstance(error, StopAsked)

    def begun(self) -> None:
        """The orderly leaving has begun, whoever asked for it."""
        begun = time.monotonic()

        def impatient(_number: int, _frame: FrameType | None) -> None:
            if time.monotonic() - begun > 1:
                os._exit(Exit.FAILED)

        for number in SIGNALS:
            signal.signal(number, impatient)

    def _asked(self, number: int, _frame: FrameType | None) -> None:
        self.begun()
        events.log("program.stop_asked", signal=signal.Signals(number).name)
        raise StopAsked
