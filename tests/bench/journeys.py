"""Scan to welcome: whole visits in a real window at a real hub, by the fewest steps, beside how long they may take.

What the house takes is measured: from each press, letter or code to the screen that follows, to what is kept, to the
paper that is cut by a printer as quick as real ones. What the person takes is reckoned by `tests.bench.person`. The
clock of a code begins when it is at the reader, that of everybody else when they stand before the screen.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from uuid import UUID

from kiosk.domain.directory import Entry
from kiosk.domain.directory import Person as Known
from tests.bench.person import Person
from tests.support.arrivals import invite
from tests.support.couriers import PLANNING, take_deliveries
from tests.support.front_door import House, house, knows
from tests.support.hubs import wait_for
from tests.support.reception import DEWI, EVERYBODY, SIAN, settle
from tests.support.window import Pointer

ROUNDS = 5
PARTY = 12
ROWS_A_SECOND = 1200
"""Of the printer: 150 mm of paper."""

GIVEN = ("Dafydd", "Carys", "Dewi", "Mair", "Ioan", "Ffion", "Huw", "Megan", "Rhys", "Eleri", "Owain", "Nia")
FAMILY = ("Rees", "Morgan", "Bevan", "Pritchard", "Okafor", "Kaur", "Probert", "Vaughan", "Nowak", "Rowlands")
STAFF: tuple[Entry, ...] = tuple(
    Known(id=UUID(int=0x1000 + number), given=given, family=family)
    for number, (given, family) in enumerate((given, family) for given in GIVEN for family in FAMILY)
    if (given, family) != (DEWI.given, DEWI.family)
)
"""Others who work here: among so many names more than one letter has to be typed."""

WELCOME = "action:finish"
"""What only whoever is signed in can press."""


@dataclass
class Journey:
    """One way through the house, several times."""

    name: str
    aim: float
    ours: list[float] = field(default_factory=list)
    person: Person = field(default_factory=Person)

    def report(self) -> None:
        """Prints it beside its aim."""
        ours, theirs = statistics.median(self.ours), self.person
        did = f"{theirs.presses} presses, {theirs.letters} letters, {theirs.read} words to read"
        print(f"\n{self.name}   (aim: {self.aim:.0f} s)")
        print(f"  ours, measured {len(self.ours)} times          p50 {ours:6.2f} s   longest {max(self.ours):6.2f} s")
        print(f"  the person’s, reckoned                   {theirs.seconds:6.2f} s   {did}")
        for what, whole in (
            ("both", ours + theirs.seconds),
            (f"both, all {theirs.shown} words read", ours + theirs.seconds_reading_all),
        ):
            print(f"  {what:<36} {whole:10.2f} s   {whole / self.aim:.2f}× the aim")


class Walk:
    """Somebody who goes a way once: what they do is counted, and what follows is timed."""

    def __init__(self, one: House) -> None:
        self.one, self.person, self.ours = one, Person(), 0.0
        self._hand = Pointer(one.window)

    def press(self, name: str, until: Callable[[], object]) -> None:
        """Presses something, turning pages to it, until something holds."""
        window = self.one.window
        self.person.looks(window.nodes, name)
        before = window.presses
        self._timed(partial(self._hand.press, name), until)
        self.person.presses += window.presses - before

    def type(self, text: str, until: Callable[[], object] = lambda: False) -> None:
        """Types, no further than until something holds."""
        window = self.one.window
        self.person.looks(window.nodes)
        before, field_of = window.presses, next(n["id"] for n in window.nodes if n["role"] == "textbox")
        for letter in text:
            self._timed(partial(self._hand.type, field_of, letter), lambda: True)
            if until():
                break
        self.person.letters += window.presses - before

    def scan(self, code: str, until: Callable[[], object]) -> None:
        """Holds a code to the reader."""
        self.person.codes += 1
        self._timed(partial(self.one.scanner.scan, code), until)

    def waits(self, act: Callable[[], object]) -> None:
        """Waits for the house, with nothing to do."""
        self._timed(act, lambda: True)

    def heading(self, words: str) -> Callable[[], bool]:
        """Whether the screen is about that."""
        return lambda: self.one.heading.startswith(words)

    def there(self, name: str) -> Callable[[], bool]:
        """Whether something is on the screen."""
        return lambda: self.one.window.node(name) is not None

    def _timed(self, act: Callable[[], object], until: Callable[[], object]) -> None:
        begun = time.perf_counter()
        act()
        self.one.window.wait(until, f"what follows, not {self.one.heading!r}")
        self.ours += time.perf_counter() - begun


def run(folder: Path) -> None:
    """Prints each way beside its aim."""
    with house(folder, ROWS_A_SECOND) as one:
        hub = one.foyer.hub
        knows(one, 1)
        settle(hub, [*EVERYBODY, *STAFF])
        take_deliveries(hub)
        alone = invite(hub, *(f"Jane Example {number}" for number in range(ROUNDS + 1)), host_id=SIAN.id)
        parties = [
            invite(hub, *(f"Guest {number}" for number in range(PARTY)), host_id=SIAN.id, group=f"Party {round_}")
            for round_ in range(ROUNDS + 1)
        ]
        knows(one, one.window.log.count("personal.taken") + 1)
        one.window.wait_for("action:start")
        codes, groups = iter(alone), iter(parties)
        journeys = (
            (Journey("A code, to the welcome", 8), lambda walk: by_code(walk, next(codes).token)),
            (Journey("A walk-in, to the welcome", 45), by_name),
            (Journey("A courier, to the reference", 20), courier),
            (
                Journey(f"{PARTY} people by one code, to the last badge", 90),
                lambda walk: party(walk, next(groups)[0].token),
            ),
        )
        for number in range(ROUNDS + 1):
            for journey, go in journeys:
                walk = Walk(one)
                go(walk)
                Pointer(one.window).press("action:finish")
                one.window.wait_for("action:start")
                if number:  # the first was to warm up
                    journey.ours.append(walk.ours)
                    journey.person = walk.person
        for journey, _ in journeys:
            journey.report()


def by_code(walk: Walk, code: str) -> None:
    walk.scan(code, walk.heading("Hello Jane"))
    walk.press("action:continue", walk.there(WELCOME))


def by_name(walk: Walk) -> None:
    host = f"host:{DEWI.id}"
    walk.press("action:start", walk.there("tile:arriving"))
    walk.press("tile:arriving", walk.there("key:backspace"))
    walk.type("Sarah Williams")
    walk.press("action:continue", walk.heading("Who are you here to see"))
    walk.type("dewi rees", walk.there(host))
    walk.press(host, walk.there("type:visitor"))
    walk.press("type:visitor", walk.heading("Is this right"))
    walk.press("action:continue", walk.there(WELCOME))


def courier(walk: Walk) -> None:
    walk.press("action:start", walk.there("tile:parcels"))
    walk.press("tile:parcels", walk.there(f"to:{PLANNING.id}"))
    walk.press(f"to:{PLANNING.id}", walk.there("action:left"))
    walk.press("action:left", walk.heading("Thank you. Keep your reference"))


def party(walk: Walk, code: str) -> None:
    before = walk.one.paper.machine.taken
    walk.scan(code, walk.heading("Hello Guest"))
    walk.press("action:continue", walk.there(WELCOME))
    walk.waits(lambda: wait_for(lambda: walk.one.paper.machine.taken >= before + PARTY, "the last badge"))
