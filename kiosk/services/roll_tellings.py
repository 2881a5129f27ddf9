"""What terminals tell of roll-calls: begun, ended, opened and ticked there.

Each names its roll-call whole, so that nothing waits for a beginning that comes late, or never.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from uuid import UUID

from kiosk.domain import roll_papers
from kiosk.domain.happenings import Answer, Happening
from kiosk.domain.roll_papers import BEGUN, ENDED, OPENED, TICKED
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.facts import AuditEntry
from kiosk.interfaces.records.roll_calls import RollRow
from kiosk.interfaces.store import Record
from kiosk.services import personal
from kiosk.services.happenings import Taker
from kiosk.services.rolls import Rolls
from kiosk.services.staff_door import NOBODY


class RollTellings:
    """Takes them, for one site."""

    def __init__(self, rolls: Rolls, clock: Clock) -> None:
        self._rolls, self._clock = rolls, clock

    @property
    def takers(self) -> Mapping[str, Taker]:
        """What takes each, by its kind. Each raises what reading it raises: then it is kept for staff."""
        return {BEGUN: self._begun, ENDED: self._ended, OPENED: self._opened, TICKED: self._ticked}

    def after(self, takers: Mapping[str, Taker]) -> Mapping[str, Taker]:
        """The same takers of who came and left; what is heard after a roll-call was over counts in its report."""
        return {kind: partial(self._moved, taker) for kind, taker in takers.items()}

    def _moved(self, taker: Taker, record: Record, happening: Happening) -> Answer:
        answer = taker(record, happening)
        if record.rolls.since(happening.made_at):
            party = answer.get("party")
            rows = [answer, *(party if isinstance(party, list) else ())]
            for person in {UUID(str(row["visit"])) for row in rows if isinstance(row, Mapping) and "visit" in row}:
                self._rolls.came_late(record, person)
        return answer

    def _begun(self, record: Record, happening: Happening) -> Answer:
        return _answer(self._row(record, happening))

    def _ended(self, record: Record, happening: Happening) -> Answer:
        row, at = self._row(record, happening), _at(happening)
        if row.ended_at is None:
            self._rolls.end(record, row, at, _account(happening))
            self._note(record, happening)
            personal.changed(record, self._clock.now())
        return _answer(row)

    def _opened(self, record: Record, happening: Happening) -> Answer:
        row, at = self._row(record, happening), _at(happening)
        record.rolls.put(replace(row, opened_at=min(at, row.opened_at or at)))
        self._note(record, happening)
        return _answer(row)

    def _ticked(self, record: Record, happening: Happening) -> Answer:
        row, tick = self._row(record, happening), roll_papers.tick(happening.body)
        if record.rolls.tick(tick):
            personal.changed(record, self._clock.now())
        return _answer(row)

    def _row(self, record: Record, happening: Happening) -> RollRow:
        """The roll-call that one is about, which is added where it is not known."""
        table = happening.body["call"]
        if not isinstance(table, Mapping):
            raise TypeError("a roll-call is a table")
        call, now = roll_papers.call(table), self._clock.now()
        row = record.rolls.get(call.id)
        if row is None:
            row = self._rolls.begin(record, call, now)
            if happening.kind == BEGUN:
                self._note(record, happening)
            personal.changed(record, now)
        return row

    def _note(self, record: Record, happening: Happening) -> None:
        """In the audit, as of when it was done; a terminal whose clock runs ahead writes into no day to come."""
        at, where = min(happening.made_at, self._clock.now()), str(happening.terminal_id)
        entry = AuditEntry(at, NOBODY, _account(happening), happening.kind, where, "done", None, None)
        record.audit.add_told(entry, happening.id)


def _answer(row: RollRow) -> Answer:
    return {"incident": str(row.incident)}


def _at(happening: Happening) -> datetime:
    return roll_papers.moment(happening.body["at"])


def _account(happening: Happening) -> UUID | None:
    account = happening.body.get("account")
    return None if account is None else UUID(str(account))
