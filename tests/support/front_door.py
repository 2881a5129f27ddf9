"""A foyer's front door for tests: a terminal in a real window at a real hub, a scanner, a printer, and the cable."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import zxingcpp
from PIL import Image

from devices.simulators.escpos_printer import SimulatedPrinter
from devices.simulators.readers import SimulatedScanner
from kiosk.domain.visits import Visit
from kiosk.runtime.clock import SystemClock
from kiosk.runtime.enrolment import enrol
from kiosk.runtime.settings import load
from tests.support.arrivals import STAFF
from tests.support.hubs import wait_for
from tests.support.links import Link
from tests.support.printers import came_out, printer
from tests.support.reception import Foyer, foyer
from tests.support.window import Window


@dataclass
class House:
    """A foyer with a terminal, a scanner and a printer in it, and the cable to the hub."""

    foyer: Foyer
    link: Link
    paper: SimulatedPrinter
    scanner: SimulatedScanner
    window: Window

    def scan(self, code: str, heading: str) -> None:
        """Holds a code before the scanner, and waits for a heading."""
        self.scanner.scan(code)
        self.stands(heading)

    def stands(self, heading: str) -> None:
        self.window.wait(lambda: self.heading == heading, heading)

    @property
    def heading(self) -> str:
        """What the screen is about; nothing in the moment between two people."""
        return str(next((node["name"] for node in self.window.nodes if node["role"] == "heading"), ""))

    def says(self, words: str) -> None:
        self.window.wait(lambda: words in str(self.window.nodes), words)

    def visits(self) -> list[Visit]:
        """Who is in the building, by the hub."""
        return [each.visit for each in self.foyer.hub.do(self.foyer.hub.hub.visits.inside())]

    def badge(self, number: int) -> str:
        """What is in the code on a badge, once it has come out."""
        rows = came_out(self.paper, number)
        black = b"".join(bytes(each ^ 255 for each in row) for row in rows)
        picture = Image.frombytes("1", (8 * len(rows[0]), len(rows)), black)
        (found,) = zxingcpp.read_barcodes(picture.convert("L"))
        return found.text


@contextmanager
def house(folder: Path, speed: float = 0) -> Iterator[House]:
    """One that works.

    Args:
        speed: of the printer, rows a second; 0 takes no time.
    """
    (folder / "foyer").mkdir()
    data, lines = folder / "terminal", folder / "lines"
    for each in (data, lines):
        each.mkdir()
    with ExitStack() as stack:
        reception = stack.enter_context(foyer(folder / "foyer", f'site.timezone="{where_it_is_noon()}"'))
        hub = reception.hub
        link = stack.enter_context(Link(lambda: [int(hub.url.rpartition(":")[2])], random.Random(7)).running())
        paper = stack.enter_context(printer(lines, speed=speed))
        scanner = stack.enter_context(SimulatedScanner(lines / "scanner"))
        code = hub.do(hub.hub.terminals.invite(STAFF))
        enrol(load("demo").terminal.model_copy(update={"hub_url": link.url}), data, code)
        reads = {"driver": "reader.serial", "options": {"connection": scanner.connection, "reads": "code"}}
        window = stack.enter_context(Window(link.url, data, printer=paper.connection, devices={"scanner": reads}))
        window.wait_for("action:start")
        yield House(reception, link, paper, scanner, window)


def where_it_is_noon() -> str:
    """A zone in which the day does not end while a test runs, whenever that is."""
    behind = SystemClock().now().hour - 12
    return f"Etc/GMT{behind:+d}"


def knows(one: House, count: int) -> None:
    """Waits until the terminal has heard so often of what it may know of people."""
    wait_for(lambda: one.window.log.count("personal.taken") >= count, "what is known of people")
