"""The roll as the record has it: frozen when a roll-call begins, with whoever turns up later, and sealed.

Roll-calls that go on at once are one incident: two terminals may hear one contact, or be apart. One that is heard of
only once its incident is over is over too; nobody is sent out again for what staff have ended.
"""

from __future__ import annotations

import json
import secrets as random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from kiosk.domain import roll_papers
from kiosk.domain.ids import uuid7
from kiosk.domain.roll_calls import Away, Kind, Line, Mark, Roll, RollCall, Tick, latest
from kiosk.domain.roll_reports import Report, report
from kiosk.domain.visit_details import Details
from kiosk.interfaces.records.roll_calls import RollRow
from kiosk.interfaces.records.visits import VisitRow
from kiosk.interfaces.store import Record
from kiosk.services.seals import CannotOpen, Seals

TOGETHER: Final = timedelta(minutes=2)
"""How much earlier than the first of an incident another may have been begun, to belong to it."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A roll-call as a page shows it.

    Attributes:
        rows: all that went on at once, the first first.
        ticks: all of them, in the order they were made.
        forgotten: whether its names were.
    """

    rows: tuple[RollRow, ...]
    roll: Roll
    report: Report
    ticks: tuple[Tick, ...]
    forgotten: bool

    @property
    def call(self) -> RollCall:
        """What it is known by."""
        return self.rows[0].call

    @property
    def ended_at(self) -> datetime | None:
        """When all of it was over."""
        return over(self.rows)


