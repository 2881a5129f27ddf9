"""Everything about roll-calls at this terminal, put together: state, names, the copy, the notices, the paper."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from uuid import UUID

from kiosk.domain.events import HubChanged, KeyChanged, PersonalChanged, RollCallChanged
from kiosk.domain.printing import Printed
from kiosk.interfaces.clock import Clock
from kiosk.terminal.bus import Bus
from kiosk.terminal.catalogue import Catalogue
from kiosk.terminal.door_watching import DoorWatching
from kiosk.terminal.happenings import Happenings
from kiosk.terminal.jobs import Jobs
from kiosk.terminal.journal import Journal, NotSaved
from kiosk.terminal.personal import Document, Personal
from kiosk.terminal.printing import Printing
from kiosk.terminal.roll_calls import RollCalls
from kiosk.terminal.roll_copy import RollCopy
from kiosk.terminal.roll_here import RollHere
from kiosk.terminal.roll_notices import RollNotices
from kiosk.terminal.roll_printing import RollPrinting
from kiosk.terminal.roll_state import RollState
from kiosk.terminal.settings import TerminalSettings
from kiosk.terminal.staff_door import StaffDoor
from kiosk.terminal.trusted_clock import TrustedClock
from kiosk.terminal.visits import Visits


class RollWork:
    """Belongs to the terminal's loop.

    Args:
        data: the terminal's own folder; `whose` is its id.
        personal: what the terminal may know about people.
        here: the catalogue, and whether the hub no longer knows this terminal.
    """

    def __init__(
        self,
        journal: Journal,
        happenings: Happenings,
        settings: TerminalSettings,
        bus: Bus,
        time: TrustedClock,
        clock: Clock,
        data: Path,
        whose: UUID,
        printing: Printing,
        door: StaffDoor,
        watching: DoorWatching,
        visits: Visits,
        personal: Personal,
        here: Callable[[], tuple[Catalogue | None, bool]],
    ) -> None:
        def now() -> datetime:
            return time.now() or clock.now()

        def known() -> Document | None:
            return personal.document

        self._state = RollState(journal, happenings.keep, bus, whose, now)
        here_now = RollHere(bus, known)
        visits.came, visits.went = here_now.came, here_now.went
        self.calls = RollCalls(
            self._state,
            here_now,
            RollCopy(data),
            partial(door.show, warden=True),
            known=known,
            so_at=lambda: personal.so_at,
            now=now,
            trusted=time.now,
            monotonic=clock.monotonic,
        )
        address, port = settings.notice_address, settings.notice_port
        self._notices = RollNotices(
            address,
            port,
            lambda: self.calls.notice_keys,
            time.now,
            lambda: self._state.calls,
            self._state.learn,
        )
        self._printing = RollPrinting(printing, lambda: None if (site := here()[0]) is None else site.site, now)
        self._burns: bool | None = None
        self._awake = False
        self._state.noticed = self._notices.want
        watching.burning = self._burning
        bus.listen(RollCallChanged, lambda _fact: printing.quieten(self._state.hides))
        bus.listen(PersonalChanged, lambda _fact: self.calls.personal_changed())
        bus.listen(HubChanged, lambda fact: self.calls.hub_changed(fact.reachable))
        bus.listen(KeyChanged, lambda fact: None if fact.known else self.calls.wipe())

    def follow(self, jobs: Jobs) -> None:
        """Begins the jobs."""
        jobs.keep("roll", self.calls.renew)
        jobs.keep("roll notices", self._go_on)

    async def _go_on(self) -> None:
        # A journal that cannot be read is no reason not to hear a fire.
        with suppress(NotSaved):
            await self._state.wake()
        self._awake = True
        if self._burns is not None:
            self.calls.burning(self._burns)
        await self._notices.go_on()

    def _burning(self, burns: bool) -> None:
        """Waits with it until it is known what was under way before a restart."""
        self._burns = burns
        if self._awake:
            self.calls.burning(burns)

    async def print(self, language: str) -> Printed:
        """Prints the roll for whoever has it open. What printers do is an answer.

        Raises:
            NamesClosed: nobody has.
        """
        call, roll = self.calls.opened()
        return await self._printing.print(call, roll, language)
