"""Plays the door of a house for a day: people come and go at three terminals while plugs and cables are pulled.

The hub is a program that is killed; the terminals are real, lose their line and their memory, and are never asked
whether it is a good moment. What truly happened is written down beside it, and compared with the roll at the end.
"""

from __future__ import annotations

import random
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from kiosk.domain.visit_details import Details
from kiosk.domain.visits import Came, State, Went
from kiosk.runtime.enrolment import enrol
from kiosk.runtime.settings import load
from kiosk.services.audit import Actor
from kiosk.services.visits import Shown
from kiosk.terminal.visit_finding import Found
from kiosk.terminal.visits import Arrived, Coming
from tests.support.arrivals import invite
from tests.support.hubs import SECRET, running_hub, wait_for
from tests.support.power_cuts import HubPlug, Plugged, free_port
from tests.support.terminals import Started

TERMINALS = 3
NOWHERE = "http://127.0.0.1:9"
SERVICES = "http://127.0.0.1:9/"


@dataclass
class Day:
    """What happened, and what the roll says of it.

    Attributes:
        truth: who is in, by their visit: those expected by that of the invitation.
        roll: who is in by the record; `visits` is everybody of it.
    """

    truth: set[UUID] = field(default_factory=set)
    came: int = 0
    troubles: Counter[str] = field(default_factory=Counter)
    roll: list[Shown] = field(default_factory=list)
    visits: list[Shown] = field(default_factory=list)
    kept: int = 0

    def faults(self) -> list[str]:
        """What is not as it was."""
        inside = {each.visit.id for each in self.roll}
        badges = Counter(each.visit.badge for each in self.visits if each.visit.badge is not None)
        doubtful = sum(not each.visit.sure for each in self.roll)
        found = [f"on the roll and gone: {each}" for each in sorted(inside - self.truth)]
        found += [f"here and not on the roll: {each}" for each in sorted(self.truth - inside)]
        found += [f"two badges with number {number}" for number, times in badges.items() if times > 1]
        if len(arrived := [each for each in self.visits if each.visit.arrived_at is not None]) != self.came:
            found.append(f"{self.came} came, and {len(arrived)} are known")
        if self.kept:
            found.append(f"{self.kept} tellings were left for staff")
        if doubtful > 0.02 * max(1, len(self.roll)):
            found.append(f"{doubtful} of {len(self.roll)} lines of the roll are not sure")
        return found


class House:
    """The terminals and the hub, each of which may be away."""

    def __init__(self, folder: Path, stack: ExitStack, seed: int, expected: int) -> None:
        self.chance, self.day = random.Random(seed), Day()
        self._folder, self._stack = folder, stack
        self._hub = HubPlug(folder / "hub", free_port(), SERVICES, SECRET)
        with running_hub(folder / "hub") as hub:
            self.invited = invite(hub, *(f"Visitor {number}" for number in range(expected)))
            for number in range(TERMINALS):
                code = hub.do(hub.hub.terminals.invite(Actor("test")))
                chosen = load("demo").terminal.model_copy(update={"hub_url": hub.url})
                enrol(chosen, self._data(number), code)
        self._running: Plugged | None = None
        self._hub_on()
        self.terminals = [self._started(number, self._hub.url) for number in range(TERMINALS)]
        for each in self.terminals:
            assert each.wait_for(lambda one=each: one.terminal.catalogue is not None)  # type: ignore[misc] # one each
        self._badges: list[tuple[UUID, str]] = []
        """Who has a badge and is in, and what is in its code."""

    def step(self) -> None:
        """Something happens."""
        match self.chance.choices(("expected", "twice", "walk in", "leave", "trouble"), (30, 6, 14, 38, 12))[0]:
            case "expected" if self.invited:
                self._expected(1)
            case "twice" if self.invited:
                self._expected(2)
            case "walk in":
                self._walk_in()
            case "leave" if self._badges:
                self._leave()
            case "trouble":
                self._trouble()

    def settle(self) -> Day:
        """All is well again, and everything owed is told; then the record is asked."""
        if self._running is None:
            self._hub_on()
        for each in self.terminals:
            each.terminal.hub_at(self._hub.url)
        for each in self.terminals:
            each.terminal.loop.call_soon_threadsafe(each.terminal.happenings.want)
            wait_for(
                lambda one=each: one.run(one.terminal.happenings.waiting()) == 0, "all to be told", (0.05,) * 1_800
            )  # type: ignore[misc] # one each
        for each in self.terminals:
            each.__exit__(None, None, None)
        assert self._running is not None
        self._running.stop()
        with running_hub(self._folder / "hub") as hub:
            self.day.roll = hub.do(hub.hub.visits.inside())
            self.day.visits = hub.do(hub.hub.visits.today())
            self.day.kept = len(hub.do(hub.hub.happenings.kept()))
        return self.day

    def _expected(self, terminals: int) -> None:
        """Somebody expected comes; at two terminals where one seemed slow."""
        who = self.invited.pop()
        self.day.came += 1
        self.day.truth.add(who.visit.id)
        badge = ""
        for each in self.chance.sample(self.terminals, terminals):
            found = each.terminal.visits.scan(who.token)
            assert isinstance(found, Found)
            if not found.here:
                badge = self._arrive(each, Coming(Came.CODE, found)).badges[0].code
        self._badges.append((who.visit.id, badge))

    def _walk_in(self) -> None:
        count = self.chance.choice((1, 1, 1, 2, 4))
        each = self.chance.choice(self.terminals)
        came = self._arrive(each, Coming(Came.WALK_IN, count=count, details=Details(name=f"Guest {self.day.came}")))
        self.day.came += count
        for badge in came.badges:
            self.day.truth.add(badge.visit_id)
            self._badges.append((badge.visit_id, badge.code))

    def _leave(self) -> None:
        who, code = self._badges.pop(self.chance.randrange(len(self._badges)))
        each = self.chance.choice(self.terminals)
        found = each.terminal.visits.scan(code)
        assert isinstance(found, Found), found
        each.run(each.terminal.visits.leave(found, Went.BADGE))
        self.day.truth.discard(who)

    def _arrive(self, at: Started, coming: Coming) -> Arrived:
        came = at.run(at.terminal.visits.arrive(coming))
        assert came.state in (None, State.HERE), came.state
        return came

    def _trouble(self) -> None:
        what = self.chance.choice(("cable", "cable", "cable back", "terminal", "hub"))
        self.day.troubles[what] += 1
        number = self.chance.randrange(TERMINALS)
        match what:
            case "cable":
                self.terminals[number].terminal.hub_at(NOWHERE)
            case "cable back":
                self.terminals[number].terminal.hub_at(self._hub.url)
            case "terminal":
                self.terminals[number].__exit__(None, None, None)
                self.terminals[number] = self._started(number, self._hub.url)
                assert self.terminals[number].wait_for(lambda: self.terminals[number].terminal.catalogue is not None)
            case "hub":
                if self._running is None:
                    self._hub_on()
                else:
                    self._running.pull()
                    self._running = None

    def _hub_on(self) -> None:
        self._running = self._stack.enter_context(self._hub.start())
        self._running.wait_for("The hub is at")

    def _started(self, number: int, url: str) -> Started:
        started = Started(self._data(number), url)
        self._stack.push(started.__exit__)
        started.__enter__()
        return started

    def _data(self, number: int) -> Path:
        return self._folder / f"terminal {number}"


def play(folder: Path, seed: int, steps: int) -> Day:
    """A day of so many steps, and the account of it."""
    with ExitStack() as stack:
        house = House(folder, stack, seed, steps // 2)
        for _ in range(steps):
            house.step()
        return house.settle()