class Rolls:
    """Work on the record of one site, for a unit of it.

    Args:
        details: what is sealed of a visit; `None` once it is forgotten.
        away: the terminals that are not heard of.
    """

    def __init__(
        self,
        seals: Seals,
        details: Callable[[VisitRow], Details | None],
        away: Callable[[Record], tuple[Away, ...]],
    ) -> None:
        self._seals, self._details, self.away = seals, details, away

    def begin(self, record: Record, call: RollCall, now: datetime) -> RollRow:
        """Adds one, with its roll."""
        near = [*record.rolls.since(call.begun_at - TOGETHER), *record.rolls.open()]
        beside = [row for row in near if _beside(row, call, now)]
        row = RollRow(call, beside[0].incident if beside else call.id, (), "", b"")
        ended_at = over(record.rolls.of(row.incident)) if beside else None
        here = [line for line in self.inside(record) if ended_at is None or line.seen_at <= ended_at]
        row = replace(self._frozen(row, here), ended_at=ended_at)
        record.rolls.add(row)
        return row

    def end(self, record: Record, row: RollRow, at: datetime, account: UUID | None) -> None:
        """Ends one. Whoever was on its roll and has signed out since counts as gone."""
        here = self.inside(record)
        inside, ticked = {line.person for line in here}, {tick.person for tick in record.rolls.ticks([row.call.id])}
        for person, _ in row.people:
            if person not in inside | ticked:
                record.rolls.tick(Tick(identifier(at), row.call.id, person, Mark.LEFT, at))
        lines = _together(self._opened(row), here)
        record.rolls.put(replace(self._frozen(row, lines), ended_at=at, ended_by=account))

    def show(self, record: Record, incident: UUID, now: datetime) -> Shown | None:
        """An incident; `None` where there is none."""
        rows = tuple(record.rolls.of(incident))
        if not rows:
            return None
        ended_at = over(rows)
        here = self.inside(record) if ended_at is None else []
        lines = _together(*(self._opened(row) for row in rows), here)
        ticks = tuple(record.rolls.ticks([row.call.id for row in rows]))
        marks = {person: tick.mark for person, tick in latest(ticks).items()}
        if ended_at is None:
            inside = {line.person for line in here}
            marks = {line.person: Mark.LEFT for line in lines if line.person not in inside} | marks
        opened_at = min((row.opened_at for row in rows if row.opened_at is not None), default=None)
        told = report(rows[0].call.begun_at, ended_at, opened_at, lines, ticks)
        forgotten = any(row.people and not row.sealed for row in rows)
        away = self.away(record) if ended_at is None else ()
        roll = Roll(tuple(lines), away[0].since if away else now, not away, marks, away)
        return Shown(rows, roll, told, ticks, forgotten)

    def came_late(self, record: Record, person: UUID) -> None:
        """Somebody's coming or going was heard late: of the roll-calls that were over by then it says who was in."""
        row = record.visits.get(person)
        if row is None or row.visit.arrived_at is None:
            return
        came, left = row.visit.arrived_at, row.visit.left_at
        for each in record.rolls.since(came):
            known = {line for line, _ in each.people}
            if each.ended_at is None or each.ended_at < came:
                continue
            if person not in known and (left is None or left >= each.call.begun_at):
                record.rolls.put(self._frozen(each, [*self._opened(each), self._line(row)]))
            elif person not in known:
                continue
            if left is not None and left <= each.ended_at and not self._ticked(record, each, person):
                record.rolls.tick(Tick(identifier(left), each.call.id, person, Mark.LEFT, left))

    def about(self, record: Record, person: UUID) -> list[tuple[RollCall, Mark]]:
        """The roll-calls on whose roll somebody was, and what was said of them."""
        found = [row for row in self._since_coming(record, person) if person in {each for each, _ in row.people}]
        ticks = [*record.rolls.ticks([row.call.id for row in found])]
        marks = {row.call.id: latest(tick for tick in ticks if tick.roll_call == row.call.id) for row in found}
        return [
            (row.call, marks[row.call.id][person].mark if person in marks[row.call.id] else Mark.UNKNOWN)
            for row in found
        ]

    def forget(self, record: Record, person: UUID) -> None:
        """Takes somebody's name off every roll. The numbers stay."""
        for row in self._since_coming(record, person):
            if row.sealed and person in {each for each, _ in row.people}:
                others = [line for line in self._opened(row) if line.person != person]
                record.rolls.put(replace(self._frozen(row, others), people=row.people))

    def _since_coming(self, record: Record, person: UUID) -> list[RollRow]:
        row = record.visits.get(person)
        return [] if row is None or row.visit.arrived_at is None else [*record.rolls.since(row.visit.arrived_at)]

    def _ticked(self, record: Record, row: RollRow, person: UUID) -> bool:
        return any(tick.person == person for tick in record.rolls.ticks([row.call.id]))

    def inside(self, record: Record) -> list[Line]:
        """Who is in, from their visits."""
        return [self._line(row) for row in record.visits.inside()]

    def _line(self, row: VisitRow) -> Line:
        details, visit = self._details(row) or Details(), row.visit
        how = "automatic" if visit.came is None else visit.came.value
        # Of a group of whom not all have come, a name may be that of somebody who is not here.
        name, since = details.name if visit.named else "", visit.arrived_at or row.made_at
        return Line(visit.id, name or roll_papers.unnamed(visit.badge), since, how, visit.sure, details.help_to_leave)

    def _frozen(self, row: RollRow, lines: Iterable[Line]) -> RollRow:
        found = list(lines)
        document = json.dumps([roll_papers.written_line(line) for line in found], ensure_ascii=False)
        people = tuple((line.person, line.sure) for line in found)
        return replace(row, people=people, key_id=self._seals.key_id, sealed=self._seals.seal(document.encode()))

    def _opened(self, row: RollRow) -> list[Line]:
        """The lines that were frozen, without names where those were forgotten."""
        try:
            kept = json.loads(self._seals.open(row.key_id, row.sealed)) if row.sealed else []
        except CannotOpen:
            kept = []
        named = {line.person: line for line in map(roll_papers.line, kept)}
        bare = Line(UUID(int=0), "", row.call.begun_at, "automatic")
        return [named.get(person, replace(bare, person=person, sure=sure)) for person, sure in row.people]


def _beside(row: RollRow, call: RollCall, now: datetime) -> bool:
    """Whether one was begun while another went on, and is as real as that."""
    alike = (row.call.kind is Kind.LIVE) == (call.kind is Kind.LIVE)
    return alike and row.call.begun_at - TOGETHER <= call.begun_at <= (row.ended_at or now)


def over(rows: Sequence[RollRow]) -> datetime | None:
    """When all of them were over; `None` while one goes on."""
    ends = [row.ended_at for row in rows]
    return None if None in ends else max((end for end in ends if end is not None), default=None)


def identifier(now: datetime) -> UUID:
    """A new one."""
    return uuid7(int(now.timestamp() * 1000), random.token_bytes(10))


def _together(*lists: Iterable[Line]) -> list[Line]:
    """Everybody once; what was heard last of each counts."""
    return list({line.person: line for lines in lists for line in lines}.values())
