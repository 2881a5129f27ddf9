"""People come and go: what that changes in the record, all of it within the unit of work that hears of it.

One arrival is one record. The visit, its number of the day, those who came along and whatever hangs on it (the notice
to the host, the room that was booked) stand together or not at all.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from kiosk.domain import visit_codes, visits
from kiosk.domain.errors import Refused
from kiosk.domain.ids import uuid7
from kiosk.domain.visit_details import NOBODY, Details
from kiosk.domain.visits import Arrival, Came, Member, State, Visit, Went
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.records.visits import VisitRow
from kiosk.interfaces.store import Record
from kiosk.services.visit_seals import VisitSeals

TERMINAL = "terminal"
"""Who made the visit of somebody nobody expected."""

Heard = Callable[[Record, VisitRow, Details], None]
Gone = Callable[[Record, VisitRow], None]
Settles = Callable[[Record, Visit], Visit]
Asks = Callable[[Record, Visit, Details], bool]
Named = Callable[[Record, Arrival], VisitRow | None]


class VisitUnknown(Refused, LookupError):
    """There is no such visit, or it is none of theirs. Which of these is not told."""

    code = "visit_unknown"


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of an arrival.

    Attributes:
        visit: of whoever said that they are here.
        already: whether that was known, so that nothing was done.
        party: all who came with this arrival, themselves first.
    """

    visit: Visit
    already: bool
    party: tuple[Visit, ...]


@dataclass(frozen=True, slots=True)
class Hooks:
    """What else is done in the same unit of work.

    Attributes:
        settled: for each of whom it is heard that they came, whenever that was; gives the visit as it is then.
        arrived: for each who is here, also once they were let in; who came along in a group has `Came.GROUP`.
        awaiting: for each who has to be let in first.
        left: for each who has gone.
        asks: whether somebody has to be let in; one of them is enough.
    """

    settled: Sequence[Settles] = field(default=())
    arrived: Sequence[Heard] = field(default=())
    awaiting: Sequence[Heard] = field(default=())
    left: Sequence[Gone] = field(default=())
    asks: Sequence[Asks] = field(default=())


