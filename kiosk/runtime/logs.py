"""How the log looks: one JSON object a line for machines, aligned words for people. It goes to standard error."""

from __future__ import annotations

import contextlib
import logging
import sys
import threading
from collections.abc import MutableMapping
from typing import Any, Literal

import structlog

from kiosk import events

LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40}


def start(program: str, form: Literal["json", "console", "auto"], level: str) -> None:
    """Sets the log up, once, at the start of a program.

    Args:
        program: which of ours this is, on every line.
        level: the quietest that is written.
    """
    people = form == "console" or (form == "auto" and sys.stderr.isatty())

    def name(_logger: object, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        line["program"] = program
        return line

    renderer: structlog.typing.Processor = structlog.processors.JSONRenderer(ensure_ascii=False)
    if people:
        renderer = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            name,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS[level]),
        logger_factory=lambda *_names: _WRITER,
    )
    # Libraries may put anything into a message, a visitor's answer included: only that they complained is written.
    logging.basicConfig(level=logging.WARNING, handlers=[_Complaints()], force=True)


class _Writer:
    """Writes whole lines. Whoever reads the log may go away; that stops nobody from being served."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def msg(self, line: str) -> None:
        with self._lock, contextlib.suppress(OSError, ValueError):
            sys.stderr.write(f"{line}\n")
            sys.stderr.flush()

    debug = info = warning = error = critical = log = msg


_WRITER = _Writer()


class _Complaints(logging.Handler):
    """Writes that a library warned, and which one, without its words."""

    def emit(self, record: logging.LogRecord) -> None:
        events.log("program.library_warned", library=record.name, severity=record.levelname, line=record.lineno)
