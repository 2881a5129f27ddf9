"""Starts programs from a process that has read their modules already.

To read its modules is most of what a start costs, and a power cut is about what comes after it. So where a program is
started a hundred times, one process reads them once and waits; each start is a copy of it (a fork), which takes its
own words, environment and output, and is from then on a process like any other: with a group of its own, killed and
asked to end like any other, and sharing nothing with the next.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

ROOT = Path(__file__).parents[2]
LONGEST = 65_536
"""Bytes of the words and the environment of a program."""


class Copy:
    """A program that was started so. What `Plugged` needs of a `subprocess.Popen`."""

    def __init__(self, pid: int, stdout: TextIO) -> None:
        self.pid, self.stdout = pid, stdout
        self._ended = False
        self._handle = os.pidfd_open(pid)

    def poll(self) -> int | None:
        """`None` while it runs."""
        return 0 if self._over(0) else None

    def wait(self, timeout: float) -> None:
        if not self._over(timeout):
            raise subprocess.TimeoutExpired(str(self.pid), timeout)

    def send_signal(self, number: int) -> None:
        if not self._ended:
            signal.pidfd_send_signal(self._handle, number)

    def _over(self, seconds: float) -> bool:
        if not self._ended and select.select([self._handle], [], [], seconds)[0]:
            self._ended = True
            os.close(self._handle)
        return self._ended


class Warm:
    """The process that has read the modules, as whoever starts programs from it sees it."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._lock = threading.Lock()

    def start(self, words: Sequence[str], environment: Mapping[str, str]) -> Copy:
        """Starts `python *words` with this added to the environment; the words begin with a file or with -m."""
        reading, writing = os.pipe()
        with self._lock:
            try:
                socket.send_fds(self._line, [json.dumps([[*words], {**environment}]).encode()], [writing])
            finally:
                os.close(writing)
            return Copy(int(self._line.recv(64)), os.fdopen(reading, "r", encoding="utf-8"))


@contextmanager
def warm(*modules: str) -> Iterator[Warm]:
    """A process that has read these modules, until the end."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    words = [sys.executable, "-m", "tests.support.warm", str(theirs.fileno()), *modules]
    with (
        ours,
        theirs,
        subprocess.Popen(words, cwd=ROOT, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL) as held,
    ):
        theirs.close()
        try:
            yield Warm(ours)
        finally:
            ours.close()
            held.wait(60)


def _wait_for_words(line: socket.socket) -> tuple[list[str], dict[str, str]] | None:
    """Copies itself whenever it is given words; returns them in each copy, and nothing once there are no more."""
    while True:
        written, received, _, _ = socket.recv_fds(line, LONGEST, 1)
        if not written:
            return None
        with suppress(ChildProcessError):
            # Those before that have ended. Until now nobody else was given their numbers.
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        pid = os.fork()
        if pid == 0:
            os.setsid()
            os.dup2(received[0], 1)
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            os.close(received[0])
            words, environment = json.loads(written)
            return words, environment
        os.close(received[0])
        line.send(str(pid).encode())


def main() -> None:
    with socket.socket(fileno=int(sys.argv[1])) as line:
        for module in sys.argv[2:]:
            importlib.import_module(module)
        gc.freeze()
        given = _wait_for_words(line)
    if given is None:
        return
    words, environment = given
    os.environ.update(environment)
    if words[0] == "-m":
        sys.argv = words[1:]
        runpy.run_module(words[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv = words
        runpy.run_path(words[0], run_name="__main__")


if __name__ == "__main__":
    main()
