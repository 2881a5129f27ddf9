"""What happens when a screen fails: Kivy asks here before it gives up."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Literal

from kivy.base import ExceptionHandler, ExceptionManager

from kiosk import events

MOST = 6
"""Failures within `WITHIN` seconds after which the program ends, for its supervisor to start it afresh."""

WITHIN = 10.0


class CrashHandler(ExceptionHandler):
    """Hands failures on and keeps the window open; lets Ctrl-C, exits and endless failing through.

    Args:
        crashed: told of each failure.
    """

    def __init__(self, crashed: Callable[[BaseException], None]) -> None:
        self._crashed = crashed
        self._times: deque[float] = deque(maxlen=MOST)

    def handle_exception(self, inst: BaseException) -> int:
        now = monotonic()
        self._times.append(now)
        endless = len(self._times) == MOST and now - self._times[0] < WITHIN
        if not isinstance(inst, Exception) or endless:
            return int(ExceptionManager.RAISE)
        self._crashed(inst)
        return int(ExceptionManager.PASS)


def tell(error: BaseException, step: Literal["start", "rebuilt"]) -> None:
    """Logs that a screen has failed: where in the program, and nothing of what was typed."""
    module, line = _place_of(error)
    events.log("screen.crashed", error=type(error).__name__, module=module, line=line, step=step)


def _place_of(error: BaseException) -> tuple[str, int]:
    """The file and line where an error was raised. Nothing else of it is fit for a log: a message may hold an
    answer."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return "unknown", 0
    return Path(trace.tb_frame.f_code.co_filename).name, trace.tb_lineno
