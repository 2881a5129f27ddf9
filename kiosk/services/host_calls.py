"""Calls for the hosts of visitors who wait: begun with the arrival, in its transaction; answered with one press.

Who is told, and when it is the next one's turn, is for `host_ladder`. What pages and terminals read of a call is for
`host_reading`. Each change is told to the terminal where the visitor checked in and to the screens of waiting areas:
that there is something, never what, so that nothing anybody wrote lies among the news.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from kiosk.domain import host_calls as rules
from kiosk.domain import visit_words
from kiosk.domain.errors import Refused
from kiosk.domain.happenings import Happening
from kiosk.domain.host_calls import Answer, Call
from kiosk.domain.ids import uuid7
from kiosk.domain.visit_details import Details
from kiosk.domain.visit_words import MOST_EACH, NOBODY_CAME, PHRASES, SealedWords, TooManyWords
from kiosk.domain.visits import Came, Visit
from kiosk.domain.waiting import State
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.records.visits import VisitRow
from kiosk.interfaces.store import Record, Store
from kiosk.services.audit import Actor, Audit
from kiosk.services.seals import Seals

TOLD: Final = "visit_told"
"""The news that there is something for a visitor, for the terminal where they checked in."""

DISPLAYED: Final = "waiting_changed"
"""The news that the screens of waiting areas have something else to show."""

PASSED_FOR: Final = 30
"""Seconds of the turn of somebody whom it was passed on to."""

BY_A_LINK: Final = " (by a link)"
"""Stands after the name of whoever answered without signing in, for the audit and the staff."""

MESSAGE: Final = "visit_message"
"""The kind of what a terminal tells when a visitor has written something."""


class CallUnknown(Refused, LookupError):
    """There is no such call, or it is none of theirs. Which of these is not told."""

    code = "call_unknown"


class HostCalls:
    """The calls of one site."""

    def __init__(self, store: Store, audit: Audit, seals: Seals, clock: Clock) -> None:
        self._store, self._audit, self._seals, self._clock = store, audit, seals, clock

    # --- within the transactions of visits ---

    def arrived(self, record: Record, row: VisitRow, _: Details) -> None:
        """Somebody is here, or was let in. Of those who came together one is announced for all."""
        self._begin(record, row.visit, approval=False)

    def awaiting(self, record: Record, row: VisitRow, _: Details) -> None:
        """Somebody is here and may not come in before somebody says so."""
        self._begin(record, row.visit, approval=True)

    def left(self, record: Record, row: VisitRow) -> None:
        """Nobody waits any more, and what they wrote to each other is erased."""
        record.visit_words.erase([row.visit.id])
        call = record.host_calls.get(row.visit.id)
        if call is not None and not call.over:
            self._put(record, rules.ended(call))

    def asks_first(self, record: Record, visit: Visit, _: Details) -> bool:
        """Whether whoever they come to see wants to be asked before they are let in."""
        if visit.host_id is None:
            return False
        choice = record.host_calls.choices().get(visit.host_id)
        return choice is not None and choice.ask_first

    @property
    def takers(self) -> Mapping[str, Callable[[Record, Happening], Mapping[str, object]]]:
        """Who takes what terminals tell."""
        return {MESSAGE: self._visitor_said}

    def _begin(self, record: Record, visit: Visit, *, approval: bool) -> None:
        if visit.came is Came.GROUP:
            return
        now = self._clock.now()
        call = Call(visit.id, visit.terminal_id, State.WAITING, (), 0, now, now, approval=approval)
        if not record.host_calls.add(call):
            known = record.host_calls.get(visit.id)
            if known is not None and known.approval and not approval:
                # Whoever let them in has answered, or is about to.
                self._put(record, replace(known, approval=False))
            return
        self._news(record, call)

    # --- what people of the house say ---

    async def answer(self, visit_id: UUID, answer: Answer, turn: int, actor: Actor, place: str = "") -> Call:
        """Somebody says what they do. `turn`: the one in which they were asked; the present one for staff at large.

        Raises:
            CallUnknown, CallOver, PlaceUnfit: nothing was changed.
        """
        now = self._clock.now()

        def change(call: Call) -> Call:
            return rules.answered(call, answer, actor.who, call.at if turn < 0 else turn, now, place)

        return await self._change(visit_id, change, f"host_{answer.value}", actor)

    async def pass_on(self, visit_id: UUID, to: UUID, actor: Actor) -> Call:
        """Has somebody else asked.

        Raises:
            CallUnknown, CallOver, NobodyThere: nothing was changed.
        """
        now = self._clock.now()
        return await self._change(
            visit_id, lambda call: rules.passed_on(call, to, PASSED_FOR, actor.who, now), "host_passed_on", actor
        )

    async def met(self, visit_id: UUID, actor: Actor) -> Call:
        """The visitor was met: nobody waits any more."""
        return await self._change(visit_id, rules.ended, "host_met", actor)

    async def let_through(self, visit_id: UUID, actor: Actor) -> Call:
        """Lets the name that a visitor typed onto the screens of waiting areas."""
        return await self._change(visit_id, lambda call: replace(call, let_through=True), "name_let_through", actor)

    async def say(self, visit_id: UUID, typed: str, actor: Actor) -> None:
        """Tells the visitor something in a few words.

        Raises:
            WordsUnfit, TooManyWords, CallUnknown, CallOver: nothing was kept.
        """
        words = visit_words.read(typed)
        now = self._clock.now()
        kept = self._sealed(
            uuid7(int(now.timestamp() * 1000), secrets.token_bytes(10)), visit_id, words, actor.who, now
        )

        def work(record: Record) -> None:
            call = self._going_on(record, visit_id)
            _room(record.visit_words.of(visit_id), from_visitor=False)
            record.visit_words.add(kept)
            self._news(record, call)

        await self._audit.perform(actor, "host_wrote", str(visit_id), work)

    async def _change(self, visit_id: UUID, change: Callable[[Call], Call], action: str, actor: Actor) -> Call:
        def work(record: Record) -> Call:
            before = record.host_calls.get(visit_id)
            if before is None:
                raise CallUnknown
            after = change(before)
            if after != before:
                self._put(record, after)
            return after

        return await self._audit.perform(actor, action, str(visit_id), work)

    # --- what the visitor says ---

    def _visitor_said(self, record: Record, happening: Happening) -> Mapping[str, object]:
        """Keeps what a visitor wrote; that nobody has come has somebody else asked."""
        try:
            visit_id = UUID(str(happening.body.get("visit")))
        except ValueError:
            raise CallUnknown from None
        phrase = str(happening.body.get("phrase") or "")
        words = PHRASES.get(phrase) or visit_words.read(str(happening.body.get("words") or ""))
        call = self._going_on(record, visit_id)
        _room(record.visit_words.of(visit_id), from_visitor=True)
        record.visit_words.add(self._sealed(happening.id, visit_id, words, "", happening.made_at))
        if phrase == NOBODY_CAME:
            self._put(record, rules.resumed(call, self._clock.now()))
        return {"state": call.state.value}

    def _sealed(self, identifier: UUID, visit_id: UUID, words: str, by: str, at: datetime) -> SealedWords:
        sealed = self._seals.seal(words.encode("utf-8"))
        return SealedWords(identifier, visit_id, not by, by, at, self._seals.key_id, sealed)

    # --- the record ---

    def _going_on(self, record: Record, visit_id: UUID) -> Call:
        call = record.host_calls.get(visit_id)
        if call is None:
            raise CallUnknown
        if call.over:
            raise rules.CallOver
        return call

    def _put(self, record: Record, call: Call) -> None:
        record.host_calls.put(call)
        self._news(record, call)

    def _news(self, record: Record, call: Call) -> None:
        tell(record, call, self._clock.now())


def tell(record: Record, call: Call, now: datetime) -> None:
    """Tells the terminals concerned that a call is not as it was."""
    if call.terminal_id is not None:
        record.news.add(TOLD, {"id": str(call.visit_id)}, now, call.terminal_id)
    record.news.add(DISPLAYED, {}, now, None)


def _room(said: Sequence[SealedWords], *, from_visitor: bool) -> None:
    if sum(each.from_visitor is from_visitor for each in said) >= MOST_EACH:
        raise TooManyWords
