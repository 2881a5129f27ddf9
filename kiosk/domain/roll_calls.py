"""Roll-calls: what is under way, who is on the roll and how we know, who was found, and what came of it.

Theory of operation. A roll-call is a state, not a command: it was begun, and it lasts until it was ended. Places that
are cut off from each other each know some beginnings, some ends and some ticks. All three only ever grow, so whatever
order and however often they are told, everybody who has heard all of them knows the same: what was ended is over,
however late its beginning is heard, and of the ticks of one person the last counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

MEMORY: Final = timedelta(days=2)
"""For how long what was begun and ended is remembered by those who take part."""


class Procedure(StrEnum):
    """What people are asked to do. Source: Terrorism (Protection of Premises) Act 2025, section 5 (public protection
    procedures)."""

    EVACUATION = "evacuation"
    """Leave, and gather outside."""
    INVACUATION = "invacuation"
    """Come in, or move to where it is safer within."""
    LOCKDOWN = "lockdown"
    """Stay where you are, behind locked doors."""
    COMMUNICATION = "communication"
    """Stop, and listen to what staff say."""

    @property
    def hides(self) -> bool:
        """Whether somebody who means harm may be reading: then no public screen shows or prints a name or a place."""
        return self in (Procedure.INVACUATION, Procedure.LOCKDOWN)


class Kind(StrEnum):
    """Whether it is real. People do the same in all of them."""

    LIVE = "live"
    DRILL = "drill"
    TEST = "test"


class Source(StrEnum):
    """What began it."""

    CONTACT = "contact"
    """The fire panel's contact."""
    PAGE = "page"
    TERMINAL = "terminal"
    """The menu for staff at a terminal."""
    FIRE_BOX = "fire_box"
    """The code in the fire box, while nothing was under way."""


class Mark(StrEnum):
    """What a warden says of somebody."""

    SAFE = "safe"
    LEFT = "left"
    """They had gone before it began."""
    MISSING = "missing"
    """They were looked for, and not found."""
    UNKNOWN = "unknown"
    """What was said before is taken back."""


ACCOUNTED: Final = frozenset({Mark.SAFE, Mark.LEFT})


@dataclass(frozen=True, slots=True)
class RollCall:
    """One that was begun.

    Attributes:
        begun_at: by the clock of whoever began it.
        terminal: at which it was begun; `None` on a page.
        account: of whoever began it; `None` for the contact and the fire box.
    """

    id: UUID
    procedure: Procedure
    kind: Kind
    source: Source
    begun_at: datetime
    terminal: UUID | None = None
    account: UUID | None = None


@dataclass(frozen=True, slots=True)
class Calls:
    """Every roll-call somebody knows of, and when each that is over was ended. Only ever grows, but for what is too
    old to matter."""

    begun: Mapping[UUID, RollCall] = field(default_factory=dict)
    ended: Mapping[UUID, datetime] = field(default_factory=dict)

    def merged(self, other: Calls) -> Calls:
        """What both know. Of two beginnings, or ends, of one roll-call the earlier counts: a copy changes nothing."""
        begun, ended = dict(self.begun), dict(self.ended)
        for call in other.begun.values():
            known = begun.get(call.id)
            begun[call.id] = call if known is None else min(known, call, key=_first)
        for identifier, at in other.ended.items():
            ended[identifier] = min(at, ended.get(identifier, at))
        return Calls(begun, ended)

    def with_begun(self, call: RollCall) -> Calls:
        """One more was begun."""
        return self.merged(Calls({call.id: call}))

    def with_ended(self, identifiers: Iterable[UUID], at: datetime) -> Calls:
        """Some were ended."""
        return self.merged(Calls(ended=dict.fromkeys(identifiers, at)))

    def without_old(self, now: datetime, memory: timedelta = MEMORY) -> Calls:
        """Without what was ended longer ago than that. One that was never ended stays."""
        ended = {identifier: at for identifier, at in self.ended.items() if now - at < memory}
        gone = self.ended.keys() - ended.keys()
        return Calls({key: call for key, call in self.begun.items() if key not in gone}, ended)

    @property
    def open(self) -> tuple[RollCall, ...]:
        """Those that go on, the one that counts first: real before rehearsed, then the latest. A contact does not
        take the place of a lockdown: breaking a glass is how people are lured out of one."""
        going = [call for call in self.begun.values() if call.id not in self.ended]
        hiding = any(call.kind is Kind.LIVE and call.procedure.hides for call in going)

        def rank(call: RollCall) -> tuple[bool, bool, datetime, UUID]:
            lured = hiding and call.source is Source.CONTACT
            return (call.kind is Kind.LIVE, not lured, call.begun_at, call.id)

        return tuple(sorted(going, key=rank, reverse=True))

    @property
    def current(self) -> RollCall | None:
        """What is under way."""
        return next(iter(self.open), None)


