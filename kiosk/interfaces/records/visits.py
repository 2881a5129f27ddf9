"""The rows of visits, as services know them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from kiosk.domain.visits import State, Visit


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A visit as it is kept.

    Attributes:
        code_mark: a hash of what is in the code of the invitation.
        sealed: the details; empty for somebody of a group of whom nothing is known, and once they are forgotten.
        thinned_at: when all but who they were was forgotten; `anonymised_at`: when that was.
    """

    visit: Visit
    key_id: str
    sealed: bytes = field(repr=False)
    made_at: datetime
    made_by: str
    code_mark: bytes | None = None
    thinned_at: datetime | None = None
    anonymised_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """A badge that a visit was given, by the hash of what is in its code."""

    visit_id: UUID
    mark: bytes
    void: bool


@dataclass(frozen=True, slots=True)
class VisitSearch:
    """Which visits. What is `None` or empty does not matter.

    Attributes:
        first, last: days, both included.
        tenants: whose visitors; `None` for everybody's.
    """

    first: date | None = None
    last: date | None = None
    states: tuple[State, ...] = ()
    host_id: UUID | None = None
    team_id: UUID | None = None
    type: str = ""
    tenants: frozenset[UUID] | None = None


class VisitRecord(Protocol):
    """Whoever changes a row says at which revision they read it; the visit that is put has the next one."""

    def add(self, row: VisitRow) -> None: ...

    def put(self, row: VisitRow) -> bool:
        """Puts a row in the place of the one before it; `False` when somebody else was quicker."""

    def get(self, visit_id: UUID) -> VisitRow | None: ...

    def remove(self, visit_id: UUID) -> None:
        """Takes one out that turned out to be another."""

    def by_code(self, mark: bytes) -> VisitRow | None:
        """The one whose invitation has a code with this mark."""

    def by_badge(self, mark: bytes, *, void: bool = False) -> VisitRow | None:
        """The one that was given a badge whose code has this mark, unless that is void; with `void` even then."""

    def give_badge(self, visit_id: UUID, mark: bytes) -> bool:
        """A badge was printed. The first visit that was given it keeps it: then it is `False`."""

    def void_badges(self, visit_id: UUID) -> None:
        """Nobody leaves by the badges that this visit was given so far."""

    def badges(self, day: date) -> Sequence[Given]:
        """All badges of a day's visits, and of whoever is still inside."""

    def group(self, group_id: UUID) -> Sequence[VisitRow]:
        """All who come together, in the order they were put down."""

    def in_bookings(self, wanted: Collection[UUID]) -> Sequence[VisitRow]:
        """All who come for one of these bookings, in the order they were put down."""

    def on(self, day: date, tenants: frozenset[UUID] | None = None) -> Sequence[VisitRow]:
        """Everybody of a day, by when they are expected."""

    def expected(self, day: date) -> Sequence[VisitRow]:
        """Those of a day who have not come yet, by when they are expected."""

    def inside(self, tenants: frozenset[UUID] | None = None) -> Sequence[VisitRow]:
        """Everybody who is in the building, whatever day they came, by when they came."""

    def next_badge(self, day: date) -> int: ...

    def find(self, wanted: VisitSearch, limit: int, after: VisitRow | None = None) -> Sequence[VisitRow]:
        """Those that fit, the newest day first; those behind `after` when it is given."""

    def overdue(self, before: date, limit: int) -> Sequence[VisitRow]:
        """Those of days before this one that nobody came to."""

    def due(self, before: date, limit: int, *, thin: bool) -> Sequence[VisitRow]:
        """Those of days before this one whose details are still there; nobody who is in the building.

        Args:
            thin: only those that were not thinned yet.
        """
