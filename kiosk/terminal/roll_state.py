"""What this terminal knows of roll-calls, without a name: merged from every side, kept in the journal, told on.

Theory of operation. What was begun, ended and ticked comes from four sides: the fire panel's contact, staff here, the
hub (with what is known about people) and notices on the network. All of it is merged into one state that only grows
(`kiosk.domain.roll_calls`), kept in the journal, and told on: to the hub as happenings, to the other terminals as
notices. The screens are told first, before anything is written: people have to leave.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Final, Protocol
from uuid import UUID

from kiosk import events
from kiosk.domain import ids, roll_papers
from kiosk.domain.events import RollCallChanged
from kiosk.domain.roll_calls import (
    Calls,
    Kind,
    Mark,
    Procedure,
    RollCall,
    Source,
    Tick,
    Window,
    kind_of_contact,
    latest,
)
from kiosk.domain.roll_papers import BEGUN, ENDED, TICKED
from kiosk.terminal import records
from kiosk.terminal.bus import Bus
from kiosk.terminal.journal import Journal, NotSaved

STATE: Final = "roll_calls"
"""Under which name the journal has it. There is no name of a person in it."""


class Keep(Protocol):
    """Keeps a happening for the hub: `kiosk.terminal.happenings.Happenings.keep`."""

    def __call__(self, kind: str, body: Mapping[str, object], identifier: UUID | None = None) -> Awaitable[UUID]: ...


class RollState:
    """Belongs to the terminal's loop; `calls` and `current` are for any thread.

    Args:
        whose: the terminal's id.
        now: the best time there is.
    """

    def __init__(self, journal: Journal, keep: Keep, bus: Bus, whose: UUID, now: Callable[[], datetime]) -> None:
        self.noticed: Callable[[], None] = lambda: None
        """Called when there is something new to tell on the network."""
        self.over: Callable[[], None] = lambda: None
        """Called when nothing is under way any more."""
        self.calls = Calls()
        self._journal, self._keep, self._bus, self._whose, self._now = journal, keep, bus, whose, now
        self._ticks: dict[tuple[UUID, UUID], Tick] = {}
        self._burns = False
        self._telling: set[asyncio.Task[None]] = set()

    @property
    def current(self) -> RollCall | None:
        """What is under way."""
        return self.calls.current

    @property
    def hides(self) -> bool:
        """Whether no screen here shows a name or a place, and no printer prints one."""
        return self.current is not None and self.current.procedure.hides

    @property
    def marks(self) -> Mapping[UUID, Mark]:
        """What counts of each person in what is under way."""
        return {person: tick.mark for person, tick in latest(self._ticks.values()).items()}

    async def wake(self) -> None:
        """Takes what was known before a restart.

        Raises:
            NotSaved: the journal cannot be read.
        """
        kept = roll_papers.read(await self._journal.transact(partial(records.recall, key=STATE)))
        self._burns = kept.get("burns") is True
        self.learn(roll_papers.calls(kept))
        self.take(roll_papers.ticks(kept))

    def burning(self, burns: bool, windows: Iterable[Window], now: datetime | None) -> None:
        """The fire panel's contact is not as it was. That it is calm again is nobody's leave to go back in, unless it
        was a test. One that a warden ended does not begin again after a restart while the panel still says fire.

        Args:
            now: `None` while no clock can be trusted.
        """
        before, self._burns = self._burns, burns
        current = self.current
        if burns and not before:
            kind = kind_of_contact(windows, now)
            if current is None or (kind is Kind.LIVE and current.kind is not Kind.LIVE):
                self.begin(Procedure.EVACUATION, kind, Source.CONTACT, None)
        elif not burns and current is not None and (current.kind, current.source) == (Kind.TEST, Source.CONTACT):
            self.end(None)
        self._remember()

    def begin(self, procedure: Procedure, kind: Kind, source: Source, account: UUID | None) -> None:
        """Begins one here."""
        call = RollCall(self._id(), procedure, kind, source, self._now(), self._whose, account)
        events.log("roll_call.begun", id=str(call.id), procedure=procedure, kind=kind, source=source)
        self.learn(Calls({call.id: call}))
        self.tell(BEGUN, call, {}, call.id)

    def end(self, account: UUID | None) -> None:
        """Ends all that is under way."""
        at, who = self._now(), None if account is None else str(account)
        over = self.calls.open
        self.learn(Calls(ended={call.id: at for call in over}))
        for call in over:
            events.log("roll_call.ended", id=str(call.id))
            self.tell(ENDED, call, {"account": who, "at": at.isoformat()})

    async def mark(self, call: RollCall, person: UUID, mark: Mark, account: UUID | None) -> None:
        """A warden's word of somebody. It counts here at once, and is kept for the hub.

        Raises:
            NotSaved: it counts here, and is lost to everybody else.
        """
        tick = Tick(self._id(), call.id, person, mark, self._now(), account, self._whose)
        self.take([tick])
        await self._keep(TICKED, {**roll_papers.written_tick(tick), "call": roll_papers.written_call(call)}, tick.id)

    def learn(self, calls: Calls) -> None:
        """Takes what somebody knows. The screens hear of it before the disk does."""
        before, was = self.calls, self.current
        self.calls = before.merged(calls).without_old(self._now())
        if self.calls == before:
            return
        if self.current is None:
            self.over()
        if self.current != was:
            self._bus.tell(RollCallChanged())
        self.noticed()
        self._remember()

    def take(self, ticks: Iterable[Tick]) -> None:
        """Takes ticks: of each person in a roll-call under way the last."""
        going, before = {call.id for call in self.calls.open}, self._ticks
        self._ticks = {key: each for key, each in before.items() if each.roll_call in going}
        for tick in ticks:
            known = self._ticks.get((tick.roll_call, tick.person))
            if tick.roll_call in going and (known is None or (known.at, known.id) < (tick.at, tick.id)):
                self._ticks[tick.roll_call, tick.person] = tick
        if self._ticks != before:
            self._bus.tell(RollCallChanged())
            self._remember()

    def tell(self, kind: str, call: RollCall, more: Mapping[str, object], identifier: UUID | None = None) -> None:
        """Keeps it for the hub, without anybody waiting: what is under way does not wait for a disk."""

        async def kept() -> None:
            try:
                await self._keep(kind, {"call": roll_papers.written_call(call), **more}, identifier)
            except NotSaved as error:
                events.log("roll_call.not_kept", code=error.code)

        task = asyncio.get_running_loop().create_task(kept(), name=kind)
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    def _remember(self) -> None:
        """Writes down what is known, without waiting: it counts already."""
        document = {
            **roll_papers.written_calls(self.calls),
            "ticks": [roll_papers.written_tick(each) for each in self._ticks.values()],
            "burns": self._burns,
        }
        self._journal.submit(partial(records.remember, key=STATE, value=json.dumps(document)))

    def _id(self) -> UUID:
        return ids.uuid7(int(self._now().timestamp() * 1000), os.urandom(10))
