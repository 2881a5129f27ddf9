"""What the hub has to say to this terminal alone: what it is, that it is closed, commands, and what is personal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from uuid import UUID

from kiosk.domain.events import DetailsChanged, PersonalChanged
from kiosk.interfaces.clock import Clock
from kiosk.terminal.bus import Bus
from kiosk.terminal.catalogue import Catalogue
from kiosk.terminal.closing import Closing
from kiosk.terminal.commands import Commands
from kiosk.terminal.details import DetailsKeeper
from kiosk.terminal.door_watching import DoorWatching
from kiosk.terminal.doors import Around, Doors, openers
from kiosk.terminal.happenings import Happenings
from kiosk.terminal.jobs import Jobs
from kiosk.terminal.journal import Journal
from kiosk.terminal.lines import Lines
from kiosk.terminal.news import HEARD
from kiosk.terminal.parcels import Parcels
from kiosk.terminal.personal import Personal
from kiosk.terminal.photos import Photos
from kiosk.terminal.printing import Printing
from kiosk.terminal.recovery import Memory
from kiosk.terminal.roll_work import RollWork
from kiosk.terminal.settings import TerminalSettings
from kiosk.terminal.staff_door import StaffDoor
from kiosk.terminal.trusted_clock import TrustedClock
from kiosk.terminal.visits import Visits
from kiosk.terminal.visits_told import VisitsTold
from kiosk.terminal.waiting_area import WaitingArea


class Particulars:
    """Belongs to the terminal's loop.

    Args:
        data: the terminal's own folder; `whose` is its id.
        printing: what it prints, and with which devices.
        call: calls something on the loop, from any thread.
        changed: called when the terminal has closed or opened.
        here: the catalogue, and whether the hub no longer knows this terminal.
    """

    def __init__(
        self,
        journal: Journal,
        lines: Lines,
        settings: TerminalSettings,
        bus: Bus,
        time: TrustedClock,
        clock: Clock,
        data: Path,
        whose: UUID,
        printing: Printing,
        call: Callable[[Callable[[], None]], None],
        *,
        changed: Callable[[], None],
        here: Callable[[], tuple[Catalogue | None, bool]],
    ) -> None:
        self.closing = Closing(journal, time.now, changed)
        # On the line that says how the terminal is: a submission that takes long does not keep an answer waiting, and
        # a hub that knows none of these questions does not disturb what people need.
        line = lines.health
        self.details = DetailsKeeper(journal, line, settings, lambda: bus.tell(DetailsChanged()))
        self.personal = Personal(data, whose, line, settings, clock, lambda: bus.tell(PersonalChanged()))
        best_now = lambda: time.now() or clock.now()  # noqa: E731 - two ask for it
        self.staff_door = StaffDoor(journal, line, clock, best_now, lambda: self.personal.document)
        self._here, self._printing, equipment = here, printing, printing.equipment
        self.watching = DoorWatching(
            equipment.doors, equipment.fire, equipment.devices, journal, bus, clock, best_now, call
        )
        self.doors = Doors(journal, line, time, clock, equipment.devices, self.watching, self._around)
        self.happenings = Happenings(journal, line, time, clock, bus, here)
        self.photos = Photos(journal, line, time, clock, bus, equipment.devices, self.happenings, here)
        self.visits = Visits(self.happenings, time, clock, here, lambda: self.personal.document, line, self.photos)
        self.visits_told = VisitsTold(line, bus, self.happenings)
        self.waiting_area = WaitingArea(line, bus, clock, lambda: self.details.details)
        self.parcels = Parcels(
            lambda: here()[0], lambda: self.personal.document, self.happenings, self.photos, printing, time, clock
        )
        own, door = (journal, self.happenings, settings, bus, time, clock, data, whose, printing), self.staff_door
        self.rolls = RollWork(*own, door, self.watching, self.visits, self.personal, here)
        self.commands = Commands(
            line,
            bus,
            time,
            clock,
            closed=self.closing.close,
            opened=self.closing.open,
            prints=lambda answer: printing.want_test(None if (known := here()[0]) is None else known.site, answer),
            door=self.doors.take,
        )

    @property
    def news(self) -> Mapping[str, Callable[[], None]]:
        """What to call when the news says so, by the kind of fact."""
        return {
            "terminal_changed": self.details.want,
            "personal_changed": self.personal.want,
            HEARD: self.personal.heard,
            "waiting_changed": self.waiting_area.want,
        }

    def remember(self, memory: Memory) -> None:
        """Takes what was known before a restart."""
        self.details.remember(memory.details)
        self.closing.remember(memory.closed)

    def follow(self, jobs: Jobs) -> None:
        """Begins the jobs."""
        jobs.keep("details", self.details.keep)
        jobs.keep("personal", self.personal.keep)
        jobs.keep("commands", self.commands.answer)
        jobs.keep("test prints", self._printing.print_tests)
        jobs.keep("staff door", self.staff_door.tell)
        jobs.keep("happenings", self.happenings.tell)
        jobs.keep("photos", self.photos.tell)
        jobs.keep("visits told", self.visits_told.keep)
        jobs.keep("waiting area", self.waiting_area.keep)
        self.rolls.follow(jobs)
        if self.doors.doors or self._printing.equipment.fire is not None:
            jobs.keep("doors", self.doors.carry_out)
            jobs.keep("doors watched", self.watching.watch)
            jobs.keep("doors told", self.doors.tell)

    def ask(self) -> None:
        """The hub is back."""
        self.details.want()
        self.personal.want()
        self.staff_door.want()
        self.doors.want()
        self.happenings.want()
        self.photos.want()
        self.visits_told.want()
        self.waiting_area.want()

    def _around(self) -> Around:
        known, withdrawn = self._here()
        site = None if known is None else known.site
        return Around(site, withdrawn, self.commands.cleaning, openers(self.personal.document))
