"""The simulated devices of the demonstration in one program: a printer, readers, a door, a power supply.

    python -m devices.simulators.bench ~/bench

It prints where they are as JSON on its first line, and takes what is done to them over HTTP.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from devices.simulators import door_board, readers, ups
from devices.simulators.door_board import SimulatedDoor
from devices.simulators.escpos_machine import Machine
from devices.simulators.escpos_printer import SWITCHES, SimulatedPrinter
from devices.simulators.printer_control import Control
from devices.simulators.readers import SimulatedCards, SimulatedScanner
from devices.simulators.ups import SimulatedUps

SPEED = 1200
"""Rows that the printer prints in a second."""


def main(arguments: list[str]) -> int:
    """Simulates until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(prog="bench", description="Devices that are simulated.")
    parser.add_argument("folder", type=Path, help="where the serial lines are made")
    parser.add_argument("--tcp", type=int, default=0, metavar="PORT", help="of the printer, on 127.0.0.1")
    parser.add_argument("--ups", type=int, default=0, metavar="PORT", help="of the power supply, on 127.0.0.1")
    parser.add_argument("--port", type=int, default=8475, help="of what is done to them, on 127.0.0.1")
    chosen = parser.parse_args(arguments)
    folder = chosen.folder.absolute()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (
        SimulatedPrinter(chosen.tcp, Machine(speed=SPEED)) as printer,
        SimulatedCards(folder / "cards") as cards,
        SimulatedScanner(folder / "scanner") as scanner,
        SimulatedDoor(folder / "door") as door,
        SimulatedUps(chosen.ups) as power,
    ):
        control = Control(chosen.port, printer, SWITCHES)
        control.also("cards", cards, readers.SWITCHES)
        control.also("scanner", scanner, readers.SWITCHES[-1:])
        control.also("door", door, door_board.SWITCHES)
        control.also("power", power, ups.SWITCHES)
        others = {
            "cards": cards.connection,
            "scanner": scanner.connection,
            "door": door.connection,
            "power": power.connection,
        }
        control.run(url=control.url, printer=printer.connection, **others)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
