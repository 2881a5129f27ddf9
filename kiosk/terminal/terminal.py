"""The terminal's own life, away from the screen: one thread with a loop, and all that goes on in it.

Theory of operation. `start` opens the journal, loads the last good catalogue and begins the jobs; from then on people
can be served whether or not the hub is there. Everything lives on the thread `terminal-loop`; only `start`, `close`
and the plain readings (`catalogue`, `service`, `hub_reachable`, `trusted_now`) are for other threads too. The hub is
met by three more threads, `outbox`, `news` and `health`, with a connection each.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from uuid import UUID

from kiosk import events
from kiosk.domain import continuations
from kiosk.domain.commands import Answered
from kiosk.domain.definition import Answers, Form
from kiosk.domain.devices import power_low
from kiosk.domain.errors import Refused
from kiosk.domain.events import CatalogueChanged, DevicesChanged, KeyChanged, Receipt, ReceiptChanged, Service
from kiosk.domain.terminals import Details
from kiosk.interfaces.clock import Clock
from kiosk.terminal import identity, records
from kiosk.terminal.bus import Bus
from kiosk.terminal.catalogue import Catalogue
from kiosk.terminal.health import Condition, HealthReports
from kiosk.terminal.jobs import Jobs
from kiosk.terminal.journal import Journal, NotSaved
from kiosk.terminal.lines import Lines
from kiosk.terminal.link import Link
from kiosk.terminal.loop_thread import LoopThread
from kiosk.terminal.news import News
from kiosk.terminal.opinions import Opinions
from kiosk.terminal.outbox import Outbox
from kiosk.terminal.particulars import Particulars
from kiosk.terminal.personal import Document
from kiosk.terminal.phones import Phones
from kiosk.terminal.printing import ALONE, Equipment, Printing
from kiosk.terminal.readers import Readers
from kiosk.terminal.recovery import Memory, Recovery
from kiosk.terminal.serving import Serving
from kiosk.terminal.settings import TerminalSettings
from kiosk.terminal.submissions import Submissions
from kiosk.terminal.trusted_clock import TrustedClock
from kiosk.terminal.upkeep import keep_up


class NotEnrolled(Refused, LookupError):
    """No hub knows this terminal yet: staff give a code for it."""

    code = "not_enrolled"


class Terminal:
    """One terminal, once enrolled. Making it does nothing; `start` does.

    Args:
        settings: `hub_url` may be empty until `hub_at` is told.
        data: the terminal's own folder, with its identity and its journal.
        last_good_settings: whether the settings are not the ones that were asked for, because those cannot be used.
        equipment: its devices, which live longer than the terminal.

    Raises:
        NotEnrolled: the folder holds no identity.
    """

    def __init__(
        self,
        settings: TerminalSettings,
        data: Path,
        clock: Clock,
        last_good_settings: bool = False,
        equipment: Equipment = ALONE,
    ) -> None:
        if (known := identity.load(data)) is None:
            raise NotEnrolled(folder=str(data))
        self.identity, self.bus = known, Bus()
        self._thread = LoopThread("terminal-loop")
        self.loop, self.settings = self._thread.loop, settings
        self._clock, self._time = clock, TrustedClock(clock)
        self._journal = Journal(data / "journal.db", clock, troubled=self._hear_trouble)
        self._recovery = Recovery(
            self._journal, settings, str(known.terminal_id), remembered=self._remember, changed=self._review
        )
        self._lines = Lines(settings, known.key, self._hear_time)
        self._jobs, self._closed = Jobs(), False
        self._serving = Serving(self.bus, lambda: self._outbox.nudge())
        self._submissions = Submissions(self._journal, self._time, clock, known)
        self.printing = Printing(self._journal, self._time, clock, self.bus, equipment, self._thread.call)
        self._link = Link(
            self._journal, self._lines.outbox, settings, self.bus, now=self._best_now, back=self._hub_is_back
        )
        changed, reached = self._receipt_changed, self._link.reached
        self._outbox = Outbox(
            self._journal, self._lines.outbox, settings, now=self._best_now, changed=changed, reached=reached
        )
        own = (self._journal, self._lines, settings, self.bus, self._time, clock, data, known.terminal_id)
        self._own = Particulars(*own, self.printing, self._thread.call, changed=self._review, here=self._here)
        self.doors, self.happenings, self.parcels = self._own.doors, self._own.happenings, self._own.parcels
        self.visits, self.visits_told, self.rolls = self._own.visits, self._own.visits_told, self._own.rolls
        self.readers = Readers(equipment.devices, self.bus, self._thread.call, self._own.personal, self._lines.health)
        self.phones, self.waiting_area = Phones(self._lines.health, self.bus), self._own.waiting_area
        tell = {**self._own.news, "catalogue_changed": self._link.want_catalogue, "epoch_changed": self._hub_restored}
        self._news = News(
            self._journal,
            self._lines.news,
            settings,
            changed=changed,
            reached=reached,
            commanded=self._own.commands.take,
            about={continuations.OPENED: self.phones.opened, "visit_told": self._own.visits_told.heard},
            tell=tell,
        )
        condition = partial(self._condition, last_good=last_good_settings)
        opinions, line = Opinions(self._journal, lambda: self.catalogue), self._lines.health
        self._health = HealthReports(self._journal, line, data, condition, settings.retry_revoked, opinions)
        self.look, self.staff_door = self._health.look, self._own.staff_door
        self.wait_in_service, self.receipt = self._serving.wait, self._submissions.receipt

    @property
    def catalogue(self) -> Catalogue | None:
        """What the terminal knows of its site and forms; `None` until the hub has been heard once."""
        return self._link.catalogue

    @property
    def service(self) -> Service:
        """Whether people can be served, and if not, why."""
        return self._serving.service

    @property
    def details(self) -> Details | None:
        """What staff say of this terminal; `None` until a hub has told."""
        return self._own.details.details

    @property
    def personal(self) -> Document | None:
        """What the terminal may know about people just now; `None` when it cannot be read."""
        return self._own.personal.document

    @property
    def hub_reachable(self) -> bool:
        """Whether the last call reached the hub."""
        return self._link.reachable

    @property
    def key_revoked(self) -> bool:
        """Whether the hub said that it does not know this terminal's key."""
        return self._link.key_revoked

    def trusted_now(self) -> datetime | None:
        """This instant in UTC; `None` when no clock can be trusted."""
        return self._time.now()

    def start(self, picture_within: float = 0.0) -> None:
        """Begins. Returns once the journal has been read, or has been found unusable.

        Args:
            picture_within: seconds in which the hub is not asked before `drawn`, if there is a catalogue to draw.
        """
        self._lines.hold(picture_within)
        self._journal.start()
        self._thread.start()
        self._thread.run(self._begin())

    def hub_at(self, url: str) -> None:
        """Says where the hub is from now on. For any thread; once closed it does nothing."""
        self._lines.hub_at(url)
        self._thread.call(self._link.want_catalogue)

    def drawn(self) -> None:
        """The first picture is on the screen: from now on the hub is asked. For any thread."""
        self._lines.go()

    def close(self) -> None:
        """Ends the jobs, the calls under way, the journal and the loop, in this order. Twice is fine."""
        if self._closed:
            return
        self._closed = True
        if self._thread.started:
            self._thread.run(self._end())
        self._lines.close()
        self._journal.close()
        self._thread.close()

    async def submit(self, form: Form, answers: Answers, language: str, session_id: UUID) -> Receipt:
        """Keeps a finished form, sealed. When this returns it is on the disk, and no power cut loses it.

        The same answers to the same form in the same session are one submission, however often they are sent.

        Args:
            answers: canonical and complete; those off the path are left out.

        Raises:
            NotSaved: nothing was kept; `code` is `disk_full`, `journal_failed`, `journal_newer`, `form_unknown` or
                `withdrawn`.
        """
        if self.key_revoked or (known := self.catalogue) is None:
            raise NotSaved("withdrawn" if self.key_revoked else "form_unknown")
        receipt = await self._submissions.keep(known, form, answers, language, session_id)
        self._receipt_changed(receipt)
        self._outbox.nudge()
        return receipt

    def screen_answered(self, command_id: UUID, answered: Answered, result: str) -> None:
        """The screens say what became of what staff asked of them (`ScreenAsked`). For any thread."""
        self._thread.call(partial(self._own.commands.screen_answered, command_id, answered, result))

    # --- life ---

    async def _begin(self) -> None:
        for kind in (CatalogueChanged, DevicesChanged):
            self.bus.listen(kind, lambda _fact: self._review())
        self.bus.listen(KeyChanged, self._key_changed)
        self._health.follow(self.bus)
        with suppress(NotSaved):
            await self._recovery.wake()
            await self.printing.wake()
            await self.doors.wake()
        if self.catalogue is None:
            self._lines.go()
        self._jobs.keep("outbox", self._outbox.send)
        self._jobs.keep("news", self._news.hear)
        self._jobs.keep("catalogue", self._link.refresh)
        days, fit = self.settings.keep_delivered_days, lambda: self._recovery.trouble is None
        self._jobs.keep("upkeep", partial(keep_up, self._journal, self._time, days, self._look, fit))
        self._jobs.keep("recovery", self._recovery.recover)
        self._jobs.keep("health", self._health.report)
        self._own.follow(self._jobs)
        events.log("terminal.started", id=str(self.identity.terminal_id))

    async def _end(self) -> None:
        self._lines.cut()
        await self._jobs.end()
        events.log("terminal.stopped", id=str(self.identity.terminal_id))

    # --- what happens ---

    def _hear_time(self, instant: datetime) -> None:
        """Called on the threads that meet the hub."""
        self._time.hear(instant)
        self._thread.call(self._review_clock)

    def _key_changed(self, fact: KeyChanged) -> None:
        """A terminal that was withdrawn stays so after a restart, also with no hub to ask."""
        who = "" if fact.known else str(self.identity.terminal_id)
        self._journal.submit(partial(records.remember, key="withdrawn", value=who))
        if not fact.known:
            self._own.personal.wipe()
        self._review()

    def _hub_is_back(self) -> None:
        self._outbox.nudge()
        self._own.ask()

    def _hub_restored(self) -> None:
        self._link.want_catalogue()
        self._hub_is_back()

    def _receipt_changed(self, receipt: Receipt) -> None:
        self.bus.tell(ReceiptChanged(receipt))

    def _hear_trouble(self, code: str) -> None:
        """Called on the journal's thread."""
        self._thread.call(partial(self._recovery.notice, code))

    def _remember(self, memory: Memory) -> None:
        if memory.passed is not None:
            self._time.remember(memory.passed)
        self._link.key_revoked = self._link.key_revoked or memory.withdrawn
        self._link.load(memory.catalogue)
        self._own.remember(memory)
        self._review_clock()

    def _review(self) -> None:
        """Works out whether people can be served, and tells when that has changed."""
        reason = self._recovery.trouble or (None if self.catalogue is not None else "no_catalogue")
        reason = reason or ("power" if power_low(self.printing.devices) else None)
        reason = reason or ("closed" if self._own.closing.closed else None)
        self._serving.settle("withdrawn" if self.key_revoked else reason)

    def _look(self) -> None:
        """Called every minute."""
        self._review_clock()
        self._own.closing.look()

    def _review_clock(self) -> None:
        self._serving.clock(self._time.now() is not None)

    def _condition(self, last_good: bool) -> Condition:
        doors = self._own.watching.states
        return Condition(self._serving.service, self._time.now() is not None, last_good, self.printing.devices, doors)

    def _here(self) -> tuple[Catalogue | None, bool]:
        return self.catalogue, self.key_revoked

    def _best_now(self) -> datetime:
        return self._time.now() or self._clock.now()
