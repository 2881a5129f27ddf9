"""A printer in a program: on a network port or a serial line, with faults that can be put on and taken off.

    python -m devices.simulators.escpos_printer --tcp 9100
    python -m devices.simulators.escpos_printer --serial ~/printer
    python -m devices.simulators.escpos_printer --tcp 9100 --speaks zpl
    python -m devices.simulators.escpos_printer --serial ~/printer --speaks brother

It prints where it is as JSON on its first line. What it printed is there as pictures, and its faults are put on over
HTTP, from the bench page of the demonstration or with curl:

    curl -H "Foyer-Bench: 1" -X POST http://127.0.0.1:8475/printer/paper_out/on
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import select
import socket
import sys
import threading
import time
import tty
from pathlib import Path
from typing import Final, Protocol, get_args

from PIL import Image

from devices.simulators import brother_machine, escpos_machine, zpl_machine
from devices.simulators.escpos_machine import Fault, Paper
from devices.simulators.printer_control import Control

TICK: Final = 0.02
_CHUNK: Final = 4096
UNPLUGGED: Final = ("cable", "power")
"""What cuts the wire: pulling the cable leaves the printer what it holds, switching it off does not."""

SWITCHES: Final = (*get_args(Fault), *UNPLUGGED)
LABELS: Final = (*get_args(zpl_machine.Fault), *UNPLUGGED)
ROLLS: Final = (*get_args(brother_machine.Fault), *UNPLUGGED)
"""Everything that can be wrong with a printer of receipts, of labels and of Brother's, by its name there."""


class Machine(Protocol):
    """What is at the end of the wire, of whatever language. See `escpos_machine` and `zpl_machine`."""

    width: int
    speed: float
    busy_until: float
    faults: set[str]
    papers: list[Paper]
    taken: int

    @property
    def room(self) -> int: ...

    def power_on(self) -> None: ...

    def feed(self, data: bytes, now: float, /) -> bytes: ...

    def work(self, now: float) -> bytes: ...


class Wire(Protocol):
    """Where the other end comes to. Made anew each time it is plugged in."""

    def descriptors(self) -> list[int]:
        """What to wait for."""

    def read(self, most: int) -> bytes:
        """What has come."""

    def write(self, data: bytes) -> None:
        """Sends; what the other end does not take at once is lost, as on a real line."""

    def close(self) -> None:
        """Pulls it."""


class Port:
    """A network port that takes one connection at a time."""

    def __init__(self, port: int) -> None:
        self._listener = socket.create_server(("127.0.0.1", port))
        self._other: socket.socket | None = None

    @property
    def number(self) -> int:
        return int(self._listener.getsockname()[1])

    def descriptors(self) -> list[int]:
        return [(self._other or self._listener).fileno()]

    def read(self, most: int) -> bytes:
        if self._other is None:
            self._other, _ = self._listener.accept()
            self._other.setblocking(False)
            return b""
        try:
            found = self._other.recv(most)
        except OSError:
            found = b""
        if not found:
            self._other.close()
            self._other = None
        return found

    def write(self, data: bytes) -> None:
        if self._other is not None:
            with contextlib.suppress(OSError):
                self._other.send(data)

    def close(self) -> None:
        if self._other is not None:
            self._other.close()
        self._listener.close()


class Serial:
    """A serial line: a pty, found under a name that stays when the cable is pulled and comes back."""

    def __init__(self, link: Path) -> None:
        self._link = link
        self._ours, theirs = os.openpty()
        tty.setraw(theirs)
        link.unlink(missing_ok=True)
        link.symlink_to(os.ttyname(theirs))
        # Ours alone would hang up as soon as the other program closes its end.
        self._theirs = theirs

    def descriptors(self) -> list[int]:
        return [self._ours]

    def read(self, most: int) -> bytes:
        return os.read(self._ours, most)

    def write(self, data: bytes) -> None:
        with contextlib.suppress(OSError):
            os.write(self._ours, data)

    def close(self) -> None:
        self._link.unlink(missing_ok=True)
        os.close(self._theirs)
        os.close(self._ours)


