"""Calling the host of somebody who waits: who is asked, in which order, for how long, and what they answer.

Theory of operation. A visit that begins makes a call. Its turns are the steps of the ladder, with those left out whom
nobody can tell or who are not in: that is known before anyone waits. Each turn has its seconds; when they are over,
or somebody says that they cannot come, or what was sent to them could not be sent, it is the next one's. An answer
that somebody comes ends the asking. The last turn stays: when its time is over too the visitor is told whom to ring.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from kiosk.domain.directory import Person, Team, Tenant, ladder_of
from kiosk.domain.directory_book import Book
from kiosk.domain.errors import Refused
from kiosk.domain.hosts import Asked
from kiosk.domain.ladders import LONGEST_ALONE, USUAL, Rung
from kiosk.domain.waiting import SOMEBODY_COMES, STILL_ASKING, State

MOST_TOLD: Final = 8
"""People of a team who are told at once, where the team has no address of its own."""

MOST_TURNS: Final = 12
"""With those that passing on adds."""

LAST: Final = 60
"""Seconds of the contact centre's turn."""

LONGEST_PLACE: Final = 40

SETTLED: Final = timedelta(minutes=30)
"""After somebody said that they come, a call is over by itself: nobody waits that long, and few say that they met."""

GIVEN_UP: Final = timedelta(hours=2)
"""The same after everybody was asked: for so long staff see it."""

LIFE: Final = timedelta(hours=14)
"""After so long a call counts for nothing any more: nobody waits from one day to the next."""


class Answer(StrEnum):
    """What whoever was asked can say with one press."""

    COMING = "coming"
    FIVE_MINUTES = "five_minutes"
    SEND_UP = "send_up"
    CANNOT = "cannot"


class CallOver(Refused, RuntimeError):
    """Nobody waits any more: the visitor was met, has left, or it is another day."""

    code = "call_over"


class PlaceUnfit(Refused, ValueError):
    """A place is a few printable characters: it is shown to everybody in the waiting area."""

    code = "place_unfit"


