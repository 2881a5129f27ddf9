"""Printers that others wrote: `ippeveprinter` of CUPS, with a D-Bus of its own, and a queue of a private `cupsd`."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

PRINTER, QUEUE, BUS, MAKE = (
    shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    for name in ("ippeveprinter", "cupsd", "dbus-daemon", "lpadmin")
)
PATIENCE = 20.0
_COMMAND = """#!/bin/sh
# What ippeveprinter runs for each job: it says a fault for as long as there is a file, and keeps what was printed.
trap 'exit 1' TERM
if [ -f {fault} ]; then
    reason=$(cat {fault})
    echo "STATE: +$reason" >&2
    while [ -f {fault} ]; do sleep 0.05; done
    echo "STATE: -$reason" >&2
fi
cp "$1" {out}/$(date +%s%N)
"""


class Printer:
    """An `ippeveprinter`.

    Args:
        folder: of its own.
        formats: what it takes.
    """

    def __init__(self, folder: Path, bus: str, formats: str) -> None:
        self._folder, self._bus, self._formats = folder, bus, formats
        self.out, self._fault, self._command = folder / "out", folder / "fault", folder / "command"
        for each in (self.out, folder / "spool"):
            each.mkdir(parents=True)
        self._command.write_text(_COMMAND.format(fault=self._fault, out=self.out), "utf-8")
        self._command.chmod(0o755)
        self.port = free_port()
        self._running: subprocess.Popen[bytes] | None = None

    @property
    def uri(self) -> str:
        return f"ipp://localhost:{self.port}/ipp/print"

    @property
    def printed(self) -> list[bytes]:
        """The documents that came out."""
        return [file.read_bytes() for file in sorted(self.out.iterdir())]

    def start(self) -> None:
        arguments = ["-p", str(self.port), "-n", "localhost", "-r", "off", "-d", str(self._folder / "spool"), "-k"]
        arguments += ["-c", str(self._command), "-f", self._formats, "-M", "Foyer", "-m", "ippeveprinter"]
        environment = {**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": self._bus, "HOME": str(self._folder)}
        with (self._folder / "log").open("ab") as log:
            self._running = subprocess.Popen(
                [str(PRINTER), *arguments, "Foyer"], stdout=log, stderr=log, env=environment, start_new_session=True
            )
        wait_for_port(self.port)

    def stop(self) -> None:
        """As when its power is cut."""
        running, self._running = self._running, None
        if running is not None:
            os.killpg(running.pid, 9)
            running.wait()

    def fault(self, reason: str | None) -> None:
        """What it says of itself during the next jobs; `None` for nothing."""
        if reason is None:
            self._fault.unlink(missing_ok=True)
        else:
            self._fault.write_text(reason, "utf-8")


@contextmanager
def bus() -> Iterator[str]:
    """A D-Bus that nobody else is on: `ippeveprinter` does not start without one."""
    if not PRINTER or not BUS:
        pytest.skip("ippeveprinter or dbus-daemon is not installed (apt-get install cups-ipp-utils dbus)")
    # The path of a socket has to be short, and that of a test's folder is not.
    with (
        tempfile.TemporaryDirectory(prefix="foyer-bus-") as short,
        subprocess.Popen(
            [BUS, "--session", "--nofork", "--nopidfile", f"--address=unix:path={short}/bus"],
            stderr=subprocess.DEVNULL,
        ) as running,
    ):
        try:
            wait_for((Path(short) / "bus").exists)
            yield f"unix:path={short}/bus"
        finally:
            running.terminate()


@contextmanager
def printer(folder: Path, formats: str = "application/pdf,image/pwg-raster") -> Iterator[Printer]:
    with bus() as address:
        made = Printer(folder / "printer", address, formats)
        made.start()
        try:
            yield made
        finally:
            made.fault(None)
            made.stop()


@contextmanager
def queue(of: Printer) -> Iterator[str]:
    """A queue of a private `cupsd`, as an address. It tries again and again when its printer is away."""
    if not QUEUE or not MAKE:
        pytest.skip("cupsd or lpadmin is not installed (apt-get install cups-daemon cups-client)")
    # What runs for root runs as another user there, who has to get in.
    root, port = Path(tempfile.mkdtemp(prefix="foyer-cups-")), free_port()
    root.chmod(0o755)
    for each in ("etc", "spool", "cache", "state", "log"):
        (root / each).mkdir(parents=True)
    (root / "etc" / "cupsd.conf").write_text(
        f"Listen 127.0.0.1:{port}\nErrorPolicy retry-current-job\nJobRetryInterval 1\nBrowsing Off\n"
        "DefaultAuthType None\nWebInterface No\n<Location />\nOrder allow,deny\nAllow all\n</Location>\n"
        "<Policy default>\n<Limit All>\nOrder allow,deny\nAllow all\n</Limit>\n</Policy>\n",
        "utf-8",
    )
    (root / "etc" / "cups-files.conf").write_text(
        f"ServerRoot {root}/etc\nRequestRoot {root}/spool\nCacheDir {root}/cache\nStateDir {root}/state\n"
        f"TempDir {root}/spool\nAccessLog {root}/log/access\nErrorLog {root}/log/error\nPageLog {root}/log/page\n"
        "SystemGroup root\n",
        "utf-8",
    )
    arguments = ["-f", "-c", f"{root}/etc/cupsd.conf", "-s", f"{root}/etc/cups-files.conf"]
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, root, ignore_errors=True)
        running = stack.enter_context(subprocess.Popen([QUEUE, *arguments], start_new_session=True))
        stack.callback(lambda: os.killpg(running.pid, 9))
        wait_for_port(port)
        ask = {**os.environ, "CUPS_SERVER": f"127.0.0.1:{port}"}
        made = [MAKE, "-p", "foyer", "-E", "-v", of.uri, "-m", "everywhere"]
        subprocess.run(made, env=ask, check=True, capture_output=True, timeout=PATIENCE)
        yield f"ipp://127.0.0.1:{port}/printers/foyer"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def wait_for_port(port: int) -> None:
    def answers() -> bool:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            return False
        return True

    wait_for(answers)


def wait_for(so: object) -> None:
    """Looks again and again until something is so that tells nobody."""
    until = time.monotonic() + PATIENCE
    while not so():  # type: ignore[operator] # a condition
        assert time.monotonic() < until
        time.sleep(0.02)


def pause(queue: str) -> None:
    """Pauses a queue, as CUPS does after some faults."""
    disable = shutil.which("cupsdisable", path="/usr/bin:/usr/sbin")
    assert disable is not None
    server = queue.removeprefix("ipp://").partition("/")[0]
    subprocess.run([disable, "foyer"], env={**os.environ, "CUPS_SERVER": server}, check=True, timeout=PATIENCE)
