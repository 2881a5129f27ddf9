"""Somebody comes to see somebody, in a real window at a real hub: by the code of an invitation, by name, with the
cable cut; their badge comes out of a printer, their host answers, and the badge signs them out."""

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
from kiosk.domain.visits import Came, State, Visit, Went
from kiosk.runtime.clock import SystemClock
from kiosk.runtime.enrolment import enrol
from kiosk.runtime.settings import load
from tests.support.arrivals import STAFF, invite
from tests.support.five_keys import FiveKeys
from tests.support.hubs import wait_for
from tests.support.links import Link
from tests.support.printers import came_out, printer
from tests.support.reception import DEWI, SIAN, Foyer, foyer
from tests.support.window import Pointer, Window

TOLD, SIGNED = "We have told Siân Ll", "You are signed in here"


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
def house(folder: Path) -> Iterator[House]:
    data, lines = folder / "terminal", folder / "lines"
    for each in (data, lines):
        each.mkdir()
    with ExitStack() as stack:
        reception = stack.enter_context(foyer(folder / "foyer", f'site.timezone="{where_it_is_noon()}"'))
        hub = reception.hub
        link = stack.enter_context(Link(lambda: [int(hub.url.rpartition(":")[2])], random.Random(7)).running())
        paper = stack.enter_context(printer(lines))
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


def test_from_the_street_to_a_badge_and_out_again_with_the_hub_there_and_gone(tmp_path: Path) -> None:
    (tmp_path / "foyer").mkdir()
    with house(tmp_path) as one:
        hub, visitor = one.foyer.hub, Pointer(one.window)
        knows(one, 1)
        first, late = invite(hub, "Jane Example", host_id=SIAN.id) + invite(hub, "Jac Late", host_id=SIAN.id)
        knows(one, 2)

        one.scan(first.token, "Hello Jane. Is this right?")
        one.says("You are here to see Siân Ll")
        visitor.press("action:continue")
        one.stands(TOLD)
        badge = one.badge(0)
        one.says("Your badge is printed")
        (letter,) = one.foyer.mails("sian@aberwen.example")
        one.foyer.answer(one.foyer.link(letter), "coming")
        one.stands("Siân Ll is coming")
        (visit,) = one.visits()
        assert (visit.id, visit.state, visit.came) == (first.visit.id, State.HERE, Came.CODE)
        visitor.press("action:finish")

        walks_in(one, FiveKeys(one.window))
        assert badge != one.badge(1)

        one.link.cut()
        one.scan(late.token, "Hello Jac. Is this right?")
        visitor.press("action:continue")
        one.stands(SIGNED)
        one.says("We could not tell Siân Ll yet")
        assert len(one.visits()) == 2
        one.link.mend()
        one.stands(TOLD)
        assert len(one.visits()) == 3

        one.scan(badge, "Are you leaving?")
        visitor.press("action:continue")
        one.stands("Goodbye Jane. You are signed out.")
        wait_for(lambda: len(one.visits()) == 2, "the hub to hear of it")
        gone = hub.do(hub.hub.visits.show(first.visit.id)).visit
        assert (gone.state, gone.went) == (State.LEFT, Went.BADGE)
        visitor.press("action:finish")
        one.window.wait_for("action:start")
    for secret in ("Jane", "Example", first.token, badge):
        assert secret not in one.window.log


def walks_in(one: House, visitor: Pointer | FiveKeys) -> None:
    """Somebody whom nobody expects."""
    visitor.press("action:start")
    visitor.press("tile:arriving")
    visitor.type("field:visitor_name", "Ana Jones")
    visitor.press("action:continue")
    visitor.type("field:visit_host", "dewy rees")
    visitor.press(f"host:{DEWI.id}")
    visitor.press("type:visitor")
    visitor.press("wish:help")
    visitor.press("action:continue")
    one.stands("We have told Dewi R")
    one.foyer.mails("dewi@aberwen.example")
    shown = one.foyer.hub.do(one.foyer.hub.hub.visits.inside())
    (walked,) = [each for each in shown if each.visit.came is Came.WALK_IN]
    assert walked.details is not None
    assert (walked.details.name, walked.details.help_to_leave) == ("Ana Jones", True)
    assert [(notice.id, len(notice.version)) for notice in walked.details.notices] == [("privacy", 8)]
    visitor.press("action:finish")
