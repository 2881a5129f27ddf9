"""The PC/SC service for real, with a reader that vsmartcard makes up: where the machine has both."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

DRIVER = Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")
SOCKET = Path("/run/pcscd/pcscd.comm")
PATIENCE = 30.0


def missing() -> str:
    """What this machine lacks for it; empty when nothing."""
    if shutil.which("pcscd") is None:
        return "pcscd is not installed (apt install pcscd vsmartcard-vpcd)"
    if not DRIVER.exists():
        return "vsmartcard-vpcd is not installed"
    if os.geteuid() != 0:
        return "pcscd can be started by root alone"
    return "pcscd runs here already, for others" if _answers() else ""


class Service:
    """pcscd, which can end and be begun again. `port` is where a virtual card connects."""

    def __init__(self, folder: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = int(free.getsockname()[1])
        self._with, self._without = folder / "with", folder / "without"
        for each in (self._with, self._without):
            each.mkdir()
        name = f'FRIENDLYNAME "Virtual PCD"\nDEVICENAME /dev/null:{self.port:#x}\n'
        (self._with / "vpcd").write_text(f"{name}LIBPATH {DRIVER}\nCHANNELID {self.port:#x}\n", "ascii")
        self._running: subprocess.Popen[bytes] | None = None

    def start(self, *, reader: bool = True) -> None:
        """Begins it, with a reader or without, and waits until it answers."""
        SOCKET.parent.mkdir(exist_ok=True)
        command = ["pcscd", "--foreground", "--critical", "--config", str(self._with if reader else self._without)]
        self._running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + PATIENCE
        while not _answers():
            assert self._running.poll() is None, "pcscd has ended"
            assert time.monotonic() < until
            time.sleep(0.01)

    def kill(self) -> None:
        """Ends it at once. Twice is fine."""
        if self._running is not None:
            self._running.kill()
            self._running.wait()
            self._running = None
            for each in (SOCKET, SOCKET.with_name("pcscd.pid")):
                each.unlink(missing_ok=True)


@contextmanager
def service(folder: Path) -> Iterator[Service]:
    """The one of this machine, for one test at a time."""
    with (Path(tempfile.gettempdir()) / "foyer-pcsc.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        found = Service(folder)
        try:
            yield found
        finally:
            found.kill()


def _answers() -> bool:
    with socket.socket(socket.AF_UNIX) as wire:
        try:
            wire.connect(str(SOCKET))
        except OSError:
            return False
    return True
