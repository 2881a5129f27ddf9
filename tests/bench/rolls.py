"""A roll of 500: from the contact to the last page handed to the printer, beside the printer with the same pages."""

from __future__ import annotations

import asyncio
import time
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from devices.rack import Rack
from kiosk.domain.doors import Wire
from kiosk.domain.roll_calls import Line
from kiosk.domain.staff_door import Shown
from kiosk.runtime.equipment import equipment
from kiosk.runtime.settings import load
from kiosk.services.terminal_pins import _hashed
from kiosk.terminal.printing import Equipment
from kiosk.terminal.roll_printing import KIND, pages
from tests.bench.measure import Series, limit, report
from tests.support.emergencies import PIN, WARDEN, known
from tests.support.printers import driven, printer
from tests.support.stand_in_hub import StandInHub
from tests.support.terminals import Started

PEOPLE, STAFF, ROUNDS = 500, 20, 5
SETTLED = 0.1
"""Seconds in which the terminal has seen that the panel is calm."""

PRINTED_WITHIN = 10.0
"""Seconds from the names' opening to their being at the printer."""


class Panel:
    """The printer's devices, with a fire panel's contact that a test moves."""

    def __init__(self, rack: Rack) -> None:
        self.calm, self.rack, self.told = True, rack, lambda: None
        self.all, self.print, self.when_changed = rack.all, rack.print, rack.when_changed
        self.when_shown, self.mark_cards_with = rack.when_shown, rack.mark_cards_with
        self.release, self.tear_off, self.drop = rack.release, rack.tear_off, rack.drop

    def contact(self, _wire: Wire) -> bool:
        return self.calm

    def when_contacts(self, told: object) -> None:
        self.told = told  # type: ignore[assignment] # a callback

    def set(self, calm: bool) -> None:
        self.calm = calm
        self.told()


def run(folder: Path) -> None:
    """Prints how long each part took."""
    seen = datetime.now(UTC)
    people = [
        Line(UUID(int=number), f"Person {number} of Llanfair Road", seen - timedelta(minutes=number), "code")
        for number in range(1, PEOPLE + 1)
    ]
    verifiers = [
        {"account": str(WARDEN if number == STAFF else UUID(int=10_000 + number)), "kind": "pin", "verifier": hashed}
        for number, hashed in (
            (each, _hashed(PIN if each == STAFF else f"{each:06}")) for each in range(1, STAFF + 1)
        )
    ]
    screens, opened, printed, whole = (
        Series("contact to every screen of this terminal"),
        Series(f"a warden's PIN among {STAFF}"),
        Series(f"names open to the last of {PEOPLE} at the printer"),
        Series("contact to the last page, all of it"),
    )
    alone = Series("the printer alone with the same pages")
    with ExitStack() as stack:
        hub = stack.enter_context(StandInHub())
        watched = stack.enter_context(driven(stack.enter_context(printer(folder))))
        panel = Panel(watched.rack)
        shipped = equipment(load("demo"), watched.rack)
        own: Equipment = replace(shipped, devices=panel, fire=Wire("panel.1"))  # type: ignore[arg-type] # as the protocol wants
        started = stack.enter_context(Started(folder / "terminal", hub.url, equipment=own, notice_port=0))
        hub.terminal_id = str(started.terminal.identity.terminal_id)
        hub.personal = {"staff": verifiers} | known(*people)
        assert started.wait_for(lambda: started.terminal.catalogue is not None)
        hub.tell("personal_changed")
        rolls = started.terminal.rolls
        while not rolls.calls.may_lead(WARDEN):
            time.sleep(0.01)
        watched.wait_usable()
        hub.close()
        for _ in range(ROUNDS):
            begun = time.perf_counter()
            panel.set(False)
            while rolls.calls.current is None:
                time.sleep(0.0002)
            screens.seconds.append(time.perf_counter() - begun)
            shown = time.perf_counter()
            roll = started.run(rolls.calls.open(Shown("pin", PIN)))
            opened.seconds.append(time.perf_counter() - shown)
            handed = time.perf_counter()
            assert started.run(rolls.print("en")).outcome == "printed"
            printed.seconds.append(time.perf_counter() - handed)
            whole.seconds.append(time.perf_counter() - begun)
            call = rolls.calls.current
            assert call is not None
            site = started.terminal.catalogue
            assert site is not None
            made = [own.papers[KIND].fill(each, "en") for each in pages(call, roll, site.site, seen, "en")]
            begun = time.perf_counter()
            for ticket in made:
                assert watched.rack.print(ticket, 30).result(60).outcome == "printed"
            alone.seconds.append(time.perf_counter() - begun)
            started.run(rolls.calls.end())
            panel.set(True)
            started.run(asyncio.sleep(SETTLED))
    report(f"Roll-call of {PEOPLE}, hub gone: the paper", printed, alone, aim="1× of the printer alone")
    for series in (screens, opened, whole):
        limit("Roll-call, hub gone", series, PRINTED_WITHIN)
