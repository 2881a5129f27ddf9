"""Child processes: started, told apart from a false start, begun again with back-off, and ended in order.

Each child has a thread here that waits for it. A child says that it is ready by a first line on a pipe; what it says
is kept, so that the next one can be started on the same port. It is tied to this process (`kiosk.runtime.tether`) and
stands in a process group of its own, so that Ctrl-C reaches only us and the order of stopping is ours.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

from kiosk import events
from kiosk.domain.errors import KioskError, Unavailable
from kiosk.runtime import process as this_process
from kiosk.terminal.backoff import Backoff

ROOT = Path(__file__).parents[2]
_NOT_STARTED = 127
"""What stands for an exit code when there was no process at all; a shell uses it so."""

STEADY = 60.0
"""Seconds after which a child that ends is begun again as if for the first time."""


class ChildFailed(Unavailable, ChildProcessError):
    """A child ended, or said nothing, before it was ever ready."""

    code = "child_failed"


class Child:
    """One program that is kept going from `start` to `stop`.

    Args:
        name: for the log and the thread.
        command: the words of the command, given the number of the pipe that the ready line goes to and the ready line
            of the one before (`None` the first time).
        environment: what is added to this process's own.
        quiet: whether what it says on its standard error is of no use to anybody.
        ready_on_output: whether the ready line comes on its standard output rather than on the pipe.
        grace: seconds between SIGTERM and SIGKILL.
    """

    def __init__(
        self,
        name: str,
        command: Callable[[int, str | None], Sequence[str]],
        *,
        environment: Mapping[str, str] | None = None,
        quiet: bool = False,
        ready_on_output: bool = False,
        grace: float = 15.0,
        backoff: Backoff | None = None,
    ) -> None:
        self.name = name
        self._command = command
        self._environment = dict(environment or {})
        self._quiet, self._ready_on_output = quiet, ready_on_output
        self._grace = grace
        self._backoff = backoff or Backoff(0.2, 30)
        self._changed = threading.Condition()
        self._process: subprocess.Popen[bytes] | None = None
        self._ready: str | None = None
        self._starts = 0
        self._ended: int | None = None
        self._listeners: list[Callable[[str], None]] = []
        self._stopping = False
        self._thread = threading.Thread(target=self._keep, name=f"child-{name}", daemon=True)

    def __enter__(self) -> Child:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    @property
    def pid(self) -> int | None:
        """Of the process there is now."""
        with self._changed:
            return None if self._process is None else self._process.pid

    @property
    def starts(self) -> int:
        """How often it has said that it is ready."""
        return self._starts

    def wait_ready(self, seconds: float, starts: int = 1) -> str:
        """The line it said when it was ready for the n-th time.

        Raises:
            ChildFailed: it ended first, or took longer than that.
            StopAsked: somebody wants this program to stop.
        """
        with self._changed:

            def told(slice_of_it: float) -> bool:
                return self._changed.wait_for(
                    lambda: self._starts >= starts or (starts == 1 and self._ended is not None), slice_of_it
                )

            this_process.wait(told, seconds)
            if self._ready is None or self._starts < starts:
                raise ChildFailed(name=self.name, exit_code=self._ended)
            return self._ready

    def listen(self, told: Callable[[str], None]) -> None:
        """Calls back with each ready line: at once with the one there is, later on the child's own thread."""
        with self._changed:
            self._listeners.append(told)
            line = self._ready
        if line is not None:
            told(line)

    def stop(self) -> None:
        """Ends it: asks, waits, and then makes it. Twice is fine."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
            process = self._process
        if process is not None:
            process.terminate()
            try:
                process.wait(self._grace)
            except subprocess.TimeoutExpired:
                events.log("child.killed", child=self.name, seconds=self._grace)
                process.kill()
        if self._thread.ident is not None:
            self._thread.join()

    def _keep(self) -> None:
        while True:
            begun = time.monotonic()
            try:
                code = self._live()
            except (OSError, KioskError) as error:
                events.log("child.not_started", child=self.name, error=type(error).__name__)
                code = _NOT_STARTED
            with self._changed:
                self._process, self._ended = None, code
                self._changed.notify_all()
                if self._stopping:
                    break
                if time.monotonic() - begun > STEADY:
                    self._backoff.reset()
                wait = self._backoff.next()
                events.log("child.ended", child=self.name, exit_code=code, seconds=round(wait, 2))
                self._changed.wait_for(lambda: self._stopping, wait)
        events.log("child.stopped", child=self.name)

    def _live(self) -> int:
        """Starts one process, hears its ready line, and waits for its end. Gives its exit code."""
        hears, says = os.pipe()
        with open(hears, "rb") as pipe:  # noqa: PTH123 - a pipe has no path
            with self._changed:
                if self._stopping:
                    os.close(says)
                    return 0
                tether = [sys.executable, "-m", "kiosk.runtime.tether", str(os.getpid())]
                paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
                try:
                    process = subprocess.Popen(
                        [*tether, *self._command(says, self._ready)],
                        pass_fds=(says,),
                        stdin=subprocess.DEVNULL,
                        stdout=says if self._ready_on_output else None,
                        stderr=subprocess.DEVNULL if self._quiet else None,
                        env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)} | self._environment,
                        process_group=0,
                    )
                finally:
                    # Also when there is no process: a child that cannot start for days must not use up our files.
                    os.close(says)
                self._process = process
            self._hear(pipe)
        return process.wait()

    def _hear(self, pipe: IO[bytes]) -> None:
        line = pipe.readline().decode("utf-8", "replace").strip()
        if not line:
            return
        with self._changed:
            self._ready = line
            self._starts += 1
            self._changed.notify_all()
            listeners = tuple(self._listeners)
        events.log("child.ready", child=self.name)
        for told in listeners:
            told(line)
        while pipe.read(4096):
            pass


def announce(pipe: int, line: str) -> None:
    """Says that this process is ready, on the pipe its parent gave it."""
    os.write(pipe, line.encode("utf-8") + b"\n")
