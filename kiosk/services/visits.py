"""Visits: people are invited, come, are let in and leave; kept by staff and by tenants for their own visitors.

What a transaction does with somebody who comes or goes is in `kiosk.services.visit_arrivals`, how they are listed in
`kiosk.services.visit_lists`, and how long anything of them is kept in `kiosk.services.visit_keeping`.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from kiosk.domain import visit_codes, visits
from kiosk.domain.errors import Refused
from kiosk.domain.ids import uuid7
from kiosk.domain.visit_codes import InvitationCode
from kiosk.domain.visit_details import Details, Needs
from kiosk.domain.visits import Arrival, Visit, Went
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.records.visits import VisitRow
from kiosk.interfaces.store import Record, Store
from kiosk.services.audit import Actor, Audit
from kiosk.services.visit_arrivals import Arrivals, Checked, VisitUnknown
from kiosk.services.visit_lists import Shown, Tenants, VisitLists, own, theirs
from kiosk.services.visit_rooms import VisitRooms
from kiosk.services.visit_seals import VisitSeals

T = TypeVar("T")


class VisitChanged(Refused, RuntimeError):
    """It is not any more as it was when somebody opened it: changed, begun or called off."""

    code = "visit_changed"


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody who is to come. Those with the same `group` come together; a room is booked for the time they say."""

    details: Details
    day: date
    expected_from: datetime | None = None
    expected_until: datetime | None = None
    host_id: UUID | None = None
    team_id: UUID | None = None
    tenant_id: UUID | None = None
    type: str = "visitor"
    private: bool = False
    place: str = ""
    group: str = ""
    room_id: str = ""


@dataclass(frozen=True, slots=True)
class Invitation:
    """A visit that is expected, and the code that its visitor is sent."""

    visit: Visit
    token: str = field(repr=False)


