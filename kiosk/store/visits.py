"""Visits."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    tuple_,
    update,
)

from kiosk.domain.visits import IN_THE_BUILDING, Came, State, Visit, Went
from kiosk.interfaces.records.visits import Given, VisitRow, VisitSearch
from kiosk.interfaces.store import Topic
from kiosk.store.schema import visit_badges, visits
from kiosk.store.upserts import unless_there

_INSIDE = sorted(IN_THE_BUILDING)

# The statements of every arrival, made once: making one takes longer than running it.
_ONE = (visits.c.site_id == bindparam("here"), visits.c.id == bindparam("visit"))
_ADD = insert(visits)
_GET = select(visits).where(*_ONE)
_PUT = update(visits).where(*_ONE, visits.c.revision == bindparam("before"))
_HIGHEST = select(func.max(visits.c.badge)).where(
    visits.c.site_id == bindparam("here"), visits.c.day == bindparam("on")
)
_BADGE = unless_there(visit_badges, "site_id", "mark")


class VisitRows:
    """Satisfies `kiosk.interfaces.records.visits.VisitRecord`."""

    def __init__(self, connection: Connection, site_id: str, touched: set[Topic]) -> None:
        self._connection, self._site_id, self._touched = connection, site_id, touched

    def add(self, row: VisitRow) -> None:
        self._connection.execute(_ADD, {"site_id": self._site_id, **_written(row)})
        self._touched.add("visits")

    def put(self, row: VisitRow) -> bool:
        self._touched.add("visits")
        before = {"here": self._site_id, "visit": row.visit.id, "before": row.visit.revision - 1}
        return self._connection.execute(_PUT, before | _written(row)).rowcount == 1

    def get(self, visit_id: UUID) -> VisitRow | None:
        row = self._connection.execute(_GET, {"here": self._site_id, "visit": visit_id}).one_or_none()
        return None if row is None else _row(row)

    def remove(self, visit_id: UUID) -> None:
        self._connection.execute(delete(visits).where(*self._here(), visits.c.id == visit_id))
        own = (visit_badges.c.site_id == self._site_id, visit_badges.c.visit_id == visit_id)
        self._connection.execute(delete(visit_badges).where(*own))

    def by_code(self, mark: bytes) -> VisitRow | None:
        return self._one(select(visits).where(*self._here(), visits.c.code_mark == mark))

    def by_badge(self, mark: bytes, *, void: bool = False) -> VisitRow | None:
        own = [visit_badges.c.site_id == self._site_id, visit_badges.c.mark == mark]
        own += [] if void else [visit_badges.c.void.is_(False)]
        given = select(visit_badges.c.visit_id).where(*own)
        return self._one(select(visits).where(*self._here(), visits.c.id.in_(given)))

    def give_badge(self, visit_id: UUID, mark: bytes) -> bool:
        row = {"site_id": self._site_id, "mark": mark, "visit_id": visit_id, "void": False}
        return self._connection.execute(_BADGE[self._connection.dialect.name], row).rowcount == 1

    def void_badges(self, visit_id: UUID) -> None:
        own = (visit_badges.c.site_id == self._site_id, visit_badges.c.visit_id == visit_id)
        self._connection.execute(update(visit_badges).where(*own).values(void=True))
        self._touched.add("visits")

    def badges(self, day: date) -> Sequence[Given]:
        rows = self._connection.execute(
            select(visit_badges.c.visit_id, visit_badges.c.mark, visit_badges.c.void)
            .join(visits, visits.c.id == visit_badges.c.visit_id)
            .where(
                *self._here(),
                visit_badges.c.site_id == self._site_id,
                or_(visits.c.day == day, visits.c.state.in_(_INSIDE)),
            )
        )
        return [Given(*row) for row in rows]

    def group(self, group_id: UUID) -> Sequence[VisitRow]:
        return self._all(select(visits).where(*self._here(), visits.c.group_id == group_id).order_by(visits.c.id))

    def in_bookings(self, wanted: Collection[UUID]) -> Sequence[VisitRow]:
        if not wanted:
            return []
        chosen = select(visits).where(*self._here(), visits.c.booking_id.in_(tuple(wanted)))
        return self._all(chosen.order_by(visits.c.id))

    def on(self, day: date, tenants: frozenset[UUID] | None = None) -> Sequence[VisitRow]:
        return self._day(day, *_of(tenants))

    def expected(self, day: date) -> Sequence[VisitRow]:
        return self._day(day, visits.c.state == State.EXPECTED.value)

    def inside(self, tenants: frozenset[UUID] | None = None) -> Sequence[VisitRow]:
        wanted = select(visits).where(*self._here(), visits.c.state.in_(_INSIDE), *_of(tenants))
        return self._all(wanted.order_by(visits.c.arrived_at, visits.c.id))

    def next_badge(self, day: date) -> int:
        return (self._connection.execute(_HIGHEST, {"here": self._site_id, "on": day}).scalar_one() or 0) + 1

    def find(self, wanted: VisitSearch, limit: int, after: VisitRow | None = None) -> Sequence[VisitRow]:
        chosen = select(visits).where(*self._here(), *_fitting(wanted))
        if after is not None:
            chosen = chosen.where(tuple_(visits.c.day, visits.c.id) < (after.visit.day, after.visit.id))
        return self._all(chosen.order_by(visits.c.day.desc(), visits.c.id.desc()).limit(limit))

    def overdue(self, before: date, limit: int) -> Sequence[VisitRow]:
        old = (visits.c.state == State.EXPECTED.value, visits.c.day < before)
        return self._all(select(visits).where(*self._here(), *old).order_by(visits.c.day, visits.c.id).limit(limit))

    def due(self, before: date, limit: int, *, thin: bool) -> Sequence[VisitRow]:
        old = [visits.c.day < before, func.length(visits.c.sealed) > 0, visits.c.state.not_in(_INSIDE)]
        if thin:
            old.append(visits.c.thinned_at.is_(None))
        return self._all(select(visits).where(*self._here(), *old).order_by(visits.c.day, visits.c.id).limit(limit))

    def _here(self) -> tuple[ColumnElement[bool], ...]:
        return (visits.c.site_id == self._site_id,)

    def _day(self, day: date, *which: ColumnElement[bool]) -> list[VisitRow]:
        wanted = select(visits).where(*self._here(), visits.c.day == day, *which)
        return self._all(wanted.order_by(visits.c.expected_from.is_(None), visits.c.expected_from, visits.c.id))

    def _one(self, wanted: Select[Any]) -> VisitRow | None:
        row = self._connection.execute(wanted).one_or_none()
        return None if row is None else _row(row)

    def _all(self, wanted: Select[Any]) -> list[VisitRow]:
        return [_row(row) for row in self._connection.execute(wanted)]


def _of(tenants: frozenset[UUID] | None) -> tuple[ColumnElement[bool], ...]:
    return () if tenants is None else (visits.c.tenant_id.in_(tenants),)


def _fitting(wanted: VisitSearch) -> Iterator[ColumnElement[bool]]:
    yield from _of(wanted.tenants)
    if wanted.first is not None:
        yield visits.c.day >= wanted.first
    if wanted.last is not None:
        yield visits.c.day <= wanted.last
    if wanted.states:
        yield visits.c.state.in_([state.value for state in wanted.states])
    if wanted.host_id is not None:
        yield visits.c.host_id == wanted.host_id
    if wanted.team_id is not None:
        yield visits.c.team_id == wanted.team_id
    if wanted.type:
        yield visits.c.type == wanted.type


def _written(row: VisitRow) -> dict[str, object]:
    visit = row.visit
    return {
        "id": visit.id,
        "revision": visit.revision,
        "state": visit.state.value,
        "day": visit.day,
        "expected_from": visit.expected_from,
        "expected_until": visit.expected_until,
        "host_id": visit.host_id,
        "team_id": visit.team_id,
        "tenant_id": visit.tenant_id,
        "type": visit.type,
        "private": visit.private,
        "group_id": visit.group_id,
        "named": visit.named,
        "place": visit.place,
        "booking_id": visit.booking_id,
        "code_mark": row.code_mark,
        "badge": visit.badge,
        "came": None if visit.came is None else visit.came.value,
        "went": None if visit.went is None else visit.went.value,
        "arrived_at": visit.arrived_at,
        "left_at": visit.left_at,
        "terminal_id": visit.terminal_id,
        "time_uncertain": visit.time_uncertain,
        "shown_again_at": visit.shown_again_at,
        "shown_again_where": visit.shown_again_where,
        "key_id": row.key_id,
        "sealed": row.sealed,
        "made_at": row.made_at,
        "made_by": row.made_by,
        "thinned_at": row.thinned_at,
        "anonymised_at": row.anonymised_at,
    }


def _row(row: Row[Any]) -> VisitRow:
    visit = Visit(
        id=row.id,
        day=row.day,
        revision=row.revision,
        state=State(row.state),
        expected_from=row.expected_from,
        expected_until=row.expected_until,
        host_id=row.host_id,
        team_id=row.team_id,
        tenant_id=row.tenant_id,
        type=row.type,
        private=row.private,
        group_id=row.group_id,
        named=row.named,
        place=row.place,
        booking_id=row.booking_id,
        badge=row.badge,
        came=None if row.came is None else Came(row.came),
        went=None if row.went is None else Went(row.went),
        arrived_at=row.arrived_at,
        left_at=row.left_at,
        terminal_id=row.terminal_id,
        time_uncertain=row.time_uncertain,
        shown_again_at=row.shown_again_at,
        shown_again_where=row.shown_again_where or "",
    )
    made = (row.key_id, row.sealed, row.made_at, row.made_by)
    return VisitRow(visit, *made, row.code_mark, row.thinned_at, row.anonymised_at)
