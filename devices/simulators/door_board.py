"""A door on a board in a program: on a network port or a serial line, with what can be done to it over HTTP.

    python -m devices.simulators.door_board --tcp 5020
    python -m devices.simulators.door_board --serial ~/door

It prints where it is as JSON on its first line. The door is opened, the button pressed and the cable pulled from the
bench page of the demonstration or with curl:

    curl -H "Foyer-Bench: 1" -X POST http://127.0.0.1:8476/door/button/on
"""

from __future__ import annotations

import argparse
import contextlib
import select
import sys
import threading
import time
from pathlib import Path
from typing import Final, get_args

from devices.simulators.door_machine import Fault, Machine, Rtu, Tcp
from devices.simulators.escpos_printer import Port, Serial, Wire
from devices.simulators.printer_control import Control

TICK: Final = 0.02
_CHUNK: Final = 4096
UNPLUGGED: Final = ("cable", "power")
"""What cuts the wire: pulling the cable leaves the relays as they are, without power they fall."""

SWITCHES: Final = (*get_args(Fault), "silent", *UNPLUGGED)
"""Everything that can be done to it, by the name it has in addresses."""


class SimulatedDoor:
    """A machine at the end of a wire, on a thread of its own.

    Args:
        where: the number of a network port, 0 for a free one; or the path of a serial line.
    """

    def __init__(self, where: int | Path, machine: Machine | None = None) -> None:
        self.machine = machine or Machine()
        self._where = where
        self._lock = threading.Lock()
        self._off: set[str] = set()
        self._silent = False
        self._wire: Wire | None = None
        self._line: Rtu | Tcp
        self._ended = threading.Event()
        self._plug()
        self._thread = threading.Thread(target=self._live, name="simulated-door", daemon=True)

    def __enter__(self) -> SimulatedDoor:
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
        """Does something to it, or takes it back. See `SWITCHES`."""
        with self._lock:
            if name == "silent":
                self._silent = on
            elif name not in UNPLUGGED:
                self.machine.faults ^= self.machine.faults & {name} if not on else {name} - self.machine.faults
            else:
                self._off ^= self._off & {name} if not on else {name} - self._off
                if name == "power" and on:
                    self.machine.power_on()
                if self._off:
                    self._unplug()
                elif self._wire is None:
                    self._plug()

    def state(self) -> dict[str, object]:
        """What was done to it, and whether its lock lets go just now."""
        with self._lock:
            wrong = sorted(self.machine.faults | self._off | ({"silent"} if self._silent else set()))
            return {
                "wrong": wrong,
                "released": self.machine.released(time.monotonic()),
                "pulses": len(self.machine.pulses),
                "connection": self.connection,
            }

    def _live(self) -> None:
        while not self._ended.is_set():
            with self._lock:
                wire = self._wire
                waits = wire.descriptors() if wire is not None else []
                self.machine.work(time.monotonic())
            if not waits:
                self._ended.wait(TICK)
                continue
            # Without the lock: the wire may be pulled meanwhile.
            with contextlib.suppress(OSError, ValueError):
                if select.select(waits, [], [], TICK)[0]:
                    self._serve(wire)

    def _serve(self, wire: Wire | None) -> None:
        with self._lock:
            if wire is None or wire is not self._wire:
                return
            found = b""
            with contextlib.suppress(OSError):
                found = wire.read(_CHUNK)
            answer = self._line.feed(found, time.monotonic())
            if answer and not self._silent:
                wire.write(answer)

    def _plug(self) -> None:
        if isinstance(self._where, int):
            port = Port(self._where)
            self._where, self._wire, self._line = port.number, port, Tcp(self.machine)
        else:
            self._wire, self._line = Serial(self._where), Rtu(self.machine)

    def _unplug(self) -> None:
        wire, self._wire = self._wire, None
        if wire is not None:
            wire.close()


def main(arguments: list[str]) -> int:
    """Is a door until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(prog="door_board", description="A door that is simulated.")
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--tcp", type=int, metavar="PORT", help="on 127.0.0.1; 0 takes a free one")
    where.add_argument("--serial", type=Path, metavar="PATH", help="a serial line that is made there")
    parser.add_argument("--port", type=int, default=8476, help="of what is done to it, on 127.0.0.1")
    chosen = parser.parse_args(arguments)
    place = chosen.serial.absolute() if chosen.tcp is None else chosen.tcp
    with SimulatedDoor(place) as door:
        control = Control(chosen.port, door, SWITCHES, "door")
        control.run(url=control.url, connection=door.connection)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
