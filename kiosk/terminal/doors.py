"""Opens doors, and is the only one that does: asked, decided, written down, released once, and told.

Theory of operation. One wish is looked at at a time. `kiosk.domain.access` decides; a yes is in the journal before
the relay is told, and what became of it after. Nothing is tried again. Of what was under way when the program ended
nobody knows: it is told as `unknown`, and never done. What staff ask from a page has to be begun while the command
still counts, or not at all. What happens is told to the hub until it has said that it has it.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import re2

from kiosk import events
from kiosk.domain import access, ids
from kiosk.domain.access import Circumstances, Wish
from kiosk.domain.commands import Answered, Heard
from kiosk.domain.doors import OPENERS, Because, Cause, Door, DoorEntry, DoorOutcome, DoorRefused, Released
from kiosk.domain.errors import Unavailable
from kiosk.domain.site import Site
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.devices import Devices
from kiosk.terminal import door_records
from kiosk.terminal.door_watching import DoorWatching
from kiosk.terminal.hub_client import HubClient, HubRefused, KeyRevoked
from kiosk.terminal.journal import Journal, NotSaved
from kiosk.terminal.lines import Line
from kiosk.terminal.telling import Telling
from kiosk.terminal.trusted_clock import TrustedClock

PATIENCE: Final = 3.0
"""Seconds a driver has to say how a pulse began; it gives up waiting for itself after one."""

UNKNOWN: Final = "unknown"
_CODE: Final = re2.compile(r"^[a-z_]{1,40}$")

Answer = Callable[[Answered, str], None]


@dataclass(frozen=True, slots=True)
class Around:
    """What the rest of the terminal knows that counts for doors.

    Attributes:
        openers: accounts that may open doors here; `None` while the hub has not told.
    """

    site: Site | None
    withdrawn: bool
    cleaning: bool
    openers: frozenset[UUID] | None


@dataclass(frozen=True, slots=True)
class _Asked:
    door: str
    because: str
    account: UUID | None
    until: float
    answer: Answer


class Doors:
    """Belongs to the terminal's loop. `carry_out` and `tell` are jobs that go on until they are cancelled.

    Args:
        watching: what is seen of the doors.
        around: asked before each decision.
    """

    def __init__(
        self,
        journal: Journal,
        line: Line,
        time: TrustedClock,
        clock: Clock,
        devices: Devices,
        watching: DoorWatching,
        around: Callable[[], Around],
    ) -> None:
        self._journal, self._line, self._time, self._clock = journal, line, time, clock
        self._devices, self._watching, self._around = devices, watching, around
        self._one = asyncio.Lock()
        self._until: dict[str, float] = {}
        self._asked: asyncio.Queue[_Asked] = asyncio.Queue()
        self._telling = Telling(self.tell_once)
        watching.noted = self._telling.want

    @property
    def doors(self) -> Mapping[str, Door]:
        """The doors of this terminal."""
        return self._watching.doors

    async def wake(self) -> None:
        """Ends what a program before this one left.

        Raises:
            NotSaved: the journal cannot be written.
        """
        left = await self._journal.transact(door_records.end_all)
        if left:
            events.log("doors.left_open", count=left)

    def may_open(self, account: UUID) -> bool:
        """Whether somebody may open doors here, as far as the hub has told."""
        openers = self._around().openers
        return bool(self.doors) and openers is not None and account in openers

    def take(self, command: Heard, until: float, answer: Answer) -> None:
        """Staff ask from a page.

        Args:
            until: on the monotonic clock, after which it is not done any more.
            answer: told what became of it.
        """
        args = command.args
        # A hub of a later version may know more reasons.
        because = found[0] if (found := _CODE.findall(args.get("because", ""))) else ""
        self._asked.put_nowait(_Asked(args.get("door", ""), because, _account(args.get("account")), until, answer))

    async def carry_out(self) -> None:
        """Does what staff ask from pages, one after the other."""
        while True:
            asked = await self._asked.get()
            # The hub looked at the grant as it gave the command, which is later than anything that is known here.
            wish = Wish(Cause.STAFF_PAGE, asked.account, granted=True)
            try:
                released = await self._open(asked.door, wish, asked.because, asked.until)
            except DoorRefused as error:
                asked.answer("refused", error.code)
            else:
                done = released.outcome == "released"
                asked.answer("done" if done else "refused", "released" if done else _told(released))

    async def open(self, door: str, account: UUID) -> Released:
        """Opens a door for somebody who stands before the terminal and has shown who they are.

        Raises:
            DoorRefused: the rules say no, or it could not be written down. The code says why.
        """
        wish = Wish(Cause.STAFF_ROOM, account, self.may_open(account))
        return await self._open(door, wish, Because.AT_TERMINAL, self._clock.monotonic() + PATIENCE)

    def want(self) -> None:
        """The hub is back."""
        self._telling.want()

    async def tell(self) -> None:
        """Tells the hub what happened, until it has all of it; and again when there is more."""
        await self._telling.go_on()

    async def tell_once(self) -> bool:
        """Tells once. Says whether there is more to tell at once."""
        entries = await self._journal.transact(door_records.owed)
        if not entries:
            return False
        tell = partial(_tell, self._line.client, [*entries])
        try:
            await asyncio.get_running_loop().run_in_executor(self._line.executor, tell)
        except (KeyRevoked, HubRefused, Unavailable) as error:
            events.log("doors.not_told", code=error.code)
            return False
        await self._journal.transact(partial(door_records.told, entries=[str(each["id"]) for each in entries]))
        return True

    async def _open(self, name: str, wish: Wish, because: str, until: float) -> Released:
        async with self._one:
            door = self.doors.get(name)
            now = self._time.now() or self._clock.now()
            identifier = ids.uuid7(int(now.timestamp() * 1000), os.urandom(10))
            # What is no door of ours may be called anything, and is told by no name.
            known = name if door is not None else UNKNOWN
            entry = DoorEntry(identifier, known, wish.cause, because, wish.account, now, "unknown")
            try:
                refusal = access.refusal(wish, door, await self._circumstances(name))
                if not refusal and self._clock.monotonic() >= until:
                    refusal = "too_late"
                if refusal or door is None:
                    await self._journal.transact(
                        partial(door_records.add, entry=replace(entry, outcome="refused", code=refusal))
                    )
                    self._log(entry, "refused", refusal)
                    raise DoorRefused(refusal)
                await self._journal.transact(partial(door_records.begin, entry=entry))
            except NotSaved:
                # What cannot be written down is not done.
                self._log(entry, "refused", "not_noted")
                raise DoorRefused("not_noted") from None
            if self._clock.monotonic() >= until:
                released = Released("not_released", "too_late")
            else:
                released = await self._release(door)
            await self._end(entry, released)
            return released

    async def _release(self, door: Door) -> Released:
        """The one pulse."""
        begun = self._clock.monotonic()
        self._until[door.id] = begun + door.seconds
        before = self._watching.released(door.id, begun, door.seconds)
        pulse = self._devices.release(door.relay, door.number, door.seconds)
        try:
            async with asyncio.timeout(PATIENCE):
                released = await asyncio.shield(asyncio.wrap_future(pulse))
        except TimeoutError:
            # What has not begun can be taken back; of the rest nobody knows.
            taken_back = pulse.cancel()
            released = Released("not_released", "too_late") if taken_back else Released("unknown", "driver_silent")
        if released.outcome == "not_released":
            del self._until[door.id]
            self._watching.take_back(door.id, before)
        return released

    async def _end(self, entry: DoorEntry, released: Released) -> None:
        self._log(entry, released.outcome, released.reason)
        end = partial(door_records.end, entry=entry.id, outcome=released.outcome, code=released.reason)
        try:
            await self._journal.transact(end)
        except NotSaved as error:
            # It is so all the same; after a restart the row says that nobody knows.
            events.log("doors.not_kept", id=str(entry.id), code=error.code)

    async def _circumstances(self, door: str) -> Circumstances:
        around, now = self._around(), self._time.now()
        if now is not None and around.site is not None:
            now = now.astimezone(ZoneInfo(around.site.timezone))
        return Circumstances(
            now=now,
            site=around.site,
            withdrawn=around.withdrawn,
            cleaning=around.cleaning,
            under_way=self._clock.monotonic() < self._until.get(door, 0.0),
            before=await self._journal.transact(partial(door_records.granted, door=door)),
        )

    def _log(self, entry: DoorEntry, outcome: DoorOutcome, code: str) -> None:
        who = None if entry.account is None else str(entry.account)
        events.log("doors.asked", door=entry.door, cause=entry.what, outcome=outcome, code=code, account=who)
        self._telling.want()


def openers(known: Mapping[str, object] | None) -> frozenset[UUID] | None:
    """Who may open doors, from what a terminal may know about people; `None` where nothing says so."""
    rows = None if known is None else known.get(OPENERS)
    return None if not isinstance(rows, list) else frozenset(filter(None, map(_account, rows)))


def _account(text: object) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None


def _told(released: Released) -> str:
    """What became of it, as one code: nobody knows, or why not."""
    return "nobody_knows" if released.outcome == "unknown" else released.reason


def _tell(client: HubClient, entries: list[dict[str, object]]) -> None:
    client.ask("POST", "/api/v1/doors", {200}, document={"entries": entries})