class Arrivals:
    """Of one site. Every method is part of a unit of work.

    Args:
        named: finds whom somebody said they are, where the terminal could not; `carded` whose card they showed.
    """

    def __init__(self, seals: VisitSeals, clock: Clock, hooks: Hooks, named: Named, carded: Named) -> None:
        self._seals, self._clock, self._hooks = seals, clock, hooks
        self._named, self._carded = named, carded

    def check_in(self, record: Record, arrival: Arrival) -> Checked:
        """Somebody is here, and perhaps others with them. Heard again, or from two terminals, it is one visit."""
        row = self._found(record, arrival)
        if row is None and arrival.came is Came.NAME:
            arrival = replace(arrival, came=Came.WALK_IN)  # nobody is expected who has that name
        if row is not None and visits.again(row.visit, arrival):
            arrival, row = self._once_more(row, arrival), None
        if row is not None and not arrival.adding and not visits.counts(row.visit, arrival):
            known = self._badged(record, row.visit, arrival.party[0])
            return Checked(known, True, (known,))
        already = row is not None and row.visit.arrived_at is not None and row.visit.inside and not arrival.adding
        lead, *others = arrival.party
        if row is None:
            group = lead.visit_id if others else None
            row = self._new(visits.walked_in(arrival, lead.visit_id, group), arrival.details)
            record.visits.add(row)
        elif others and row.visit.group_id is None:
            row = self._put(record, row, replace(row.visit, group_id=row.visit.id, revision=row.visit.revision + 1))
        elif row.made_by == TERMINAL and row.visit.arrived_at is None:
            row = replace(row, visit=visits.whose_leaving_was_seen(row.visit, arrival))
        details = (self._seals.open(row) or NOBODY).with_arrival(arrival.details)
        asked = arrival.came is not Came.STAFF and any(ask(record, row.visit, details) for ask in self._hooks.asks)
        came = [self._arrive(record, row, lead, arrival, arrival.came, asked, details)]
        came += self._with_them(record, row.visit, others, arrival, asked)
        return Checked(came[0], already, tuple(came))

    def let_in(self, record: Record, visit_id: UUID, *, welcome: bool) -> Visit:
        """Somebody of the house says whether they may come in, they and those who came along.

        Raises:
            VisitUnknown: nobody waits.
        """
        row = record.visits.get(visit_id)
        if row is None or row.visit.state is not State.AWAITING:
            raise VisitUnknown
        group = [row] if row.visit.group_id is None else record.visits.group(row.visit.group_id)
        for each in group:
            if each.visit.state is State.AWAITING:
                row = each if welcome else self._without_help(each)
                put = self._put(record, row, visits.let_in(each.visit, welcome=welcome))
                if welcome:
                    self._tell(self._hooks.arrived, record, put)
                else:
                    self._gone(record, put)
        found = record.visits.get(visit_id)
        if found is None:
            raise VisitUnknown
        return found.visit

    def sign_out(
        self,
        record: Record,
        visit_id: UUID,
        went: Went,
        at: datetime,
        *,
        time_uncertain: bool = False,
        terminal_id: UUID | None = None,
    ) -> Visit | None:
        """Somebody has left; `None` when there is no such visit. That they may need help is forgotten.

        Args:
            terminal_id: of the terminal that says so.
        """
        row = record.visits.get(visit_id)
        if row is None:
            return None
        gone = visits.left(row.visit, went, at, time_uncertain=time_uncertain)
        if visits.stays(row.visit, at, terminal_id) or gone == row.visit:
            return row.visit
        row = self._without_help(row)
        put = self._put(record, row, gone)
        self._gone(record, put)
        return put.visit

    def seen_leaving(self, record: Record, visit: Visit, badge_mark: bytes | None) -> None:
        """Somebody left of whom nobody has told yet that they came: it is noted until that is heard."""
        record.visits.add(self._new(visit, NOBODY))
        if badge_mark is not None:
            record.visits.give_badge(visit.id, badge_mark)

    def _found(self, record: Record, arrival: Arrival) -> VisitRow | None:
        lead = arrival.party[0]
        if (row := record.visits.get(lead.visit_id)) is not None:
            return row
        if arrival.code and (row := record.visits.by_code(visit_codes.mark(arrival.code))) is not None:
            return row
        if arrival.came is Came.CARD and (row := self._carded(record, arrival)) is not None:
            return row
        return self._named(record, arrival) if arrival.came in (Came.NAME, Came.CARD) else None

    def _once_more(self, row: VisitRow, arrival: Arrival) -> Arrival:
        """Somebody who had left is back: another visit, with all that is known of the one before."""
        lead, *others = arrival.party
        known = self._seals.open(row) or NOBODY
        before = row.visit
        return replace(
            arrival,
            party=(replace(lead, visit_id=self._fresh()), *others),
            code=b"",
            type=before.type,
            host_id=before.host_id,
            team_id=before.team_id,
            tenant_id=before.tenant_id,
            private=before.private,
            details=known.with_arrival(arrival.details),
        )

    def _arrive(
        self,
        record: Record,
        row: VisitRow,
        member: Member,
        arrival: Arrival,
        came: Came,
        asked: bool,
        details: Details,
    ) -> Visit:
        """One of a party is here. What was heard of their leaving before counts now."""
        was = row.visit
        day = was.day if was.inside or was.state is State.LEFT else arrival.day
        badge = was.badge if was.badge is not None and was.day == day else record.visits.next_badge(day)
        here = visits.arrived(was, arrival, came, badge, awaiting=asked)
        for settle in self._hooks.settled:
            here = settle(record, here)
        if details != (self._seals.open(row) or NOBODY):
            key_id, sealed = self._seals.seal(details)
            row = replace(row, key_id=key_id, sealed=sealed)
        put = self._put(record, row, here)
        if here.inside and not was.inside:
            self._tell(self._hooks.awaiting if here.state is State.AWAITING else self._hooks.arrived, record, put)
        return self._badged(record, here, member)

    def _badged(self, record: Record, visit: Visit, member: Member) -> Visit:
        """Notes a badge. If somebody was seen to leave by it before that was heard, they have left."""
        mark = visit_codes.mark(member.badge_code)
        if not member.badge_code or record.visits.give_badge(visit.id, mark):
            return visit
        row = record.visits.by_badge(mark)
        if row is None or row.visit.id == visit.id or row.visit.arrived_at is not None:
            return visit
        seen = row.visit
        record.visits.remove(seen.id)
        record.visits.give_badge(visit.id, mark)
        if seen.went is None or seen.left_at is None:
            return visit
        uncertain = seen.time_uncertain
        return self.sign_out(record, visit.id, seen.went, seen.left_at, time_uncertain=uncertain) or visit

    def _with_them(
        self, record: Record, lead: Visit, others: Sequence[Member], arrival: Arrival, asked: bool
    ) -> list[Visit]:
        """Those who came along: who is expected of their group first, then people nobody has named."""
        if not others:
            return []
        group = record.visits.group(lead.group_id) if lead.group_id is not None else ()
        waiting = {
            row.visit.id: row for row in group if row.visit.state is State.EXPECTED and row.visit.id != lead.id
        }
        named = len(others) == len(waiting) and all(row.visit.named for row in group)
        came = []
        for member in others[: visits.MOST_IN_A_PARTY]:
            row = waiting.pop(member.visit_id, None) or record.visits.get(member.visit_id)
            if row is None and waiting:
                row = waiting.pop(next(iter(waiting)))
            if row is not None and row.visit.inside:
                continue
            if row is None:
                alone = visits.walked_in(arrival, member.visit_id, lead.group_id or lead.id)
                row = self._new(
                    replace(
                        alone,
                        named=False,
                        host_id=lead.host_id,
                        team_id=lead.team_id,
                        tenant_id=lead.tenant_id,
                        type=lead.type,
                        private=lead.private,
                    ),
                    NOBODY,
                )
                record.visits.add(row)
            elif not named:
                row = replace(row, visit=replace(row.visit, named=False))
            known = self._seals.open(row) or NOBODY
            came.append(self._arrive(record, row, member, arrival, Came.GROUP, asked, known))
        return came

    def _without_help(self, row: VisitRow) -> VisitRow:
        details = self._seals.open(row)
        if details is None or not details.help_to_leave:
            return row
        key_id, sealed = self._seals.seal(replace(details, help_to_leave=False))
        return replace(row, key_id=key_id, sealed=sealed)

    def _new(self, visit: Visit, details: Details) -> VisitRow:
        return VisitRow(visit, *self._seals.seal(details), self._clock.now(), TERMINAL)

    def _put(self, record: Record, row: VisitRow, visit: Visit) -> VisitRow:
        put = replace(row, visit=visit)
        record.visits.put(put)
        return put

    def _tell(self, hooks: Sequence[Heard], record: Record, row: VisitRow) -> None:
        details = self._seals.open(row) or NOBODY
        for hook in hooks:
            hook(record, row, details)

    def _gone(self, record: Record, row: VisitRow) -> None:
        for hook in self._hooks.left:
            hook(record, row)

    def _fresh(self) -> UUID:
        return uuid7(int(self._clock.now().timestamp() * 1000), secrets.token_bytes(10))
