"""What the screens are measured beside: the least Kivy can do, and a browser that shows the same picture."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from Xlib import X
from Xlib.display import Display

from tests.bench.glass import Screen, x_server

PATIENCE = 60.0
"""Seconds after which a peer has failed to start."""

PAGE = Path(__file__).with_name("question.html")
HEADER = bytes((0x50, 0x4B, 0x0E))
"""The colour of the page's header, as the X server gives it."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A program in front of an X server of its own. `started` is the seconds from the command to its picture."""

    screen: Screen
    pid: int
    started: float


@dataclass(frozen=True, slots=True)
class Question:
    """Where things are in the page, in pixels from the top left."""

    rows: tuple[tuple[int, int], ...] = ((80, 538), (80, 686))
    heading: tuple[int, int] = (250, 306)
    on: tuple[int, int] = (116, 1600)
    back: tuple[int, int] = (100, 1840)


@contextmanager
def bare_kivy(width: int, height: int) -> Iterator[Peer]:
    """One rectangle that changes colour, with the loop that sleeps between events."""
    began = time.perf_counter()
    with x_server(width, height) as display, ExitStack() as stack:
        words = [sys.executable, "-m", "tests.bench.bare_kivy", str(width), str(height)]
        process = stack.enter_context(_running(words, display, subprocess.PIPE))
        if process.stdout is not None:
            process.stdout.readline()
        started = time.perf_counter() - began
        x = Display(display)
        stack.callback(x.close)
        yield Peer(Screen(x), process.pid, started)


@contextmanager
def chromium(width: int, height: int) -> Iterator[Peer | None]:
    """Chromium in kiosk mode with the same question, five choices and Continue; `None` if it is not installed."""
    if browser_words(PAGE, Path(), width, height) is None:
        yield None
        return
    began = time.perf_counter()
    with x_server(width, height) as display, ExitStack() as stack:
        profile = stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True))
        words = browser_words(PAGE, Path(profile), width, height) or []
        process = stack.enter_context(_running(words, display, subprocess.DEVNULL))
        x = Display(display)
        stack.callback(x.close)
        while bytes(x.screen().root.get_image(4, 4, 1, 1, X.ZPixmap, 0xFFFFFFFF).data)[:3] != HEADER:
            if time.perf_counter() - began > PATIENCE:
                raise TimeoutError("Chromium never showed its page")
            time.sleep(0.002)
        yield Peer(Screen(x), process.pid, time.perf_counter() - began)


def browser_words(page: Path, profile: Path, width: int, height: int) -> list[str] | None:
    """The command that shows a page in Chromium, in kiosk mode; `None` if it is not installed."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        return None
    words = [program, "--kiosk", "--no-first-run", "--disable-background-networking", "--password-store=basic"]
    words += [f"--user-data-dir={profile}", f"--window-size={width},{height}", "--window-position=0,0"]
    words += ["--force-device-scale-factor=1", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    return [*words, page.absolute().as_uri()]


@contextmanager
def _running(words: list[str], display: str, output: int) -> Iterator[subprocess.Popen[str]]:
    environment = {**os.environ, "DISPLAY": display}
    process = subprocess.Popen(words, env=environment, stdout=output, stderr=subprocess.DEVNULL, text=True)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()
