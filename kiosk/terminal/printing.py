"""Prints for whoever is at the screen, and knows what the devices let the screens offer.

Theory of operation. The words of a ticket live in memory until they have gone to the printer. The journal has a row
that something is to be printed, before the first byte leaves, and how it ended. A print that failed is offered again
to the person who is there, and never done again by itself.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

from kiosk import events
from kiosk.domain import ids, receipts
from kiosk.domain.calendars import calendar
from kiosk.domain.commands import Answered
from kiosk.domain.definition import Form
from kiosk.domain.devices import Capabilities, Device, capabilities
from kiosk.domain.doors import Door, Wire
from kiosk.domain.events import DevicesChanged, Receipt
from kiosk.domain.printing import Printed
from kiosk.domain.site import Site
from kiosk.domain.tickets import Template, Ticket
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.devices import NO_DEVICES, Devices
from kiosk.terminal import print_records
from kiosk.terminal.bus import Bus
from kiosk.terminal.journal import Journal, NotSaved
from kiosk.terminal.trusted_clock import TrustedClock

LATE: Final = 10.0
"""Seconds after its time in which a driver has to say how a print ended."""

HIDDEN: Final = Printed("not_printed", "hidden")
"""What becomes of every print while no screen shows a name or a place."""


@dataclass(frozen=True, slots=True)
class Equipment:
    """The devices of this terminal, and what their paper looks like.

    Attributes:
        receipt, test: templates; `None` on a terminal that prints none.
        papers: the templates of everything else, by their kind in `domain.ticket_kinds`.
        seconds: a print may take.
        doors: those that this terminal opens.
        fire: the fire panel's contact, closed while all is calm.
    """

    devices: Devices = NO_DEVICES
    receipt: Template | None = None
    test: Template | None = None
    seconds: float = 30.0
    doors: tuple[Door, ...] = ()
    fire: Wire | None = None
    papers: Mapping[str, Template] = field(default_factory=dict)


ALONE: Final = Equipment()
"""A terminal without devices."""


class Printing:
    """Belongs to the terminal's loop; `capabilities` and `devices` are for any thread.

    Args:
        call: calls something on the terminal's loop, from any thread.
    """

    def __init__(
        self,
        journal: Journal,
        time: TrustedClock,
        clock: Clock,
        bus: Bus,
        equipment: Equipment,
        call: Callable[[Callable[[], None]], None],
    ) -> None:
        self._journal, self._time, self._clock, self._bus = journal, time, clock, bus
        self._equipment = equipment
        self._quiet = False
        self._wanted: asyncio.Queue[tuple[Site | None, Callable[[Answered, str], None]]] = asyncio.Queue(1)
        equipment.devices.when_changed(lambda: call(self._tell))

    @property
    def equipment(self) -> Equipment:
        """What it prints with, and what else hangs from this terminal."""
        return self._equipment

    @property
    def devices(self) -> tuple[Device, ...]:
        """Each device, as it is now."""
        return self._equipment.devices.all()

    @property
    def capabilities(self) -> Capabilities:
        """What they let the screens offer."""
        return capabilities(self.devices)

    async def wake(self) -> None:
        """Ends what a program before this one left.

        Raises:
            NotSaved: the journal cannot be written.
        """
        left = await self._journal.transact(partial(print_records.end_all, at=self._now()))
        if left:
            events.log("print.left_open", count=left)
            self._equipment.devices.tear_off()

    def quieten(self, quiet: bool) -> None:
        """Prints nothing until it is told otherwise, and gives up what is under way: a paper with somebody's name on
        it, or where they are, must not come out beside somebody who means harm."""
        if quiet and not self._quiet:
            self._equipment.devices.drop()
        self._quiet = quiet

    async def receipt(self, site: Site, form: Form, given: Receipt, language: str) -> Printed:
        """Prints what somebody was given when they sent a form. A printer's faults are an answer, never raised."""
        if self._equipment.receipt is None:
            return Printed("not_printed", "no_template")
        values = _receipt_values(site, form, given, language, self._local(site))
        return await self._print("receipt", self._equipment.receipt.fill(values, language))

    async def test(self, site: Site | None, language: str) -> Printed:
        """Prints something for staff to look at."""
        if self._equipment.test is None:
            return Printed("not_printed", "no_template")
        values: dict[str, Sequence[str]] = {"reference": [ids.reference(os.urandom(5))]}
        if site is not None:
            values |= {"council": [site.council.get(language)], "site": [site.name.get(language)]}
            values["sent"] = _moment(self._local(site), language)
        return await self._print("test", self._equipment.test.fill(values, language))

    async def paper(self, kind: str, values: Mapping[str, Sequence[str]], language: str) -> Printed:
        """Prints another kind of ticket, such as a badge. A printer's faults are an answer, never raised."""
        made = self._equipment.papers.get(kind)
        if made is None:
            return Printed("not_printed", "no_template")
        return await self._print(kind, made.fill(values, language))

    def want_test(self, site: Site | None, answer: Callable[[Answered, str], None]) -> None:
        """Staff want a test print, on a page of theirs. It is answered once it is known what became of it."""
        if self._wanted.full():
            answer("refused", "busy")
        else:
            self._wanted.put_nowait((site, answer))

    async def print_tests(self) -> None:
        """Makes the test prints that are wanted, one after the other. Goes on until it is cancelled."""
        while True:
            site, answer = await self._wanted.get()
            printed = await self.test(site, "en")
            if printed.outcome == "printed":
                answer("done", "printed")
            else:
                answer("refused", printed.reason if printed.outcome == "not_printed" else "unknown")

    async def _print(self, what: str, ticket: Ticket) -> Printed:
        now, seconds = self._now(), self._equipment.seconds
        identifier = ids.uuid7(int(now.timestamp() * 1000), os.urandom(10))
        begin = partial(
            print_records.begin, identifier=identifier, what=what, made_at=now, until=now + timedelta(seconds=seconds)
        )
        try:
            await self._journal.transact(begin)
        except NotSaved as error:
            events.log("print.not_kept", id=str(identifier), code=error.code)
            return Printed("not_printed", error.code)
        events.log("print.started", id=str(identifier), what=what)
        printed = await self._by_a_printer(what, ticket)
        events.log("print.ended", id=str(identifier), outcome=printed.outcome, reason=printed.reason)
        end = partial(print_records.end, identifier=identifier, printed=printed, at=self._now())
        try:
            await self._journal.transact(end)
        except NotSaved as error:
            # It is so all the same; after a restart the row says that nobody knows.
            events.log("print.not_kept", id=str(identifier), code=error.code)
        return printed

    async def _by_a_printer(self, what: str, ticket: Ticket) -> Printed:
        if self._quiet:
            return HIDDEN
        seconds = self._equipment.seconds
        ended = asyncio.wrap_future(self._equipment.devices.print(ticket, seconds, "" if what == "test" else what))
        try:
            async with asyncio.timeout(seconds + LATE):
                return await ended
        except TimeoutError:
            return Printed("unknown", "driver_silent")

    def _tell(self) -> None:
        self._bus.tell(DevicesChanged())

    def _now(self) -> datetime:
        return self._time.now() or self._clock.now()

    def _local(self, site: Site) -> datetime | None:
        now = self._time.now()
        return None if now is None else now.astimezone(ZoneInfo(site.timezone))


def _receipt_values(
    site: Site, form: Form, given: Receipt, language: str, now: datetime | None
) -> Mapping[str, Sequence[str]]:
    link = receipts.link(site, given.link, language)
    contact = site.contacts[0] if site.contacts else None
    return {
        "council": [site.council.get(language)],
        "site": [site.name.get(language)],
        "form": [form.title.get(language)],
        "reference": [given.reference],
        "sent": _moment(now, language),
        "qr": [link or receipts.in_words(site, form, given, language)],
        "domain": [] if link is None else [receipts.domain_of(link)],
        "next": [paragraph.get(language) for paragraph in form.confirmation],
        "name": [] if contact is None else [contact.name.get(language)],
        "number": [] if contact is None else [contact.number],
        "hours": [] if contact is None else [contact.hours.get(language)],
    }


def _moment(now: datetime | None, language: str) -> Sequence[str]:
    """The day and the time; nothing while no clock can be trusted."""
    return [] if now is None else [f"{calendar(language).date(now.date())}, {now:%H:%M}"]
