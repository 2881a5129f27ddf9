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

ON_ITS_WAY = 60.0
"""Seconds that what was told may take until every list has it, or says that it has not."""

LINE = re.compile(r"/still-in/([0-9a-f-]{36})/left")
MOST = 0.02
"""The share of lines that may be marked as not certain."""

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

    @property
    def whole(self) -> bool:
        """Whether it says that it is of now, and misses nothing."""
        return self.until is None and not self.unheard

    def may_miss(self, name: str, who: Visitor) -> bool:
        """Whether it says, by this name, that it cannot know what somebody did last."""
        if self.unheard is None:
            return self.until is not None and who.at > self.until and who.door != name
        return who.door in self.unheard


@dataclass(frozen=True, slots=True)
class Old:
    """So many lines of a list that are not the truth, of so many."""

    minute: int
    place: str
    lines: int
    of: int

    @property
    def share(self) -> float:
        return self.lines / self.of

    def __str__(self) -> str:
        return f"{self.lines} of {self.of} in minute {self.minute}"


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
    lists: Counter[str] = field(default_factory=Counter)
    """How many were looked at, and what they were."""
    unsure: float = 0.0
    """The share of lines that say they are not certain, on the worst list of the worst minute."""
    old: list[Old] = field(default_factory=list)
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
        end, lists = time.monotonic() + ON_ITS_WAY, dict[str, List | None]()
        names = [*house.doors, *([HUB] if house.hub is not None else [])]
        while names:
            lists |= {name: _list(house, name) for name in names}
            found = {name: self._faults(house, name, lists[name]) for name in names}
            if time.monotonic() > end:
                self.wrong += [fault for faults in found.values() for fault in faults]
                break
            names = [name for name in names if found[name]]
            time.sleep(0.05 if names else 0)
        self.lists["looked at"] += len(lists)
        for name, each in lists.items():
            if each is None:
                self.lists["none there"] += 1
                continue
            differ, lines = len(each.people ^ self.inside.keys()), max(1, len(each.people | self.inside.keys()))
            self.lists["the truth"] += not differ
            self.lists["not whole, and said so"] += not each.whole
            self.unsure = max(self.unsure, each.unsure / lines)
            if differ:
                self.old.append(Old(self.minute, name, differ, lines))

    def _faults(self, house: House, name: str, shown: List | None) -> list[str]:
        found, heard = [], house.hub is not None and name not in house.cut
        if shown is None:
            return [f"minute {self.minute}: {name} has no list, and could have one"] if heard else []
        if not shown.whole and heard and not house.cut:
            found.append(f"minute {self.minute}: {name} says that it is not whole, and it could be")
        for person in shown.people ^ self.inside.keys():
            who = self.people.get(person)
            if who is None:
                found.append(f"minute {self.minute}: {name} has somebody who never came")
            elif not shown.may_miss(name, who):
                what = "has somebody who left" if person in shown.people else "has not got somebody who came"
                said = f"of {shown.until or 'now'}, without {sorted(shown.unheard or ())}"
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
        if self.unsure > MOST:
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
        lists = ", ".join(f"{count} {what}" for what, count in sorted(self.lists.items()))
        twice = sum(times > 1 for times in Counter(self.letters).values())
        of_hub, of_terminals = ([each for each in self.old if (each.place == HUB) is hub] for hub in (True, False))
        return (
            f"day: {self.came} people came, {len(self.inside)} are in; {troubles}\n"
            f"lists: {lists}\n"
            f"marked as not certain: {self.unsure:.2%} of the lines of the worst list of the worst minute\n"
            f"out of date, and said so: the hub's page {_summary(of_hub)}\n"
            f"out of date, and said so: a terminal's list {_summary(of_terminals)}\n"
            f"parcels: {len(self.parcels)} left, {self.notices - len(self.parcels)} collected,"
            f" {len(self.letters)} letters, {twice} of them twice\n{self.drill}"
        )


def _summary(old: list[Old]) -> str:
    """How often that was, and how bad."""
    if not old:
        return "never"
    minutes, many = {each.minute for each in old}, {each.minute for each in old if each.share > MOST}
    most, worst = max(old, key=lambda each: each.lines), max(old, key=lambda each: each.share)
    return (
        f"in {len(minutes)} minutes, in {len(many)} of them more than {MOST:.0%} of its lines; most lines {most};"
        f" the largest share {worst}"
    )


def _list(house: House, name: str) -> List | None:
    """What a place says just now; a terminal that was started without a hub has none, and says that."""
    if name == HUB:
        page = house.staff.get("/still-in").text
        people = frozenset(UUID(each) for each in LINE.findall(page))
        return List(people, page.count(NOT_CERTAIN), None, frozenset(AWAY.findall(page)))
    roll = house.doors[name].roll()
    if roll is None:
        return None
    people = frozenset(house.day.named.get(each.person, each.person) for each in roll.lines)
    return List(people, sum(not each.sure for each in roll.lines), None if roll.fresh else roll.as_of, None)
