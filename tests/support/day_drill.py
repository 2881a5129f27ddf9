"""The drill of a day: begun on a page and at a terminal that is cut off, ticked in both places, ended on the page."""

from __future__ import annotations

import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from kiosk.domain.roll_calls import Kind, Mark, Procedure
from kiosk.services.rolls import Shown
from tests.support.hubs import wait_for

if TYPE_CHECKING:
    from tests.support.a_day import House

SECONDS = timedelta(seconds=2)

PIN = "482917"
"""Of the warden."""

AWAY = "Back"
"""The door that is cut off in it."""


class Drill:
    """One of them. `said` is what was last said of each, by the time it was said."""

    def __init__(self, house: House) -> None:
        self._house = house
        self.incident = UUID(int=0)
        self.people: set[UUID] = set()
        self.gone: set[UUID] = set()
        self.began = self.ended = datetime.now(UTC)
        self.said: dict[UUID, Mark] = {}
        self.page, self.door = 0, 0

    def play(self) -> None:
        """People come at a terminal nobody hears of; then it begins."""
        house, day = self._house, self._house.day
        if house.hub is None:
            house.hub_on()
        door = house.doors[AWAY]
        wait_for(lambda: AWAY in house.cut or door.leads(house.warden), "the warden to be known", (0.05,) * 1_000)
        if AWAY in house.cut:
            house.plug_in(AWAY)
            wait_for(lambda: door.leads(house.warden) and door.untold() == 0, "the line", (0.05,) * 1_000)
        house.pull(AWAY, day.minute + 2)
        for _ in range(3):
            house.come(AWAY)
        chosen = {"procedure": Procedure.EVACUATION.value, "kind": Kind.DRILL.value}
        self.began = datetime.now(UTC)
        answer = house.staff.fill_in("/roll-calls", chosen)
        self.incident = UUID(answer.url.rpartition("/")[2])
        known = door.drill(house.warden, PIN)
        self.people = set(day.inside)
        self.gone = day.people.keys() - self.people
        here = {each.person for each in known.lines} & self.people  # under the name the hub has for them
        for number, person in enumerate(sorted(self.people)):
            away = day.people[person].door == AWAY and person in here
            if number % 10 == 9:
                continue
            if away and number % 2:
                self._at_the_door(person, Mark.SAFE)
            elif number % 7 == 0 and person in here:
                # Two wardens, one after the other: what was said last counts, wherever it was.
                self._at_the_door(person, Mark.MISSING)
                self._on_the_page(person, Mark.SAFE)
            else:
                self._on_the_page(person, Mark.SAFE)
        day.drill = self
        ended = house.staff.fill_in(f"/roll-calls/{self.incident}/end", {})
        assert ended.url.endswith("/report"), ended.url
        self.ended = datetime.now(UTC)

    def _at_the_door(self, person: UUID, mark: Mark) -> None:
        self._house.doors[AWAY].mark(person, mark)
        self.said[person] = mark
        self.door += 1
        time.sleep(0.002)  # the next word is a later one

    def _on_the_page(self, person: UUID, mark: Mark) -> None:
        where = f"/roll-calls/{self.incident}"
        said = {"mark": f"{mark} {person}"}
        answer = self._house.staff.fill_in(f"{where}?everybody=1", said, f"{where}/mark", allow_redirects=False)
        if answer.status_code == 404:
            return  # nobody here has heard of them: they came where the cable is cut
        assert answer.status_code == 303, answer.status_code
        self.said[person] = mark
        self.page += 1

    def faults(self, shown: Shown | None) -> list[str]:
        """Where the report is not what was."""
        if shown is None:
            return ["the drill has no report"]
        reported = {line.person: shown.roll.mark(line.person) for line in shown.roll.lines}
        close = {each for each in self._house.day.people if self._close(each)}
        found = [f"in the building and not in the report: {each}" for each in self.people - close - reported.keys()]
        # Of whom a door told too late that they had gone, the report says so: they were looked for.
        others = reported.keys() - self.people
        gone = {each for each in others if reported[each] is Mark.LEFT and each in self.gone}
        found += [f"in the report and not in the building: {each}" for each in others - close - gone]
        for person in self.people & reported.keys() - close:
            if reported[person] is not self.said.get(person, Mark.UNKNOWN):
                found.append(f"the report says {reported[person]} of whom {self.said.get(person)} was said last")
        counts = Counter(reported.values())
        if shown.report.total != len(reported) or any(shown.report.counts[mark] != counts[mark] for mark in Mark):
            found.append(f"the report counts {dict(shown.report.counts)} of {shown.report.total}, not {dict(counts)}")
        return found

    def _close(self, person: UUID) -> bool:
        """Whether they came or left as it began or ended: terminals go by the hub's clock, which tells whole seconds,
        so that it may have been before or after by the record."""
        who = self._house.day.people[person]
        return any(abs(moved - at) < SECONDS for moved in (who.came, who.at) for at in (self.began, self.ended))

    def __str__(self) -> str:
        return f"drill: {len(self.people)} people, {self.page} ticks on the page, {self.door} at a terminal cut off"
