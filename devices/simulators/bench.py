"""The simulated devices of the demonstration in one program: printers, readers, a door, a power supply, a
camera.

    python -m devices.simulators.bench ~/bench

It prints where they are as JSON on its first line, and takes what is done to them over HTTP.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from devices.simulators import camera, door_board, readers, ups, zpl_machine
from devices.simulators.camera import SimulatedCamera
from devices.simulators.door_board import SimulatedDoor
from devices.simulators.escpos_machine import Machine
from devices.simulators.escpos_printer import LABELS, SWITCHES, SimulatedPrinter
from devices.simulators.printer_control import Control
from devices.simulators.readers import SimulatedCards, SimulatedScanner
from devices.simulators.ups import SimulatedUps

SPEED = 1200
"""Rows that a printer prints in a second."""


@dataclass(frozen=True, slots=True)
class Bench:
    """The devices: `printer` is the one of receipts."""

    printer: SimulatedPrinter
    labels: SimulatedPrinter
    cards: SimulatedCards
    scanner: SimulatedScanner
    door: SimulatedDoor
    power: SimulatedUps
    camera: SimulatedCamera

    def control(self, port: int = 0) -> Control:
        """What takes what is done to them, on a port of 127.0.0.1; 0 takes a free one."""
        control = Control(port, self.printer, SWITCHES)
        control.also("labels", self.labels, LABELS)
        control.also("cards", self.cards, readers.SWITCHES)
        control.also("scanner", self.scanner, readers.SWITCHES[-1:])
        control.also("door", self.door, door_board.SWITCHES)
        control.also("power", self.power, ups.SWITCHES)
        control.also("camera", self.camera, camera.SWITCHES)
        return control

    @property
    def connections(self) -> dict[str, str]:
        """Where a driver finds each."""
        return {
            "printer": self.printer.connection,
            "labels": self.labels.connection,
            "cards": self.cards.connection,
            "scanner": self.scanner.connection,
            "door": self.door.connection,
            "power": self.power.connection,
            "camera": self.camera.connection,
        }


@contextmanager
def bench(folder: Path, tcp: int = 0, supply: int = 0, speed: float = 0, counter: int = 0) -> Iterator[Bench]:
    """The devices, until the end.

    Args:
        folder: where their serial lines are made.
        tcp: the port of the printer of receipts, `supply` of the power supply, `counter` of the camera; 0 is free.
        speed: rows that a printer prints in a second; 0 takes no time.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (
        SimulatedPrinter(tcp, Machine(speed=speed)) as printer,
        SimulatedPrinter(folder / "labels", zpl_machine.Machine(speed=speed)) as labels,
        SimulatedCards(folder / "cards") as cards,
        SimulatedScanner(folder / "scanner") as scanner,
        SimulatedDoor(folder / "door") as door,
        SimulatedUps(supply) as power,
        SimulatedCamera(counter) as seen,
    ):
        yield Bench(printer, labels, cards, scanner, door, power, seen)


def main(arguments: list[str]) -> int:
    """Simulates until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(prog="bench", description="Devices that are simulated.")
    parser.add_argument("folder", type=Path, help="where the serial lines are made")
    parser.add_argument("--tcp", type=int, default=0, metavar="PORT", help="of the printer of receipts, on 127.0.0.1")
    parser.add_argument("--ups", type=int, default=0, metavar="PORT", help="of the power supply, on 127.0.0.1")
    parser.add_argument("--camera", type=int, default=0, metavar="PORT", help="of the camera, on 127.0.0.1")
    parser.add_argument("--port", type=int, default=8475, help="of what is done to them, on 127.0.0.1")
    chosen = parser.parse_args(arguments)
    with bench(chosen.folder.absolute(), chosen.tcp, chosen.ups, SPEED, chosen.camera) as devices:
        control = devices.control(chosen.port)
        control.run(url=control.url, **devices.connections)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
