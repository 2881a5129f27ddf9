"""Takes what terminals tell of people who come and go, within the unit of work that hears of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from kiosk.domain import visit_codes, visit_tellings
from kiosk.domain.happenings import Answer, Happening
from kiosk.domain.visit_tellings import Leaving
from kiosk.domain.visits import State, Visit, gone_before, left, shown_again
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.records.visits import VisitRow
from kiosk.interfaces.store import Record
from kiosk.services.happenings import Taker
from kiosk.services.visit_arrivals import Arrivals, Checked, VisitUnknown
from kiosk.services.visit_cards import VisitCards


class VisitTaking:
    """Of one site.

    Args:
        zone: of the clock on the wall.
    """

    def __init__(self, arrivals: Arrivals, cards: VisitCards, clock: Clock, zone: ZoneInfo) -> None:
        self._arrivals, self._cards, self._clock, self._zone = arrivals, cards, clock, zone

    @property
    def takers(self) -> Mapping[str, Taker]:
        """By the kind of happening."""
        told = visit_tellings
        return {told.ARRIVED: self._arrived, told.LEFT: self._left, told.AGAIN: self._again}

    def _arrived(self, record: Record, happening: Happening) -> Answer:
        at, uncertain = self._at(happening), happening.time_uncertain
        here = (at, at.astimezone(self._zone).date(), happening.terminal_id)
        arrival = visit_tellings.read_arrival(happening.body, *here, time_uncertain=uncertain)
        checked = self._arrivals.check_in(record, arrival)
        self._cards.shown(record, arrival, checked.visit)
        if checked.already and arrival.code and checked.visit.terminal_id not in (None, happening.terminal_id):
            self._flag(record, record.visits.get(checked.visit.id), happening)
        return answer(checked)

    def _left(self, record: Record, happening: Happening) -> Answer:
        at, uncertain, where = self._at(happening), happening.time_uncertain, happening.terminal_id
        leaving = visit_tellings.read_leaving(happening.body, at, time_uncertain=uncertain)
        row = self._who(record, leaving)
        if row is None:
            return self._nobody_yet(record, leaving, happening)
        if leaving.badge_code and gone_before(row.visit, at):
            self._flag(record, row, happening)
        party = row.visit.group_id if leaving.together else None
        group = [row] if party is None else record.visits.group(party)
        gone = [
            self._arrivals.sign_out(
                record, each.visit.id, leaving.went, at, time_uncertain=uncertain, terminal_id=where
            )
            for each in group
            if each.visit.id == row.visit.id or each.visit.inside
        ]
        state = next((visit.state for visit in gone if visit is not None and visit.id == row.visit.id), State.LEFT)
        return {"visit": str(row.visit.id), "state": state.value, "count": len(gone)}

    def _again(self, record: Record, happening: Happening) -> Answer:
        """A badge was shown that is not good any more, as the terminal knows."""
        mark = visit_codes.mark(visit_tellings.read_badge(happening.body))
        row = record.visits.by_badge(mark, void=True)
        if row is not None and (not row.visit.inside or record.visits.by_badge(mark) is None):
            self._flag(record, row, happening)
        return {}

    def _flag(self, record: Record, row: VisitRow | None, happening: Happening) -> None:
        """Notes on the visit that there may be a copy of its code."""
        terminal = record.terminals.get(happening.terminal_id)
        if row is not None:
            where = "" if terminal is None else terminal.name
            record.visits.put(replace(row, visit=shown_again(row.visit, self._at(happening), where)))

    def _who(self, record: Record, leaving: Leaving) -> VisitRow | None:
        if leaving.visit_id is not None and (row := record.visits.get(leaving.visit_id)) is not None:
            return row
        if leaving.badge_code:
            row = record.visits.by_badge(visit_codes.mark(leaving.badge_code))
            if row is not None:
                return row
        return record.visits.by_code(visit_codes.mark(leaving.code)) if leaving.code else None

    def _nobody_yet(self, record: Record, leaving: Leaving, happening: Happening) -> Answer:
        """Somebody left whose arrival another terminal still has to tell of. Its name for them is kept, or their
        badge's."""
        if leaving.visit_id is None and not leaving.badge_code:
            raise VisitUnknown
        day = leaving.at.astimezone(self._zone).date()
        visit = left(
            Visit(id=leaving.visit_id or happening.id, day=day, terminal_id=happening.terminal_id),
            leaving.went,
            leaving.at,
            time_uncertain=leaving.time_uncertain,
        )
        mark = visit_codes.mark(leaving.badge_code) if leaving.badge_code else None
        self._arrivals.seen_leaving(record, visit, mark)
        return {"visit": str(visit.id), "state": visit.state.value, "count": 1}

    def _at(self, happening: Happening) -> datetime:
        # Where no clock can be trusted, the hour at which it was heard is nearer than any that a wrong one shows.
        return self._clock.now() if happening.time_uncertain else happening.made_at


def answer(checked: Checked) -> Answer:
    """What the terminal is told of an arrival: who is meant is known there."""
    return {
        "visit": str(checked.visit.id),
        "state": checked.visit.state.value,
        "badge": checked.visit.badge,
        "already": checked.already,
        "party": [{"visit": str(visit.id), "badge": visit.badge} for visit in checked.party],
    }