def _first(call: RollCall) -> tuple[datetime, str, str, str, str, str]:
    """Orders copies of one roll-call: the earliest first, and of equal ones always the same."""
    return (call.begun_at, call.procedure, call.kind, call.source, str(call.terminal), str(call.account))


@dataclass(frozen=True, slots=True)
class Tick:
    """A warden's word of one person.

    Attributes:
        id: a UUIDv7, made where it was ticked.
        person: the visit.
        account: of the warden; `None` for whoever had the code of the fire box.
        terminal: where; `None` on a page.
    """

    id: UUID
    roll_call: UUID
    person: UUID
    mark: Mark
    at: datetime
    account: UUID | None = None
    terminal: UUID | None = None


def latest(ticks: Iterable[Tick]) -> Mapping[UUID, Tick]:
    """The tick that counts, for each person: the last, wherever it was made. The order they come in does not matter,
    nor how often each comes."""
    found: dict[UUID, Tick] = {}
    for tick in ticks:
        known = found.get(tick.person)
        if known is None or (known.at, known.id) < (tick.at, tick.id):
            found[tick.person] = tick
    return found


@dataclass(frozen=True, slots=True, repr=False)
class Line:
    """Somebody on the roll, and how we know that they are in.

    Attributes:
        person: the visit.
        seen_at: when we last knew.
        how: `code`, `card`, `name`, `walk_in`, `staff`, `badge`, `host`, `door` or `automatic`.
        sure: whether somebody was seen to come; what was only worked out is not sure.
        help: whether they may need help to leave, or said so.
    """

    person: UUID
    name: str
    seen_at: datetime
    how: str
    sure: bool = True
    help: bool = False

    def __repr__(self) -> str:
        return f"Line({self.person})"


@dataclass(frozen=True, slots=True)
class Away:
    """A terminal that is not heard of: who came and left there since is known there alone."""

    id: UUID
    name: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Roll:
    """Who is in, as a place knows it.

    Attributes:
        as_of: when that was so.
        fresh: whether it is so now: nothing newer can be known elsewhere.
        marks: what counts of each person.
        away: the terminals that the hub does not hear of.
    """

    lines: tuple[Line, ...]
    as_of: datetime
    fresh: bool
    marks: Mapping[UUID, Mark] = field(default_factory=dict)
    away: tuple[Away, ...] = ()

    def mark(self, person: UUID) -> Mark:
        """What is said of somebody."""
        return self.marks.get(person, Mark.UNKNOWN)

    @property
    def found(self) -> int:
        """How many are accounted for."""
        return sum(self.mark(line.person) in ACCOUNTED for line in self.lines)

    @property
    def by_urgency(self) -> tuple[Line, ...]:
        """Whom to look for first: those who are missing, then those nobody has spoken of, help before others."""
        order = {Mark.MISSING: 0, Mark.UNKNOWN: 1, Mark.SAFE: 2, Mark.LEFT: 2}
        key = lambda line: (order[self.mark(line.person)], not line.help, line.name.casefold(), line.person)  # noqa: E731 - one use, one line
        return tuple(sorted(self.lines, key=key))


@dataclass(frozen=True, slots=True)
class Window:
    """A time for which a test of the fire panel was announced: a contact within it begins a test."""

    id: UUID
    begins_at: datetime
    ends_at: datetime

    def covers(self, now: datetime) -> bool:
        """Whether it is now."""
        return self.begins_at <= now < self.ends_at


def kind_of_contact(windows: Iterable[Window], now: datetime | None) -> Kind:
    """What a contact of the fire panel means. While nobody knows the time it is never a test."""
    return Kind.TEST if now is not None and any(each.covers(now) for each in windows) else Kind.LIVE
