"""A display to draw on: the one there is, or a virtual one that nobody sees."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from kiosk.domain.errors import Refused
from kiosk.runtime.children import Child
from kiosk.terminal.settings import ScreenSettings

_PATIENCE = 30.0


class NoDisplay(Refused, RuntimeError):
    """There is no display, and no program that makes a virtual one."""

    code = "no_display"


@contextmanager
def provided(screen: ScreenSettings) -> Iterator[bool]:
    """Makes sure that there is a display, and says whether it is a virtual one.

    The server of a virtual one picks its own number, so that several can live on one machine.

    Raises:
        NoDisplay: there is none, and Xvfb is not installed.
        ChildFailed: Xvfb would not start.
    """
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        yield False
        return
    if shutil.which("Xvfb") is None:
        raise NoDisplay
    size = f"{screen.width}x{screen.height}x24"

    def command(pipe: int, _before: str | None) -> list[str]:
        return ["Xvfb", "-displayfd", str(pipe), "-screen", "0", size, "-nolisten", "tcp", "-noreset"]

    with Child("display", command, quiet=True, grace=5) as server:
        os.environ["DISPLAY"] = f":{server.wait_ready(_PATIENCE)}"
        try:
            yield True
        finally:
            del os.environ["DISPLAY"]
