"""Roll-calls at this terminal: who may read the names, and what wardens say of each person.

Names are in memory, or sealed on the disk (`roll_copy`). They open for a warden's card or PIN while it is known who
the wardens are, and for the code in the fire box always; a contact opens nothing. While a procedure hides them they
open for nobody here. What is under way is in `roll_state`, without a name.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from nacl.exceptions import CryptoError

from kiosk import events
from kiosk.domain import fire_box, roll_papers
from kiosk.domain.errors import Refused
from kiosk.domain.roll_calls import Kind, Mark, Procedure, Roll, RollCall, Source
from kiosk.domain.roll_papers import OPENED, Told
from kiosk.domain.staff_door import Shown
from kiosk.terminal.personal import Document
from kiosk.terminal.roll_copy import Copy, CopyClosed, Renewing, RollCopy, unwrapped
from kiosk.terminal.roll_here import RollHere
from kiosk.terminal.roll_state import RollState

LOOK: Final = 60.0
"""Seconds between looks at whether the copy on the disk is still fresh."""

FRESH: Final = 75.0
"""Seconds after the hub was last heard in which a list still counts as that of now: the longest time for which a hub
holds the question for news, and some."""


class NamesClosed(Refused, PermissionError):
    """The names stay closed. The code says why: `over`, `no_list`, `wrong_code`, `misread_code` or `not_a_warden`."""

    code = "names_closed"


@dataclass(frozen=True, slots=True)
class _Warden:
    """Who has the names open: an account, or whoever had the code; and what the code opened, if that was needed."""

    account: UUID | None
    copy: Copy | None


class RollCalls:
    """Belongs to the terminal's loop; `current` and `code_opens` are for any thread. `renew` is a job.

    Args:
        show: whose it is that was shown at the door for staff.
        known: what the terminal may know about people just now, and `so_at` when that was certainly so, on the clock
            of `monotonic`.
        now: the best time there is; `trusted` the same, or `None` while no clock can be trusted.
    """

    def __init__(
        self,
        state: RollState,
        here: RollHere,
        copy: RollCopy,
        show: Callable[[Shown], Awaitable[UUID]],
        *,
        known: Callable[[], Document | None],
        so_at: Callable[[], float | None],
        now: Callable[[], datetime],
        trusted: Callable[[], datetime | None],
        monotonic: Callable[[], float],
    ) -> None:
        self.state = state
        state.over = self.leave
        self._here = here
        here.changed = self._renew_soon
        self._copy, self._show, self._known = copy, show, known
        self._now, self._trusted, self._monotonic, self._so_at = now, trusted, monotonic, so_at
        self._renewing = Renewing(copy, monotonic)
        self._changed = asyncio.Event()
        self._told: Told | None = None
        self._reached = False
        self._warden: _Warden | None = None

    @property
    def current(self) -> RollCall | None:
        """What is under way."""
        return self.state.current

    @property
    def notice_keys(self) -> tuple[bytes, ...]:
        """What notices on the network are signed with."""
        return () if self._told is None else self._told.notice_keys

    @property
    def code_opens(self) -> bool:
        """Whether there is anything that the code in the fire box could open."""
        return self._copy.there or bool(self._told and self._told.wrapped)

    def may_lead(self, account: UUID) -> bool:
        """Whether somebody is a warden, as far as this terminal was told."""
        return self._told is not None and account in self._told.wardens

    @property
    def known(self) -> Roll | None:
        """Who is in, as far as this terminal knows, for no screen: `opened` is for those who may read it. It is of
        now only while the hub is heard, and hears of every other terminal."""
        lines, now, so_at = self._here.lines, self._now(), self._so_at()
        if lines is None or so_at is None:
            return None
        age, until = self._monotonic() - so_at, None if self._told is None else self._told.whole_until
        fresh = self._reached and age <= FRESH and until is None
        limits = [now - timedelta(seconds=age), self._here.alone_since] if not self._reached or age > FRESH else []
        as_of = min(filter(None, (now, until, *limits)))
        return Roll(lines, as_of, fresh, self.state.marks)

    # --- what happens ---

    def personal_changed(self) -> None:
        """What is known about people is not what it was."""
        self._told = roll_papers.told(self._known())
        self._here.personal_changed()
        if self._told is not None:
            self.state.learn(self._told.calls)
            self.state.take(self._told.ticks)
        self._changed.set()
        self.state.noticed()

    def hub_changed(self, reachable: bool) -> None:
        """The hub has come, or has gone."""
        self._reached = reachable

    def burning(self, burns: bool) -> None:
        """The fire panel's contact is not as it was."""
        self.state.burning(burns, () if self._told is None else self._told.windows, self._trusted())

    def wipe(self) -> None:
        """The hub does not know this terminal any more: no name stays."""
        self._copy.wipe()
        self.leave()

    # --- staff ---

    async def begin(self, procedure: Procedure, kind: Kind, account: UUID) -> None:
        """Begins one, for a warden who has shown who they are.

        Raises:
            NamesClosed: they are none.
        """
        if not self.may_lead(account):
            raise NamesClosed("not_a_warden")
        self.state.begin(procedure, kind, Source.TERMINAL, account)

    async def open(self, shown: Shown) -> Roll:
        """The names, for a warden's card or PIN.

        Raises:
            NamesClosed: not for this one, or not now.
            DoorClosed: nobody's, too soon, or it cannot be told or noted.
        """
        account = await self._show(shown)
        if not self.may_lead(account):
            raise NamesClosed("not_a_warden")
        return self._let_in(account, None)

    async def open_by_code(self, typed: str) -> Roll:
        """The names, for the code in the fire box. While nothing is under way it begins an evacuation: nobody breaks
        that box for anything else.

        Raises:
            NamesClosed: it does not open them.
        """
        code = fire_box.read(typed)
        if code is None:
            raise NamesClosed("misread_code")
        copy = None
        try:
            if self._here.lines is None:
                copy = await asyncio.to_thread(self._copy.open, code)
            else:
                unwrapped(b"" if self._told is None else self._told.wrapped, code)
        except CopyClosed:
            raise NamesClosed("wrong_code" if self._copy.there else "no_list") from None
        except (CryptoError, ValueError):
            raise NamesClosed("wrong_code") from None
        if self.current is None:
            self.state.begin(Procedure.EVACUATION, Kind.LIVE, Source.FIRE_BOX, None)
        return self._let_in(None, copy)

    async def roll(self) -> Roll:
        """The names as they are now, for whoever has them open.

        Raises:
            NamesClosed: nobody has.
        """
        return self.opened()[1]

    def opened(self) -> tuple[RollCall, Roll]:
        """What is under way, and the names as they are now, for whoever has them open.

        Raises:
            NamesClosed: nobody has.
        """
        current, warden = self.current, self._warden
        if warden is None or current is None:
            raise NamesClosed("over")
        roll = self.known
        if roll is None and warden.copy is not None:
            lines, as_of = self._here.with_own(warden.copy.lines), warden.copy.as_of
            roll = Roll(lines, as_of, False, self.state.marks)
        if roll is None:
            raise NamesClosed("no_list")
        return current, replace(roll, lines=()) if current.procedure.hides else roll

    async def mark(self, person: UUID, mark: Mark) -> Roll:
        """A warden's word of somebody. It counts here at once, and is kept for the hub.

        Raises:
            NamesClosed: nobody has the names open.
            NotSaved: it counts here, and is lost to everybody else.
        """
        warden, current = self._warden, self.current
        if warden is None or current is None:
            raise NamesClosed("over")
        await self.state.mark(current, person, mark, warden.account)
        return self.opened()[1]

    async def end(self) -> None:
        """Ends what is under way, for whoever has the names open.

        Raises:
            NamesClosed: nobody has.
        """
        if self._warden is None:
            raise NamesClosed("over")
        self.state.end(self._warden.account)

    def leave(self) -> None:
        """Shuts the names again."""
        self._warden = None

    async def renew(self) -> None:
        """Keeps the copy on the disk as the hub told it, for as long as it is not cancelled."""
        while True:
            self._changed.clear()
            roll, told = self.known, self._told
            if roll is not None and told is not None and told.public:
                kept = (roll.lines, told.public, told.wrapped)
                if self._renewing.due(*kept):
                    await asyncio.to_thread(self._renewing.renew, *kept, roll.as_of)
            try:
                async with asyncio.timeout(LOOK):
                    await self._changed.wait()
            except TimeoutError:
                continue

    def _let_in(self, account: UUID | None, copy: Copy | None) -> Roll:
        current = self.current
        if current is None:
            raise NamesClosed("over")
        self._warden = _Warden(account, copy)
        who = None if account is None else str(account)
        self.state.tell(OPENED, current, {"account": who, "at": self._now().isoformat()})
        events.log("roll_call.opened", id=str(current.id), account=who)
        return self.opened()[1]

    def _renew_soon(self) -> None:
        self._changed.set()
