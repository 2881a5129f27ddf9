"""What a person feels: press to changed pixel, step to next step, start, memory and idle work, on a real window.

The peer is the least Kivy can do: one rectangle, the same size, the same loop that sleeps between events.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from Xlib import X
from Xlib.display import Display
from Xlib.ext import xtest

from tests.bench.measure import Series, ratio, report
from tests.support import journeys
from tests.support.stand_in_hub import StandInHub
from tests.support.window import Pointer, Window

SIZE = (1080, 1920)
ROUNDS, PRESSES, IDLE = 4, 15, 5.0
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


def run(folder: Path) -> None:
    """Prints every figure beside the peer's."""
    with StandInHub() as hub:
        began = time.perf_counter()
        with Window(hub.url, folder, size=SIZE) as window:
            ours_start = time.perf_counter() - began
            began = time.perf_counter()
            with bare() as (screen, peer):
                peer_start = time.perf_counter() - began
                ratio(
                    "From the command to the first picture, X server and interpreter with it",
                    ("the foyer", ours_start),
                    ("bare Kivy", peer_start),
                    "s",
                )
                presses(window, screen)
                steps(window)
                idle(window.process.pid, peer.pid)


def presses(window: Window, bare_screen: Screen) -> None:
    """A finger on an answer, and the answer showing that it was felt."""
    journeys.to_first_question(Pointer(window), "en")
    ours, peer = Series("an answer of a form"), Series("bare Kivy, one rectangle")
    screen = Screen(window.x)
    rows = [node["bounds"] for node in window.nodes if node["role"] == "radio"][:2]
    for _ in range(ROUNDS):
        for number in range(PRESSES):
            x, y, _width, height = rows[number % 2]
            at = (x + LOOK, y + height // 2)
            screen.point(*at)
            time.sleep(0.05)
            ours.seconds.append(screen.answer(lambda: screen.button(down=True), *at))
            screen.button(down=False)
            time.sleep(0.15)
        for _number in range(PRESSES):
            bare_screen.point(300, 300)
            time.sleep(0.05)
            peer.seconds.append(bare_screen.answer(lambda: bare_screen.button(down=True), 300, 300))
            bare_screen.button(down=False)
            time.sleep(0.15)
    report("Press to changed pixel, 1080×1920, drawn by software", ours, peer, "one frame: 16.7 ms")


def steps(window: Window) -> None:
    """Continue let go, and the next question on the screen."""
    screen, visitor = Screen(window.x), Pointer(window)
    series = Series("Continue to the next question")
    frame = Series("one frame at 60 Hz")
    visitor.press("choice:recycling")
    for _ in range(ROUNDS * 5):
        window.wait_for("choice:recycling")
        button, row = (window.node(name) for name in ("action:continue", "choice:recycling"))
        assert button is not None and row is not None
        screen.point(button["bounds"][0] + 60, button["bounds"][1] + 30)
        screen.button(down=True)
        time.sleep(0.1)
        heading = row["bounds"][0] + 100, row["bounds"][1] - 60
        series.seconds.append(screen.answer(lambda: screen.button(down=False), *heading))
        frame.seconds.append(1 / 60)
        visitor.press("bar:back")
        time.sleep(0.1)
    report("Step to next step", series, frame)


def idle(ours: int, peer: int) -> None:
    """Memory and the work done while nobody is there."""
    ratio("Memory (PSS)", ("the foyer", pss(ours)), ("bare Kivy", pss(peer)), "MiB")
    before = ticks(ours), ticks(peer)
    time.sleep(IDLE)
    used = [
        (after - first) / os.sysconf("SC_CLK_TCK") / IDLE * 100
        for first, after in zip(before, (ticks(ours), ticks(peer)), strict=True)
    ]
    ratio(
        "Processor while idle", ("the foyer, with its terminal", used[0]), ("bare Kivy", used[1]), "%", "under 0.5 %"
    )


def pss(pid: int) -> float:
    """Proportional memory of a process, in MiB."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def ticks(pid: int) -> int:
    """Processor time a process has used, in the system's ticks."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


@contextmanager
def bare() -> Iterator[tuple[Screen, subprocess.Popen[str]]]:
    """The peer on an X server of its own, its first picture shown."""
    read, write = os.pipe()
    size = "{}x{}x24".format(*SIZE)
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", size, "-nolisten", "tcp", "-noreset"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as answer:
        display = ":" + answer.readline().strip()
    words = [sys.executable, "-m", "tests.bench.bare_kivy", *map(str, SIZE)]
    process = subprocess.Popen(words, env={**os.environ, "DISPLAY": display}, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        process.stdout.readline()
        x = Display(display)
        yield Screen(x), process
        x.close()
    finally:
        process.kill()
        process.wait()
        server.terminate()
        server.wait()