class Visits(VisitLists):
    """Those of one site.

    Args:
        rooms: books those that visitors come for.
        opening: threads on which sealed bytes are made and opened.
    """

    def __init__(
        self,
        store: Store,
        audit: Audit,
        seals: VisitSeals,
        arrivals: Arrivals,
        rooms: VisitRooms,
        clock: Clock,
        zone: ZoneInfo,
        opening: Executor,
    ) -> None:
        super().__init__(store, seals, clock, zone, opening)
        self.arrivals, self._rooms, self._audit = arrivals, rooms, audit

    # --- before they come ---

    async def invite(self, invited: Sequence[Invited], actor: Actor, tenants: Tenants = None) -> list[Invitation]:
        """Notes whom somebody expects, and books their rooms: all of them or none.

        Raises:
            VisitUnknown: one would be none of theirs.
            RoomTaken: somebody else has a room then.
        """
        now, groups = self._clock.now(), {each.group: self._fresh() for each in invited if each.group}
        if any(not theirs(each.tenant_id, tenants) for each in invited):
            raise VisitUnknown
        made = [self._visit(self._fresh(), each, groups.get(each.group)) for each in invited]
        made, bookings = self._rooms.wanted(made, [each.room_id for each in invited], actor)
        codes = await self._apart(lambda: [self._seals.code(each.id, each.day) for each in made])
        sealed = await self._apart(lambda: [self._seals.seal(each.details) for each in invited])
        rows = [
            VisitRow(visit, *bits, now, actor.who[:80], visit_codes.mark(code.nonce))
            for visit, bits, code in zip(made, sealed, codes, strict=True)
        ]

        def work(record: Record) -> None:
            for booking in bookings:
                record.bookings.add(booking)
            for row in rows:
                record.visits.add(row)

        subject = str(made[0].id) if len(made) == 1 else None
        await self._audit.perform(actor, "visit_invited", subject, work, None if subject else f"{len(made)}")
        return [Invitation(visit, _written(code)) for visit, code in zip(made, codes, strict=True)]

    async def token(self, visit_id: UUID) -> str:
        """The code of an invitation again, for a reminder.

        Raises:
            VisitUnknown: there is no such visit.
        """
        row = await self._row(visit_id, None)
        return _written(self._seals.code(row.visit.id, row.visit.day, row.code_mark))

    async def by_token(self, token: str) -> Shown | None:
        """Whose invitation has this code; `None` when nobody's has."""
        code = visit_codes.read(token)
        if not isinstance(code, InvitationCode):
            return None
        row = await self._store.read(lambda record: record.visits.by_code(visit_codes.mark(code.nonce)))
        return None if row is None else await self._apart(lambda: self._shown(row))

    async def say_needs(self, visit_id: UUID, needs: Needs) -> bool:
        """The visitor says what would help them. `False` when that is too late, or there is no such visit."""
        row = await self._store.read(lambda record: record.visits.get(visit_id))
        known = None if row is None else await self._apart(partial(self._seals.open, row))
        if row is None or known is None or not visits.may_change(row.visit):
            return False
        key_id, sealed = await self._apart(lambda: self._seals.seal(replace(known, needs=needs)))
        visit = replace(row.visit, revision=row.visit.revision + 1)
        put = replace(row, visit=visit, key_id=key_id, sealed=sealed)
        return await self._store.transact(lambda record: record.visits.put(put))

    async def change(
        self, visit_id: UUID, revision: int, changed: Invited, actor: Actor, tenants: Tenants = None
    ) -> Visit:
        """Says anew who is expected, when and by whom. Their group stays, and so do their needs.

        Raises:
            VisitUnknown: there is none, or it is or would be none of theirs.
            VisitChanged: it is not at that revision any more, or they have come.
            RoomTaken: somebody else has the room then.
        """
        row = await self._row(visit_id, tenants)
        if not theirs(changed.tenant_id, tenants):
            raise VisitUnknown
        if row.visit.revision != revision or not visits.may_change(row.visit):
            raise VisitChanged
        visit = replace(self._visit(visit_id, changed, row.visit.group_id), revision=revision + 1)
        bits = await self._apart(lambda: self._seals.seal(changed.details))
        alone = replace(visit, group_id=None)
        _, bookings = self._rooms.wanted([alone], [changed.room_id], actor)

        def work(record: Record) -> Visit:
            booking_id = self._rooms.change(record, row.visit, bookings[0] if bookings else None)
            put = replace(row, visit=replace(visit, booking_id=booking_id), key_id=bits[0], sealed=bits[1])
            if not record.visits.put(put):
                raise VisitChanged
            return put.visit

        return await self._audit.perform(actor, "visit_changed", str(visit_id), work)

    async def cancel(self, visit_id: UUID, actor: Actor, tenants: Tenants = None) -> Visit:
        """Calls off a visit.

        Raises:
            VisitUnknown: there is none, or it is none of theirs.
            VisitChanged: they have come, or it was called off before.
        """

        def work(record: Record) -> Visit:
            row = own(record.visits.get(visit_id), tenants)
            if not visits.may_change(row.visit):
                raise VisitChanged
            put = replace(row, visit=visits.cancelled(row.visit))
            record.visits.put(put)
            self._rooms.let_go(record, put.visit)
            return put.visit

        return await self._audit.perform(actor, "visit_cancelled", str(visit_id), work)

    # --- when they come and go ---

    async def arrive(self, arrival: Arrival, actor: Actor, tenants: Tenants = None) -> Checked:
        """Staff check somebody in.

        Raises:
            VisitUnknown: the visit is none of theirs.
        """

        def work(record: Record) -> Checked:
            row = record.visits.get(arrival.party[0].visit_id)
            if not theirs(arrival.tenant_id if row is None else row.visit.tenant_id, tenants):
                raise VisitUnknown
            return self.arrivals.check_in(record, arrival)

        return await self._audit.perform(actor, "visit_arrived", str(arrival.party[0].visit_id), work)

    async def decide(self, visit_id: UUID, actor: Actor, tenants: Tenants = None, *, welcome: bool) -> Visit:
        """Somebody of the house says whether they may come in.

        Raises:
            VisitUnknown: nobody waits, or it is no visitor of theirs.
        """

        def work(record: Record) -> Visit:
            own(record.visits.get(visit_id), tenants)
            return self.arrivals.let_in(record, visit_id, welcome=welcome)

        action = "visit_let_in" if welcome else "visit_turned_away"
        return await self._audit.perform(actor, action, str(visit_id), work)

    async def leave(self, visit_id: UUID, went: Went, actor: Actor, tenants: Tenants = None) -> Visit:
        """Somebody has left.

        Raises:
            VisitUnknown: there is no such visit, or it is none of theirs.
        """

        def work(record: Record) -> Visit:
            row = own(record.visits.get(visit_id), tenants)
            return self.arrivals.sign_out(record, visit_id, went, self._clock.now()) or row.visit

        return await self._audit.perform(actor, "visit_left", str(visit_id), work, went.value)

    def _visit(self, visit_id: UUID, invited: Invited, group_id: UUID | None) -> Visit:
        return Visit(
            id=visit_id,
            day=invited.day,
            expected_from=invited.expected_from,
            expected_until=invited.expected_until,
            host_id=invited.host_id,
            team_id=invited.team_id,
            tenant_id=invited.tenant_id,
            type=invited.type,
            private=invited.private,
            group_id=group_id,
            place=invited.place,
        )

    def _fresh(self) -> UUID:
        return uuid7(int(self._clock.now().timestamp() * 1000), secrets.token_bytes(10))


def _written(code: InvitationCode) -> str:
    return visit_codes.invitation(code.day, code.nonce, code.signature)
