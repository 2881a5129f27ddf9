"""An X server of its own, presses on it, and the moment the picture answers; and what a program takes up."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from Xlib import X
from Xlib.display import Display
from Xlib.ext import xtest

LOOK = 24
"""Pixels on each side of the square that is watched."""


class Screen:
    """One X server: presses there, and the moment the picture answers."""

    def __init__(self, display: Display) -> None:
        self._x = display

    def point(self, x: int, y: int) -> None:
        xtest.fake_input(self._x, X.MotionNotify, x=x, y=y)
        self._x.sync()

    def button(self, *, down: bool) -> None:
        xtest.fake_input(self._x, X.ButtonPress if down else X.ButtonRelease, 1)
        self._x.flush()

    def look(self, x: int, y: int) -> bytes:
        """The pixels around a place."""
        image = self._x.screen().root.get_image(x - LOOK // 2, y - LOOK // 2, LOOK, LOOK, X.ZPixmap, 0xFFFFFFFF)
        return bytes(image.data)

    def answer(self, act: Callable[[], None], x: int, y: int) -> float:
        """Seconds from `act` until the pixels around a place are others."""
        before = self.look(x, y)
        start = time.perf_counter()
        act()
        while self.look(x, y) == before:
            if time.perf_counter() - start > 10:
                raise TimeoutError("the picture never changed")
        return time.perf_counter() - start


@contextmanager
def x_server(width: int, height: int) -> Iterator[str]:
    """The name of its display."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp", "-noreset"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    try:
        with os.fdopen(read) as answer:
            yield ":" + answer.readline().strip()
    finally:
        server.terminate()
        server.wait()


def family(pid: int) -> list[int]:
    """A process and all that descend from it."""
    found = [pid]
    for parent in found:
        for children in Path(f"/proc/{parent}/task").glob("*/children"):
            found += map(int, children.read_text().split())
    return found


def pss(pid: int) -> float:
    """Proportional memory of a process and those it started, in MiB."""
    total = 0
    for each in family(pid):
        lines = Path(f"/proc/{each}/smaps_rollup").read_text().splitlines()
        total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


def ticks(pid: int) -> int:
    """Processor time a process and those it started have used, in the system's ticks."""
    stats = (Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split() for each in family(pid))
    return sum(int(fields[11]) + int(fields[12]) for fields in stats)
