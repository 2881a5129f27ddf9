"""What truly happened on a day, and what the lists of a house made of it.

A list may be out of date where it says so: then whoever it has wrong moved after the time it says it is of, and at a
door it does not hear of. Anything else that is wrong is a fault. What is on its way gets some seconds to arrive.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from kiosk.domain.parcels import Did, Told
from kiosk.services.audit import Actor
from kiosk.services.rolls import Shown
from kiosk.services.visits import Shown as VisitShown
from tests.support.hubs import Running

if TYPE_CHECKING:
    from tests.support.a_day import House
    from tests.support.day_drill import Drill

ON_ITS_WAY = 30.0
"""Seconds that what was told may take until every list has it, or says that it has not."""

LINE = re.compile(r"/still-in/([0-9a-f-]{36})/left")
NOT_CERTAIN = "Not certain"
AWAY = re.compile(r"Nothing has been heard from “([^”]+)”")
HUB = "the hub's page"
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Visitor:
    """Somebody, what is in the code of their badge, and where and when they were seen last."""

    id: UUID
    badge: str = ""
    door: str = ""
    at: datetime = LONG_AGO
    came: datetime = LONG_AGO


@dataclass(slots=True)
class Parcel:
    """A line of a courier."""

    told: Told
    collected: bool = False

    def taken(self) -> Told:
        """What is told once whose it is has it."""
        self.collected = True
        return replace(self.told, did=Did.COLLECTED)


@dataclass(frozen=True, slots=True)
class List:
    """Who is in, as one place says.

    Attributes:
        unsure: how many of its lines say of themselves that they are not certain.
        until: of when it is, where that is not now.
        unheard: the doors it does not hear of; `None` where that may be any but its own.
    """

    people: frozenset[UUID]
    unsure: int
    until: datetime | None
    unheard: frozenset[str] | None


@dataclass
class Day:
    """The account. `inside` is the truth."""

    minute: int = 0
    came: int = 0
    people: dict[UUID, Visitor] = field(default_factory=dict)
    inside: dict[UUID, Visitor] = field(default_factory=dict)
    named: dict[UUID, UUID] = field(default_factory=dict)
    """Who somebody is whom a terminal gave a name of its own, because it was not told of them."""
    parcels: dict[UUID, Parcel] = field(default_factory=dict)
    troubles: Counter[str] = field(default_factory=Counter)
    drill: Drill | None = None
    wrong: list[str] = field(default_factory=list)
    minutes: Counter[str] = field(default_factory=Counter)
    """How many lists were looked at, and of what kind."""
    unsure: float = 0.0
    """The share of lines that say they are not certain, on the worst list of the worst minute."""
    old: float = 0.0
    """The share of lines that are out of date, of all lists together in the worst minute."""
    oldest: float = 0.0
    """The same of the worst list."""
    roll: frozenset[UUID] = frozenset()
    visits: list[VisitShown] = field(default_factory=list)
    kept: int = 0
    states: dict[UUID, Did] = field(default_factory=dict)
    report: Shown | None = None
    letters: list[tuple[str, str]] = field(default_factory=list)

    @property
    def notices(self) -> int:
        """How many there must be: one for each line that was left, and one for each that was collected."""
        return len(self.parcels) + sum(each.collected for each in self.parcels.values())

    def comes(self, who: Visitor, door: str) -> None:
        self.came += who.id not in self.people
        self.people[who.id] = self.inside[who.id] = who
        who.door, who.at = door, datetime.now(UTC)
        who.came = who.at

    def leaves(self, who: Visitor, door: str) -> None:
        del self.inside[who.id]
        who.door, who.at = door, datetime.now(UTC)

    def look(self, house: House) -> None:
        """Every list is looked at, until none is wrong but where it says so."""
        end = time.monotonic() + ON_ITS_WAY
        while True:
            lists = _lists(house)
            found = [fault for name, each in lists.items() for fault in self._faults(name, each)]
            if not found:
                break
            if time.monotonic() > end:
                self.wrong += found
                break
            time.sleep(0.02)
        total = old = 0
        for each in lists.values():
            differ = len(each.people ^ self.inside.keys())
            lines = max(1, len(each.people))
            self.minutes["lists"] += 1
            self.minutes["lists that say they are not of now"] += each.until is not None or bool(each.unheard)
            self.minutes["lists that were out of date"] += differ > 0
            self.unsure = max(self.unsure, each.unsure / lines)
            self.oldest = max(self.oldest, differ / lines)
            total, old = total + lines, old + differ
        self.minutes["minutes"] += 1
        self.minutes["terminals with no list"] += sum(name not in lists for name in house.doors)
        self.old = max(self.old, old / max(1, total))

    def _faults(self, name: str, each: List) -> list[str]:
        found = []
        for person in each.people ^ self.inside.keys():
            who = self.people.get(person)
            if who is None:
                found.append(f"minute {self.minute}: {name} has somebody who never came")
                continue
            later = each.until is not None and who.at > each.until
            away = who.door in each.unheard if each.unheard is not None else who.door != name
            if not (away and (later or name == HUB)):
                what = "has somebody who left" if person in each.people else "has not got somebody who came"
                said = f"of {each.until or 'now'}, without {sorted(each.unheard or ())}"
                found.append(f"minute {self.minute}: {name} ({said}) {what} at {who.door} at {who.at}")
        return found

    def settle(self, running: Running) -> None:
        """What the record holds at the end of the day."""
        hub = running.hub
        self.roll = frozenset(each.visit.id for each in running.do(hub.visits.inside()))
        self.visits = running.do(hub.visits.today())
        self.kept = len(running.do(hub.happenings.kept()))
        rows = running.do(hub.store.read(lambda record: [record.parcels.get(each) for each in self.parcels]))
        self.states = {row.id: row.state for row in rows if row is not None}
        self.waiting = len(running.do(hub.parcels.waiting()))
        if self.drill is not None:
            self.report = running.do(hub.roll_calls.show(self.drill.incident, Actor("test")))

    def faults(self) -> list[str]:
        """What is not as it was."""
        badges = Counter((each.visit.day, each.visit.badge) for each in self.visits if each.visit.badge is not None)
        found = self.wrong[:20]
        found += [f"on the roll and gone: {each}" for each in sorted(self.roll - self.inside.keys())]
        found += [f"here and not on the roll: {each}" for each in sorted(self.inside.keys() - self.roll)]
        found += [f"two badges with number {number}" for number, times in badges.items() if times > 1]
        if len(arrived := [each for each in self.visits if each.visit.arrived_at is not None]) != self.came:
            found.append(f"{self.came} came, and {len(arrived)} are known")
        if self.kept:
            found.append(f"{self.kept} tellings were left for staff")
        if self.unsure > 0.02:
            found.append(f"{self.unsure:.1%} of the lines of a list are marked as not certain")
        for name, each in self.parcels.items():
            if self.states.get(name) is not (Did.COLLECTED if each.collected else Did.LEFT):
                found.append(f"a parcel is {self.states.get(name)}")
        if self.waiting != sum(not each.collected for each in self.parcels.values()):
            found.append(f"{self.waiting} parcels wait")
        return [*found, *self._notices(), *(self.drill.faults(self.report) if self.drill is not None else ())]

    def _notices(self) -> list[str]:
        """Each line is told of once when it was left and once when it was taken. A letter can come twice only where
        the hub was killed between the mail server's word and its own: SMTP knows no better."""
        found, count = [], Counter(self.letters)
        for each in self.parcels.values():
            left = [times for (reference, code), times in count.items() if reference == each.told.reference and code]
            taken = count[each.told.reference, ""]
            if len(left) != 1 or (taken > 0) is not each.collected:
                found.append(f"{len(left)} codes and {taken} letters of a parcel that was taken: {each.collected}")
        if (twice := sum(times > 1 for times in count.values())) > self.troubles["hubs killed"]:
            found.append(f"{twice} letters came twice")
        return found

    def __str__(self) -> str:
        troubles = ", ".join(f"{count} {what}" for what, count in sorted(self.troubles.items()))
        lists = ", ".join(f"{count} {what}" for what, count in sorted(self.minutes.items()))
        twice = sum(times > 1 for times in Counter(self.letters).values())
        return (
            f"day: {self.came} people came, {len(self.inside)} are in; {troubles}\n"
            f"lists: {lists}\n"
            f"marked as not certain: {self.unsure:.2%} of the lines of the worst list of the worst minute\n"
            f"out of date where the list says so: {self.old:.2%} of all lines in the worst minute,"
            f" {self.oldest:.2%} of the worst list\n"
            f"parcels: {len(self.parcels)} left, {self.notices - len(self.parcels)} collected,"
            f" {len(self.letters)} letters, {twice} of them twice\n{self.drill}"
        )


def _lists(house: House) -> dict[str, List]:
    """What each place says just now; a terminal that was started without a hub has no list, and says that."""
    found = {}
    for name, door in house.doors.items():
        roll = door.roll()
        if roll is not None:
            people = frozenset(house.day.named.get(each.person, each.person) for each in roll.lines)
            unsure = sum(not each.sure for each in roll.lines)
            found[name] = List(people, unsure, None if roll.fresh else roll.as_of, None)
    if house.hub is not None:
        page = house.staff.get("/still-in").text
        people = frozenset(UUID(each) for each in LINE.findall(page))
        found[HUB] = List(people, page.count(NOT_CERTAIN), None, frozenset(AWAY.findall(page)))
    return found