class NobodyThere(Refused, LookupError):
    """Whoever it is to be passed on to cannot be told, or has been asked before."""

    code = "nobody_there"


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn it is, for so many seconds.

    Attributes:
        entries: people, or one team or tenant; none: the contact centre.
        passed: whether somebody had them asked; `own`: whether it is they whom the visitor came to see.
    """

    rung: Rung
    entries: tuple[UUID, ...]
    seconds: int
    passed: bool = False
    own: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """A call.

    Attributes:
        visit_id: whose; there is one for each visit.
        terminal_id: where they checked in, which is told how it stands.
        turns: none until the first was worked out; `at` is the one that is on.
        due_at: when the next turn begins, or the call is over by itself; `None` once it is.
        said_by: who answered, as staff are shown it.
        place: where the visitor is to go, in a few words.
        let_through: whether staff let the name they typed onto a public display.
        approval: whether the visitor may not come in before somebody says so.
        cannot: whether whoever was asked first has said that they cannot come.
    """

    visit_id: UUID
    terminal_id: UUID | None
    state: State
    turns: tuple[Turn, ...]
    at: int
    made_at: datetime
    due_at: datetime | None
    said_by: str = ""
    said_at: datetime | None = None
    place: str = ""
    let_through: bool = False
    approval: bool = False
    cannot: bool = False

    @property
    def turn(self) -> Turn | None:
        """Whose turn it is."""
        return self.turns[self.at] if 0 <= self.at < len(self.turns) else None

    @property
    def over(self) -> bool:
        """Whether nobody waits any more."""
        return self.state is State.ENDED


def plan(
    book: Book, host_id: UUID | None, team_id: UUID | None, tenant_id: UUID | None, there: Callable[[Asked], bool]
) -> tuple[Turn, ...]:
    """The turns of a call: the ladder of the team or tenant, without those who are not there, nobody twice, and the
    contact centre last. The ones before take no longer together than somebody may be left alone.

    Args:
        there: whether somebody is in and can be told.
    """
    host = book.get(host_id, Person)
    team = book.get(host.team_id if host is not None else team_id, Team)
    tenant = book.get((host.tenant_id if host is not None else None) or tenant_id, Tenant)
    whose: Team | Tenant | None = team or tenant
    turns: list[Turn] = []
    asked: set[UUID] = set()
    for step in USUAL if whose is None else ladder_of(whose):
        match step.rung:
            case Rung.HOST:
                found: Sequence[Asked | None] = [host]
            case Rung.DEPUTY:
                found = [None if host is None else book.get(host.deputy_id, Person)]
            case Rung.PERSON:
                found = [book.get(step.person_id, Person)]
            case Rung.TEAM:
                found = _team(book, whose, there)
            case Rung.CONTACT_CENTRE:
                continue
        entries = tuple(each.id for each in found if each is not None and each.id not in asked and there(each))
        if entries:
            asked.update(entries)
            own = step.rung is (Rung.TEAM if host is None else Rung.HOST)
            turns.append(Turn(step.rung, entries, step.seconds, own=own))
    while sum(each.seconds for each in turns) > LONGEST_ALONE:
        turns.pop()
    return (*turns, Turn(Rung.CONTACT_CENTRE, (), LAST))


def _team(book: Book, whose: Team | Tenant | None, there: Callable[[Asked], bool]) -> Sequence[Asked]:
    """The team by its own address, else those of its people who are there."""
    if whose is None:
        return ()
    if there(whose):
        return (whose,)
    crew = book.members(whose.id) if isinstance(whose, Team) else book.belonging(whose.id)
    return [each for each in crew if isinstance(each, Person) and there(each)][:MOST_TOLD]


# --- what happens to a call -----------------------------------------------------------------------------------------


def begun(call: Call, turns: tuple[Turn, ...], now: datetime) -> Call:
    """The first turn is told."""
    return _at(replace(call, turns=turns), 0, now)


def moved_on(call: Call, now: datetime) -> Call:
    """The time of a turn is over, or nobody there can be told: the next one's, or nobody has answered. A call that
    somebody has answered, or nobody, is over once it has stood long enough."""
    if call.state not in STILL_ASKING:
        return ended(call)
    if call.at + 1 >= len(call.turns):
        return replace(call, state=State.UNANSWERED, due_at=now + GIVEN_UP)
    return _at(call, call.at + 1, now)


def answered(call: Call, answer: Answer, who: str, turn: int, now: datetime, place: str = "") -> Call:
    """Somebody has said what they do.

    Args:
        turn: in which turn they were asked; that they cannot come counts only while it is theirs, or for the last.
        place: where the visitor is to go; empty for none.

    Raises:
        CallOver: nobody waits any more.
        PlaceUnfit: the place is too long, or holds what cannot be shown.
    """
    _open(call, now)
    said = replace(call, said_by=who, said_at=now)
    if answer is Answer.CANNOT:
        if call.state in SOMEBODY_COMES or turn != call.at:
            # Somebody else's turn, or somebody else comes: nothing changes for whoever waits.
            return call
        return replace(said, state=State.CANNOT, cannot=True, due_at=now)
    where = " ".join(place.split())
    if len(where) > LONGEST_PLACE or not where.isprintable():
        raise PlaceUnfit
    return replace(said, state=State(answer.value), place=where, due_at=now + SETTLED, approval=False)


def passed_on(call: Call, to: UUID, seconds: int, who: str, now: datetime) -> Call:
    """Somebody has passed it on: the next turn, due at once, is that person's or team's; then it goes on as before.

    Raises:
        CallOver: nobody waits any more.
        NobodyThere: it was their turn before, or it has been passed on too often.
    """
    _open(call, now)
    if any(to in each.entries for each in call.turns[: call.at + 1]) or len(call.turns) >= MOST_TURNS:
        raise NobodyThere
    after = tuple(each for each in call.turns[call.at + 1 :] if each.entries != (to,))
    turns = (*call.turns[: call.at + 1], Turn(Rung.PERSON, (to,), seconds, passed=True), *after)
    return replace(call, turns=turns, state=State.PASSED_ON, said_by=who, said_at=now, due_at=now)


def resumed(call: Call, now: datetime) -> Call:
    """The visitor says that nobody has come: the next one's turn is due at once, or the contact centre's again.

    Raises:
        CallOver: nobody waits any more.
    """
    _open(call, now)
    if call.state in STILL_ASKING or not call.turns or len(call.turns) >= MOST_TURNS:
        return call
    last = () if call.at + 1 < len(call.turns) else (Turn(Rung.CONTACT_CENTRE, (), LAST),)
    return replace(call, turns=(*call.turns, *last), state=State.TEAM_TOLD, due_at=now)


def ended(call: Call) -> Call:
    """The visitor was met, or is gone."""
    return replace(call, state=State.ENDED, due_at=None)


def _open(call: Call, now: datetime) -> None:
    if call.over or now - call.made_at > LIFE:
        raise CallOver


def _at(call: Call, at: int, now: datetime) -> Call:
    turn = call.turns[at]
    if turn.passed:
        state = State.PASSED_ON
    elif turn.rung is Rung.CONTACT_CENTRE:
        state = State.CONTACT_CENTRE_TOLD
    else:
        state = State.ASKED if turn.own else State.TEAM_TOLD
    return replace(call, at=at, state=state, due_at=now + timedelta(seconds=turn.seconds))


# --- how turns are kept ---------------------------------------------------------------------------------------------


def written(turns: Sequence[Turn]) -> str:
    """The turns as JSON: ids and seconds, nobody's name."""
    rows = [
        [each.rung.value, [str(entry) for entry in each.entries], each.seconds, each.passed, each.own]
        for each in turns
    ]
    return json.dumps(rows, separators=(",", ":"))


def read(document: str) -> tuple[Turn, ...]:
    """The turns of such a document."""
    return tuple(
        Turn(Rung(rung), tuple(UUID(entry) for entry in entries), int(seconds), bool(passed), bool(own))
        for rung, entries, seconds, passed, own in json.loads(document)
    )
