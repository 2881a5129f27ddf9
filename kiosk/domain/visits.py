"""Visits: who is expected, who is here, who has left; and how sure that is.

Theory of operation. One arrival is one record: the visit that was expected becomes the visit. Terminals may be apart
from the hub for hours, so what they tell comes late and in any order between them; each rule here looks at when a
thing happened and not at when it was heard. Two terminals that check the same person in make one visit, and an
arrival that is heard after the leaving finds its visit over. Nobody who said that they are here is ever refused a
line on the roll: where something is odd, somebody of the house has to let them in.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum, auto
from typing import Final
from uuid import UUID

from kiosk.domain.visit_cards import Wish
from kiosk.domain.visit_details import NOBODY, Details

MOST_IN_A_PARTY: Final = 60
"""People that one scan checks in: a coach."""


APART: Final = timedelta(seconds=5)
"""How far two terminals' clocks may be apart: each goes by the hub's, which tells whole seconds."""


class State(StrEnum):
    """How far a visit has come."""

    EXPECTED = auto()
    AWAITING = auto()
    """They stand in the foyer, and somebody has to let them in."""
    HERE = auto()
    LEFT = auto()
    CANCELLED = auto()
    NOT_COME = auto()
    TURNED_AWAY = auto()


class Came(StrEnum):
    """How we know that somebody came. `GROUP`: with others, of whom one checked all of them in."""

    CODE = auto()
    CARD = auto()
    NAME = auto()
    WALK_IN = auto()
    STAFF = auto()
    GROUP = auto()


class Went(StrEnum):
    """How we know that somebody left. `AUTOMATIC` is no knowledge: the day was over."""

    BADGE = auto()
    CARD = auto()
    NAME = auto()
    HOST = auto()
    ASKED = auto()
    DOOR = auto()
    STAFF = auto()
    AUTOMATIC = auto()


IN_THE_BUILDING: Final = frozenset({State.HERE, State.AWAITING})
"""Who has to be looked for when it is emptied: whoever waits to be let in stands in the foyer."""

OVER: Final = frozenset({State.LEFT, State.CANCELLED, State.NOT_COME, State.TURNED_AWAY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One person's visit on one day; nothing in it says who they are.

    Attributes:
        revision: goes up with each change.
        day: on the site's wall.
        host_id, team_id, tenant_id: whom they come to see; `tenant_id` is whose visitor it is.
        type: the type of visitor, as the site calls it.
        private: no screen says whom they come to see.
        named: whether it is known which of the group this is.
        booking_id: the booking of a room that they come for.
        badge: the number of the day.
        time_uncertain: whether a clock that nobody trusts said when they came or went.
        shown_again_at: when their code was shown that was not good any more, and `shown_again_where`, by the name of
            the terminal: somebody may have a copy.
    """

    id: UUID
    day: date
    revision: int = 1
    state: State = State.EXPECTED
    expected_from: datetime | None = None
    expected_until: datetime | None = None
    host_id: UUID | None = None
    team_id: UUID | None = None
    tenant_id: UUID | None = None
    type: str = "visitor"
    private: bool = False
    group_id: UUID | None = None
    named: bool = True
    place: str = ""
    booking_id: UUID | None = None
    badge: int | None = None
    came: Came | None = None
    went: Went | None = None
    arrived_at: datetime | None = None
    left_at: datetime | None = None
    terminal_id: UUID | None = None
    time_uncertain: bool = False
    shown_again_at: datetime | None = None
    shown_again_where: str = ""

    @property
    def inside(self) -> bool:
        """Whether they are in the building, as far as anybody knows."""
        return self.state in IN_THE_BUILDING

    @property
    def sure(self) -> bool:
        """Whether somebody saw or did what this says, and when is known. An automatic sign-out is a guess. Who it is
        of a group may be unknown all the same: `named` says so."""
        return self.went is not Went.AUTOMATIC and not self.time_uncertain


@dataclass(frozen=True, slots=True)
class Member:
    """One of those who come together: the visit they have or get, and what is in the code on their badge."""

    visit_id: UUID
    badge_code: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """Somebody is here, alone or with others.

    Attributes:
        at: when they said so; `day` is that of the wall then.
        party: themselves first, then everybody they came with.
        code: what is in the code that they showed, where the terminal did not know its visit.
        adding: whether others of a group have come before.
        card: the mark of a card that they showed, and `wish` what they want done with it.
        details: what they said of themselves; for somebody expected, only what is new.
    """

    at: datetime
    day: date
    came: Came
    party: tuple[Member, ...]
    terminal_id: UUID | None = None
    time_uncertain: bool = False
    code: bytes = b""
    adding: bool = False
    card: bytes = field(default=b"", repr=False)
    wish: Wish | None = None
    type: str = "visitor"
    place: str = ""
    host_id: UUID | None = None
    team_id: UUID | None = None
    tenant_id: UUID | None = None
    private: bool = False
    details: Details = field(default=NOBODY, repr=False)


