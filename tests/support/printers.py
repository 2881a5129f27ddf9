"""A simulated printer on a wire of each kind, with a driver at the other end."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from devices.printers import brother_ql, paper
from devices.rack import Rack, opened
from devices.registry import Wish
from devices.simulators import brother_machine, escpos_machine, zpl_machine
from devices.simulators.escpos_printer import SimulatedPrinter
from kiosk.domain.devices import Device
from kiosk.domain.tickets import Code, Ticket, Words

PATIENCE = 60.0
LINK = "https://foyer.test.example/r/abcdefghijklmnopqrstuv"
TICKET: Final = Ticket(
    (Words("Tŷ Prawf", "title", centred=True), Words("7K3-MQ9-XZ4", "reference"), Code(LINK)), "cy"
)
WIRES: Final = ("tcp", "serial", "usb")
SPEAKS: Final[Mapping[str, type[escpos_machine.Machine | zpl_machine.Machine | brother_machine.Machine]]] = {
    "escpos": escpos_machine.Machine,
    "zpl": zpl_machine.Machine,
    "brother_ql": brother_machine.Machine,
}


class Watched:
    """A rack of one printer, and everything that was told of it."""

    def __init__(self, rack: Rack) -> None:
        self.rack = rack
        self.told: list[Device] = []
        self._changed = threading.Condition()
        rack.when_changed(self._note)

    @property
    def device(self) -> Device:
        return self.rack.all()[0]

    def wait(self, wanted: Callable[[Device], bool]) -> Device:
        """The device once it is as wanted."""
        with self._changed:
            assert self._changed.wait_for(lambda: wanted(self.device), PATIENCE), self.device
        return self.device

    def wait_usable(self) -> Device:
        return self.wait(lambda device: device.health.usable)

    def wait_for(self, reason: str) -> Device:
        return self.wait(lambda device: reason in device.health.reasons)

    def _note(self) -> None:
        with self._changed:
            self.told.append(self.device)
            self._changed.notify_all()


@contextmanager
def printer(folder: Path, wire: str = "tcp", speed: float = 0, speaks: str = "escpos") -> Iterator[SimulatedPrinter]:
    """A simulated printer.

    Args:
        wire: `tcp`, `serial`, or `usb`, which is a character device without the settings of a line.
        speaks: its language, which is also the name of its driver.
    """
    machine = SPEAKS[speaks](speed=speed)
    with SimulatedPrinter(0 if wire == "tcp" else folder / "printer", machine) as simulated:
        yield simulated


@contextmanager
def driven(
    simulated: SimulatedPrinter, wire: str = "tcp", *, simulated_allowed: bool = True, **options: object
) -> Iterator[Watched]:
    """Its driver, on a thread of its own."""
    where = simulated.connection.replace("serial:", f"{wire}:") if wire != "tcp" else simulated.connection
    speaks = next(name for name, made in SPEAKS.items() if isinstance(simulated.machine, made))
    wish = Wish(f"printer.{speaks}", {"connection": where, **options})
    with opened({"receipts": wish}, simulated_allowed=simulated_allowed) as rack:
        yield Watched(rack)


def drawn(speaks: str = "escpos") -> list[bytes]:
    """The rows of the ticket, as they should be on paper."""
    width = 696 if speaks == "brother_ql" else 576
    page = paper.fitted(TICKET, width, 0, brother_ql.LARGEST if speaks == "brother_ql" else 1.0)
    assert page is not None
    return paper.rows(page)


def came_out(simulated: SimulatedPrinter, number: int) -> list[bytes]:
    """The rows of a paper that was cut, once it has been."""
    until = time.monotonic() + PATIENCE
    while number not in simulated.state()["papers"]:  # type: ignore[operator] # a list, in a document
        assert time.monotonic() < until
        time.sleep(0.01)
    return simulated.machine.papers[number].rows


def open_files() -> int:
    """How many files this process has open."""
    return sum(1 for _ in Path("/proc/self/fd").iterdir())
