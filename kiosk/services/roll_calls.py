"""Roll-calls as staff lead them from a page: begun, ended, ticked, looked up.

Terminals are told with what they may know about people: a roll-call is a state, not a command, and whoever was away
hears it when they are back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from kiosk.domain.errors import Refused
from kiosk.domain.roll_calls import MEMORY, Away, Calls, Kind, Line, Mark, Procedure, RollCall, Source, Tick, latest
from kiosk.domain.roll_papers import BEGUN, ENDED, OPENED
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.records.roll_calls import RollRow
from kiosk.interfaces.store import Record, Store
from kiosk.services import personal
from kiosk.services.audit import Actor, Audit
from kiosk.services.rolls import Rolls, Shown, identifier

PAGE: Final = 25
"""Roll-calls on one page."""


class RollCallUnknown(Refused, LookupError):
    """There is none of this id."""

    code = "roll_call_unknown"


class RollCallOver(Refused, ValueError):
    """It has ended, or nothing is under way."""

    code = "roll_call_over"


class RollCalls:
    """Those of one site."""

    def __init__(self, store: Store, audit: Audit, clock: Clock, rolls: Rolls) -> None:
        self._store, self._audit, self._clock, self._rolls = store, audit, clock, rolls

    async def begin(self, procedure: Procedure, kind: Kind, actor: Actor) -> UUID:
        """Begins one, and has every terminal of the site know. Gives the incident it belongs to."""
        now = self._clock.now()
        call = RollCall(identifier(now), procedure, kind, Source.PAGE, now, None, actor.account_id)

        def work(record: Record) -> UUID:
            row = self._rolls.begin(record, call, now)
            personal.changed(record, now)
            return row.incident

        return await self._audit.perform(actor, BEGUN, str(call.id), work, f"{procedure}_{kind}")

    async def end(self, actor: Actor) -> None:
        """Ends all that is under way.

        Raises:
            RollCallOver: nothing is.
        """
        now = self._clock.now()

        def work(record: Record) -> None:
            going = record.rolls.open()
            if not going:
                raise RollCallOver
            for row in going:
                self._rolls.end(record, row, now, actor.account_id)
            personal.changed(record, now)

        await self._audit.perform(actor, ENDED, None, work)

    async def mark(self, incident: UUID, person: UUID, mark: Mark, actor: Actor) -> None:
        """A warden's word of somebody.

        Raises:
            RollCallUnknown: there is none of this id, or nobody of that one on its roll.
            RollCallOver: it has ended.
        """
        now = self._clock.now()

        def work(record: Record) -> None:
            found = self._rolls.show(record, incident, now)
            if found is None or person not in {line.person for line in found.roll.lines}:
                raise RollCallUnknown
            if found.ended_at is not None:
                raise RollCallOver
            record.rolls.tick(Tick(identifier(now), found.call.id, person, mark, now, actor.account_id))
            personal.changed(record, now)

        await self._store.transact(work)

    async def show(self, incident: UUID, actor: Actor) -> Shown:
        """One, with its names. Whoever is the first to see them while it goes on has opened it.

        Raises:
            RollCallUnknown: there is none of this id.
        """
        found = await self._store.read(lambda record: self._rolls.show(record, incident, self._clock.now()))
        if found is None:
            raise RollCallUnknown
        if found.ended_at is None and all(row.opened_at is None for row in found.rows):
            now = self._clock.now()

            def work(record: Record) -> None:
                for row in record.rolls.of(incident):
                    record.rolls.put(replace(row, opened_at=row.opened_at or now))

            await self._audit.perform(actor, OPENED, str(incident), work)
        return found

    async def current(self) -> RollRow | None:
        """What is under way."""
        rows = await self._store.read(lambda record: record.rolls.open())
        first = Calls({row.call.id: row.call for row in rows}).current
        return next((row for row in rows if row.call == first), None)

    async def inside(self) -> Sequence[Line]:
        """Who is in, for whoever closes the building."""
        return await self._store.read(self._rolls.inside)

    async def about(self, person: UUID) -> Sequence[tuple[RollCall, Mark]]:
        """The roll-calls on whose roll somebody was, and what was said of them, for whoever it is about."""
        return await self._store.read(lambda record: self._rolls.about(record, person))

    async def away(self) -> Sequence[Away]:
        """The terminals at which others may have come and gone, because they are not heard of."""
        return await self._store.read(self._rolls.away)

    async def newest(self, page: int) -> tuple[int, Sequence[RollRow]]:
        """How many there are, and one page of them."""
        return await self._store.read(
            lambda record: (record.rolls.count(), record.rolls.newest((page - 1) * PAGE, PAGE))
        )


def known(record: Record, now: datetime) -> tuple[Calls, tuple[Tick, ...]]:
    """What terminals are told: what was begun and ended lately, and of what goes on the tick of each person that
    counts."""
    rows = [*record.rolls.open(), *record.rolls.since(now - MEMORY)]
    ended = {row.call.id: row.ended_at for row in rows if row.ended_at is not None}
    calls = Calls({row.call.id: row.call for row in rows}, ended)
    return calls, tuple(latest(record.rolls.ticks([call.id for call in calls.open])).values())