class SimulatedPrinter:
    """A machine at the end of a wire, on a thread of its own.

    Args:
        where: the number of a network port, 0 for a free one; or the path of a serial line.
    """

    def __init__(self, where: int | Path, machine: Machine | None = None) -> None:
        self.machine: Machine = machine or escpos_machine.Machine()
        self._where = where
        self._lock = threading.Lock()
        self._off: set[str] = set()
        self._wire: Wire | None = None
        self._ended = threading.Event()
        self._plug()
        self._thread = threading.Thread(target=self._live, name="simulated-printer", daemon=True)

    def __enter__(self) -> SimulatedPrinter:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ended.set()
        self._thread.join()
        with self._lock:
            self._unplug()

    @property
    def connection(self) -> str:
        """Where a driver finds it."""
        return f"tcp:127.0.0.1:{self._where}" if isinstance(self._where, int) else f"serial:{self._where}"

    def switch(self, name: str, on: bool) -> None:
        """Puts something wrong on, or takes it off. See `SWITCHES`."""
        with self._lock:
            if name not in UNPLUGGED:
                self.machine.faults ^= self.machine.faults & {name} if not on else {name} - self.machine.faults
                self._answer(self.machine.work(time.monotonic()))
                return
            self._off ^= self._off & {name} if not on else {name} - self._off
            if name == "power" and on:
                self.machine.power_on()
            if self._off:
                self._unplug()
            elif self._wire is None:
                self._plug()

    def state(self) -> dict[str, object]:
        """What is wrong with it, and what it made."""
        with self._lock:
            first = self.machine.taken - sum(paper.cut for paper in self.machine.papers)
            return {
                "wrong": sorted(self.machine.faults | self._off),
                "papers": [first + n for n, paper in enumerate(self.machine.papers) if paper.cut],
                "connection": self.connection,
            }

    def picture(self, number: int) -> bytes | None:
        """One paper as a PNG; `None` when it is not there (any more)."""
        with self._lock:
            first = self.machine.taken - sum(paper.cut for paper in self.machine.papers)
            kept = [paper for paper in self.machine.papers if paper.cut]
            if not 0 <= number - first < len(kept):
                return None
            return png(kept[number - first], self.machine.width)

    def _live(self) -> None:
        while not self._ended.is_set():
            with self._lock:
                wire = self._wire
                waits = wire.descriptors() if wire is not None and self.machine.room > _CHUNK else []
                ready, _, _ = select.select(waits, [], [], 0)
                if ready and wire is not None:
                    self._answer(self.machine.feed(self._read(wire), time.monotonic()))
                else:
                    self._answer(self.machine.work(time.monotonic()))
            if not ready:
                self._ended.wait(TICK if not waits else 0)
                if waits:
                    self._idle(waits)

    def _idle(self, waits: list[int]) -> None:
        """Waits for the wire without the lock, a short time: it may be pulled meanwhile."""
        with contextlib.suppress(OSError, ValueError):
            select.select(waits, [], [], TICK)

    def _read(self, wire: Wire) -> bytes:
        try:
            return wire.read(_CHUNK)
        except OSError:
            return b""

    def _answer(self, data: bytes) -> None:
        if data and self._wire is not None:
            self._wire.write(data)

    def _plug(self) -> None:
        if isinstance(self._where, int):
            port = Port(self._where)
            self._where, self._wire = port.number, port
        else:
            self._wire = Serial(self._where)

    def _unplug(self) -> None:
        wire, self._wire = self._wire, None
        if wire is not None:
            wire.close()


def png(paper: Paper, width: int) -> bytes:
    """A paper as a picture: black on white, with the white of the paper around what is printed."""
    side = 24
    page = Image.new("L", (width + 2 * side, len(paper.rows) + 2 * side), 255)
    if paper.rows:
        ink = Image.frombytes("1", (width, len(paper.rows)), bytes(byte ^ 0xFF for byte in b"".join(paper.rows)))
        page.paste(ink, (side, side))
    file = io.BytesIO()
    page.save(file, "PNG", optimize=True)
    return file.getvalue()


def main(arguments: list[str]) -> int:
    """Prints until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(prog="escpos_printer", description="A printer that is simulated.")
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--tcp", type=int, metavar="PORT", help="on 127.0.0.1; 0 takes a free one")
    where.add_argument("--serial", type=Path, metavar="PATH", help="a serial line that is made there")
    parser.add_argument("--port", type=int, default=8475, help="of its faults and papers, on 127.0.0.1")
    parser.add_argument(
        "--speaks", choices=("escpos", "zpl", "brother"), default="escpos", help="its language (%(default)s)"
    )
    parser.add_argument("--width", type=int, default=576, help="dots across the paper (%(default)s)")
    parser.add_argument("--speed", type=float, default=1200, help="rows a second (%(default)s); 0 takes no time")
    chosen = parser.parse_args(arguments)
    place = chosen.serial.absolute() if chosen.tcp is None else chosen.tcp
    machine: Machine = brother_machine.Machine(chosen.speed)
    switches: tuple[str, ...] = ROLLS
    if chosen.speaks != "brother":
        made, switches = (escpos_machine, SWITCHES) if chosen.speaks == "escpos" else (zpl_machine, LABELS)
        machine = made.Machine(chosen.width, speed=chosen.speed)
    with SimulatedPrinter(place, machine) as printer:
        control = Control(chosen.port, printer, switches)
        control.run(url=control.url, connection=printer.connection)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
