"""What holds for each of our processes: nothing it writes is for others' eyes, and it stops when it is asked to."""

from __future__ import annotations

import os
import resource
import signal
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from enum import IntEnum
from types import FrameType
from typing import Any, Self, TypeVar

from kiosk import events
from kiosk.domain.errors import KioskError, Refused

SIGNALS = (signal.SIGTERM, signal.SIGINT)

_HEARS = 0.05
"""Seconds within which a program that waits hears that it is to stop."""

_T = TypeVar("_T")


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


_asked: signal.Signals | None = None
"""The signal that asked this process to stop."""


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


def stop_asked() -> bool:
    """Whether somebody has asked this process to stop."""
    return _asked is not None


def check() -> None:
    """To be called wherever the main thread waits or begins something.

    Raises:
        StopAsked: somebody wants this process to stop.
    """
    if _asked is not None:
        events.log("program.stop_asked", signal=_asked.name)
        raise StopAsked


def wait(wait_for: Callable[[float], bool], seconds: float) -> bool:
    """Waits with a function that gives up after some seconds, and hears of a stop meanwhile. Says what it said."""
    until = time.monotonic() + seconds
    while not (done := wait_for(max(0.0, min(_HEARS, until - time.monotonic())))) and time.monotonic() < until:
        check()
    return done


class Stop(ExitStack):
    """Turns SIGTERM and SIGINT into an orderly leaving: what was opened last is closed first.

    The first one only makes a note, and `StopAsked` is raised at the next place where the program waits or opens
    something. Out of the handler itself it could come with a lock just taken, or inside a callback whose exceptions
    nobody hears. From then on another signal ends the process at once, if it comes a second later or more: a whole
    group may be told twice.
    """

    def __enter__(self) -> Self:
        for number in SIGNALS:
            signal.signal(number, self._note)
        return super().__enter__()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: Any) -> bool:
        global _asked
        try:
            super().__exit__(kind, error, trace)
        finally:
            _asked = None
            for number in SIGNALS:
                signal.signal(number, signal.SIG_DFL)
        return isinstance(error, StopAsked)

    def enter_context(self, manager: AbstractContextManager[_T, bool | None]) -> _T:
        check()
        return super().enter_context(manager)

    def begun(self) -> None:
        """The orderly leaving has begun, whoever asked for it."""
        begun = time.monotonic()

        def impatient(_number: int, _frame: FrameType | None) -> None:
            if time.monotonic() - begun > 1:
                os._exit(Exit.FAILED)

        for number in SIGNALS:
            signal.signal(number, impatient)

    def _note(self, number: int, _frame: FrameType | None) -> None:
        global _asked
        _asked = signal.Signals(number)
        self.begun()