def walked_in(arrival: Arrival, visit_id: UUID, group_id: UUID | None) -> Visit:
    """The visit of somebody nobody expected, as it is before they have arrived."""
    return Visit(
        id=visit_id,
        day=arrival.day,
        host_id=arrival.host_id,
        team_id=arrival.team_id,
        tenant_id=arrival.tenant_id,
        type=arrival.type,
        private=arrival.private,
        group_id=group_id,
        place=arrival.place,
    )


def whose_leaving_was_seen(visit: Visit, arrival: Arrival) -> Visit:
    """The visit of somebody of whom only their leaving was heard, with what their arrival says of it."""
    return replace(
        walked_in(arrival, visit.id, visit.group_id),
        day=visit.day,
        state=visit.state,
        went=visit.went,
        left_at=visit.left_at,
        revision=visit.revision,
        time_uncertain=visit.time_uncertain,
    )


def counts(visit: Visit, arrival: Arrival) -> bool:
    """Whether an arrival changes anything: it does not where they are here, or where it was heard after they left."""
    if visit.state is State.LEFT:
        return visit.arrived_at is None or arrival.at < visit.arrived_at
    return not visit.inside or (visit.arrived_at is not None and arrival.at < visit.arrived_at)


def again(visit: Visit, arrival: Arrival) -> bool:
    """Whether somebody who left has come back, which is another visit."""
    return visit.state is State.LEFT and visit.left_at is not None and arrival.at > visit.left_at + APART


def arrived(visit: Visit, arrival: Arrival, came: Came, badge: int, *, awaiting: bool) -> Visit:
    """The visit once they are here.

    Args:
        came: how this one of the party came.
        badge: their number of the day.
        awaiting: whether somebody has to let them in first. A visit that was cancelled or turned away always waits.
    """
    told = replace(
        visit,
        revision=visit.revision + 1,
        came=came if visit.came is None or arrival.at < (visit.arrived_at or arrival.at) else visit.came,
        arrived_at=arrival.at if visit.arrived_at is None else min(arrival.at, visit.arrived_at),
        terminal_id=arrival.terminal_id or visit.terminal_id,
        place=visit.place or arrival.place,
        badge=badge,
        time_uncertain=visit.time_uncertain or arrival.time_uncertain,
    )
    if visit.state is State.LEFT or visit.inside:
        return told
    odd = visit.state in (State.CANCELLED, State.TURNED_AWAY)
    return replace(told, day=arrival.day, state=State.AWAITING if awaiting or odd else State.HERE)


def let_in(visit: Visit, *, welcome: bool) -> Visit:
    """The visit once somebody of the house has said whether they may come in."""
    state = State.HERE if welcome else State.TURNED_AWAY
    return replace(visit, revision=visit.revision + 1, state=state)


def left(visit: Visit, went: Went, at: datetime, *, time_uncertain: bool = False) -> Visit:
    """The visit once they have gone. What somebody saw takes the place of a guess, and never the other way round."""
    if visit.state is State.LEFT and (visit.went is not Went.AUTOMATIC or went is Went.AUTOMATIC):
        return visit
    return replace(
        visit,
        revision=visit.revision + 1,
        state=State.LEFT,
        went=went,
        left_at=at,
        time_uncertain=visit.time_uncertain or time_uncertain,
    )


def stays(visit: Visit, at: datetime, terminal_id: UUID | None = None) -> bool:
    """Whether somebody who is said to have left at an instant had come again since.

    A terminal tells things in their order: where the one that saw them come says that they left, they did, whatever
    its clock showed. And an arrival at an uncertain time proves nothing.

    Args:
        terminal_id: of the terminal that says so.
    """
    if visit.time_uncertain or (terminal_id is not None and terminal_id == visit.terminal_id):
        return False
    return visit.inside and visit.arrived_at is not None and at < visit.arrived_at - APART


def gone_before(visit: Visit, at: datetime) -> bool:
    """Whether somebody had seen them leave well before an instant."""
    seen = visit.state is State.LEFT and visit.went is not Went.AUTOMATIC and not visit.time_uncertain
    return seen and visit.left_at is not None and at > visit.left_at + APART


def shown_again(visit: Visit, at: datetime, where: str) -> Visit:
    """The visit once its code was shown that was not good any more; the newest counts."""
    told = (at, where[:120])
    if visit.shown_again_at is not None and visit.shown_again_at > at:
        told = (visit.shown_again_at, visit.shown_again_where)
    return replace(visit, revision=visit.revision + 1, shown_again_at=told[0], shown_again_where=told[1])


def may_change(visit: Visit) -> bool:
    """Whether an invitation can still be changed."""
    return visit.state is State.EXPECTED


def not_come(visit: Visit) -> Visit:
    """The visit of somebody whose day is over and who never came."""
    return replace(visit, revision=visit.revision + 1, state=State.NOT_COME)


def cancelled(visit: Visit) -> Visit:
    """The visit once it was called off."""
    return replace(visit, revision=visit.revision + 1, state=State.CANCELLED)
