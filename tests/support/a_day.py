"""Plays the door of a house for a day: people and parcels come and go at three terminals, and there is a drill in it.

The hub and the terminals are programs that are killed, their cables are cut, and nobody asks them whether it is a
good moment. What truly happened is written down beside it (`day_truth`). After each minute of the day every list of
who is in is held against it, and so is all that is left in the record at the end. The clocks are right: it is the
day that is short, each of its minutes as long as what happens in it takes.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from devices.simulators.mail_server import MailServer
from devices.simulators.receiver import Receiver
from kiosk.domain.terminals import Details as Place
from kiosk.domain.visit_details import Details
from kiosk.domain.visits import Came, State
from kiosk.runtime.enrolment import enrol
from kiosk.runtime.settings import load
from kiosk.services.audit import Actor
from kiosk.services.visits import Invitation
from kiosk.terminal.visit_finding import Found
from kiosk.terminal.visits import Coming
from tests.support.arrivals import invite
from tests.support.couriers import LOANS, PLANNING, UNION, line, take_deliveries
from tests.support.day_drill import PIN, Drill
from tests.support.day_truth import Day, Parcel, Visitor
from tests.support.door import Door
from tests.support.front_door import where_it_is_noon
from tests.support.hubs import SECRET, Running, running_hub, staff_browser, wait_for
from tests.support.links import Link
from tests.support.messages import MAIL
from tests.support.power_cuts import HubPlug, Plugged, free_port
from tests.support.records import url_of
from tests.support.warm import Warm, warm

DOORS = ("Front", "Side", "Back")
MODULES = ("main", "kiosk.runtime.hub_alone", "kiosk.runtime.hub", "kiosk.terminal.terminal", "tests.support.door")
"""What its programs have read when they are started."""

LIMITS = ("messages.per_terminal_hour=10000", "messages.per_address_day=1000", "messages.per_site_hour=10000")
CODE = re.compile(r"Hand-over code: (\d{4} \d{4})\.")
REFERENCE = re.compile(r"Reference: (\S+)")
LONG = (0.05,) * 4_000


@dataclass(frozen=True, slots=True)
class Plan:
    """What kind of day it is.

    Attributes:
        minutes: of the day; the drill begins in the middle.
        people, parcels: how many come in all.
        inside: about how many are in at once.
        trouble: how often something goes wrong within a minute: for each cable, each terminal and the hub.
    """

    minutes: int = 600
    people: int = 2_000
    parcels: int = 300
    inside: int = 250
    trouble: float = 0.008
    seed: int = 20261124


@dataclass
class House:
    """The hub and the terminals, each of which may be away."""

    plan: Plan
    folder: Path
    mail: MailServer
    plug: HubPlug
    site: tuple[str, ...]
    """Its settings."""
    warm: Warm
    stack: ExitStack
    day: Day = field(default_factory=Day)
    invited: list[Invitation] = field(default_factory=list)
    doors: dict[str, Door] = field(default_factory=dict)
    links: dict[str, Link] = field(default_factory=dict)
    cut: dict[str, int] = field(default_factory=dict)
    """Cables that are out, and the minute in which each is put back."""
    opened: int = 0
    """Letters that were read."""

    def __post_init__(self) -> None:
        self.chance = random.Random(self.plan.seed)
        self.fate = random.Random(self.plan.seed)
        """Of trouble alone: what goes wrong when is the same each time, however quick the machine is."""
        self.hub: Plugged | None = None
        self.hub_back = 0
        with running_hub(self.folder / "hub", *self.site) as running:
            self._settle_in(running)
        self.hub_on()
        self.staff.url = self.plug.url
        for each in self.doors.values():
            each.start()
            self.stack.callback(each.kill)
            wait_for(each.ready, "the terminal to know what it may", LONG)

    def _settle_in(self, running: Running) -> None:
        take_deliveries(running)
        expected = self.plan.people // 2
        for first in range(0, expected, 100):
            names = [f"Visitor {number}" for number in range(first, min(first + 100, expected))]
            self.invited += invite(running, *names)
        self.staff = staff_browser(running)
        # A browser asks again where a connection that it kept ends just as it asks; this one keeps none.
        self.staff.http.headers["Connection"] = "close"
        assert self.staff.fill_in("/me/pin", {"pin": PIN, "again": PIN}, allow_redirects=False).status_code == 303
        (member,) = running.do(running.estate.store.read(lambda record: record.people.members()))
        self.warden = member.id
        for name in DOORS:
            self.links[name] = self.stack.enter_context(Link(self._hubs, random.Random(name)).running())
            code = running.do(running.hub.terminals.invite(Actor("test"), Place(name)))
            chosen = load("demo").terminal.model_copy(update={"hub_url": running.url})
            data = self.folder / name
            enrol(chosen, data, code)
            self.doors[name] = Door(self.links[name].url, data, self.warm)

    def _hubs(self) -> list[int]:
        return [] if self.hub is None else [self.plug.port]

    # --- a minute ---

    def minute(self, number: int) -> None:
        """What happens in one: trouble, people who come and go, parcels; and then every list is looked at."""
        self.day.minute = number
        if not self._mend(number):
            self._trouble(number)
        plan = self.plan
        comes = plan.people * (number + 1) // plan.minutes - self.day.came
        leaves = max(0, len(self.day.inside) + comes - round(plan.inside * min(1.0, 4 * (1 - number / plan.minutes))))
        brings = plan.parcels * (number + 1) // plan.minutes - len(self.day.parcels)
        todo = ["come"] * comes + ["leave"] * leaves + ["bring"] * brings + ["collect"] * brings
        self.chance.shuffle(todo)
        for each in todo:
            match each:
                case "come" if self.day.came < plan.people * (number + 1) // plan.minutes:
                    self.come()
                case "leave" if self.day.inside:
                    self.leave()
                case "bring":
                    self._bring()
                case "collect":
                    self._collect()
        if number == plan.minutes // 2:
            Drill(self).play()
        self.day.look(self)

    def _mend(self, number: int) -> bool:
        """Whether anything is whole again. What is back stays for a minute, in which what it owes is told."""
        back = [name for name, until in self.cut.items() if until <= number]
        for name in back:
            self.plug_in(name)
        hub_too = self.hub is None and self.hub_back <= number
        if hub_too:
            self.hub_on()
        return bool(back) or hub_too

    def _trouble(self, number: int) -> None:
        """What goes wrong in this minute. Of each fate is asked, whether it can go wrong or not."""
        for name in DOORS:
            cut, killed, long = (self.fate.random() for _ in range(3))
            if name not in self.cut and cut < self.plan.trouble:
                self.pull(name, number + 1 + int(4 * long))
            if killed < self.plan.trouble:
                self.day.troubles["terminals killed"] += 1
                self.doors[name].kill()
                self.doors[name].start()
        killed, long = self.fate.random(), self.fate.random()
        if self.hub is not None and killed < self.plan.trouble:
            self.day.troubles["hubs killed"] += 1
            self.hub.pull()
            self.hub, self.hub_back = None, number + 1 + int(2 * long)

    def pull(self, name: str, back: int) -> None:
        """A cable is cut, until a minute of the day."""
        self.day.troubles["cables cut"] += 1
        self.links[name].cut()
        self.cut[name] = back

    def plug_in(self, name: str) -> None:
        self.links[name].mend()
        del self.cut[name]

    def hub_on(self) -> None:
        words = (word for setting in self.site for word in ("--set", setting))
        self.hub = self.stack.enter_context(self.plug.start(*words))
        self.hub.wait_for("The hub is at")

    def settle(self) -> Day:
        """All is well again, and everything owed is told; then the record is asked."""
        if self.hub is None:
            self.hub_on()
        for name in tuple(self.cut):
            self.plug_in(name)
        for each in self.doors.values():
            wait_for(lambda one=each: one.untold() == 0, "all to be told", LONG)  # type: ignore[misc] # one each
        wait_for(lambda: len(self.letters()) >= self.day.notices, "every notice to arrive", LONG)
        assert self.hub is not None
        self.hub.stop()
        with running_hub(self.folder / "hub", *self.site) as running:
            self.day.settle(running)
        self.letters()
        return self.day

    # --- people and parcels ---

    def come(self, at: str = "") -> None:
        """Somebody expected comes, at two terminals where one seemed slow; or people whom nobody expected."""
        what = self.chance.choices(("expected", "twice", "walk in"), (70, 10, 20))[0]
        if what == "walk in" or not self.invited:
            self._walk_in(at or self.chance.choice(DOORS))
            return
        who = self.invited.pop()
        visitor = Visitor(who.visit.id)
        for name in [at] if at else self.chance.sample(DOORS, 2 if what == "twice" else 1):
            found = self.doors[name].scan(who.token)
            assert isinstance(found, Found), found
            if not found.here:
                came = self.doors[name].arrive(Coming(Came.CODE, found))
                assert came.state in (None, State.HERE), came.state
                visitor.badge = visitor.badge or came.badges[0].code
                self.day.named[came.badges[0].visit_id] = visitor.id
                self.day.comes(visitor, name)

    def _walk_in(self, name: str) -> None:
        count = min(self.chance.choice((1, 1, 1, 2, 4)), self.plan.people - self.day.came)
        details = Details(name=f"Guest {self.day.came}")
        came = self.doors[name].arrive(Coming(Came.WALK_IN, count=count, details=details))
        for badge in came.badges:
            self.day.comes(Visitor(badge.visit_id, badge.code), name)

    def leave(self) -> None:
        """Somebody leaves by any door, with their badge."""
        who = self.chance.choice([*self.day.inside.values()])
        name = self.chance.choice(DOORS)
        found = self.doors[name].scan(who.badge)
        assert isinstance(found, Found), found
        self.doors[name].leave(found)
        self.day.leaves(who, name)

    def _bring(self) -> None:
        told = line(self.chance.choice((PLANNING, UNION, LOANS)).id, number=self.chance.randint(1, 3))
        self.doors[self.chance.choice(DOORS)].parcel(told)
        self.day.parcels[told.id] = Parcel(told)

    def _collect(self) -> None:
        """Whoever had a letter types its code at a terminal that knows it."""
        codes = {reference: code for reference, code in self.letters() if code}
        waiting = [each for each in self.day.parcels.values() if not each.collected and each.told.reference in codes]
        if not waiting:
            return
        parcel = self.chance.choice(waiting)
        door = self.doors[self.chance.choice(DOORS)]
        found = door.under(codes[parcel.told.reference])
        if found is not None:
            assert found.id == parcel.told.id
            door.parcel(parcel.taken())

    def letters(self) -> list[tuple[str, str]]:
        """The reference of each letter about a parcel, and the code in it where something waits; each as often as
        it came."""
        while self.opened < len(self.mail.taken):
            text = str(self.mail.taken[self.opened].message.get_content())
            self.opened += 1
            reference, code = REFERENCE.search(text), CODE.search(text)
            if reference is not None:  # the others say that a visitor is here
                self.day.letters.append((reference[1], "" if code is None else code[1]))
        return self.day.letters


@contextmanager
def house(folder: Path, plan: Plan) -> Iterator[House]:
    """A house with everything in it, for as long as the block lasts."""
    with ExitStack() as stack:
        service = stack.enter_context(Receiver(0, folder / "receiver", SECRET.encode()).running())
        mail = stack.enter_context(MailServer().running())
        started = stack.enter_context(warm(*MODULES))
        url = url_of(folder / "hub")
        # Where it is noon: no day ends while one is played.
        site = (*LIMITS, "hub.secure_cookies=false", f'site.timezone="{where_it_is_noon()}"')
        site += (*MAIL, f"mail.port={mail.port}", "messages.email=off", *([f"hub.database_url={url}"] if url else ()))
        program = ("-m", "tests.support.quick_hub")
        plug = HubPlug(folder / "hub", free_port(), service.url, SECRET, started, program)
        yield House(plan, folder, mail, plug, site, started, stack)


def play(folder: Path, plan: Plan) -> Day:
    """A day of that kind, and the account of it."""
    with house(folder, plan) as played:
        for number in range(plan.minutes):
            played.minute(number)
        return played.settle()
