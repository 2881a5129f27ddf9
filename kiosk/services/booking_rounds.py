"""Goes its rounds: gives back rooms that nobody has come to, and asks about visitors whose room's time is over.

Whoever does not answer is in the building: nothing here signs anybody out. What is written, and whom it is told to,
are kept in one unit of work, which looks again whether the booking is still as it was; so of several hubs one tells.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Final
from uuid import UUID

from kiosk.domain import bookings as rules
from kiosk.domain import hosts
from kiosk.domain.bookings import Booking, RoomTaken, State
from kiosk.domain.directory import Person, Team, Tenant
from kiosk.domain.directory_book import Book
from kiosk.domain.errors import KioskError
from kiosk.domain.messages import Address, Channel
from kiosk.domain.site import Site
from kiosk.events import log
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.records.bookings import BookingRow
from kiosk.interfaces.store import Record, Store
from kiosk.services import booking_notices
from kiosk.services.directory import Directory
from kiosk.services.messages import Messages, Prepared
from kiosk.services.visit_links import VisitLinks

EVERY: Final = 30.0
"""Seconds between two looks."""

GRACE: Final = timedelta(minutes=5)
"""After the end people put on their coats."""

AT_ONCE: Final = 50


class BookingRounds:
    """Those of one site; made on the hub's loop.

    Args:
        links: those of the page where it is said whether visitors have left.
        site: gives the site as it is now.
        countries: where text messages may go.
    """

    def __init__(
        self,
        store: Store,
        directory: Directory,
        messages: Messages,
        links: VisitLinks,
        site: Callable[[], Site],
        clock: Clock,
        countries: tuple[str, ...],
    ) -> None:
        self._store, self._directory, self._messages, self._links = store, directory, messages, links
        self._site, self._clock, self._countries = site, clock, countries
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begins."""
        self._task = asyncio.create_task(self._look(), name="bookings")

    async def close(self) -> None:
        """Ends. Twice is fine."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def keep_to_the_wall(self) -> int:
        """Puts bookings to come where the wall will show what was agreed on: zones may have got other rules since.
        Gives how many that were."""
        now = self._clock.now()

        def work(record: Record) -> tuple[int, list[UUID]]:
            earlier, later = list[BookingRow](), list[BookingRow]()
            for row, walls in record.bookings.coming(now):
                if row.booking.span.walls != walls:
                    span = rules.by_the_wall(*walls, row.booking.span.zone)
                    moved = replace(row.booking, span=span, revision=row.booking.revision + 1)
                    side = earlier if span.begins < row.booking.span.begins else later
                    side.append(replace(row, booking=moved))
            stuck = []
            # Who goes in front makes room for the next.
            for row in (*earlier, *reversed(later)):
                try:
                    record.bookings.put(row)
                except RoomTaken:
                    stuck.append(row.booking.id)
            return len(earlier) + len(later) - len(stuck), stuck

        count, stuck = await self._store.transact(work)
        for each in stuck:
            log("bookings.not_moved", booking=str(each))
        return count

    async def release(self) -> int:
        """Gives back the rooms that were booked for visitors of whom nobody has come. Gives how many that were."""
        site, now = self._site(), self._clock.now()
        if not (minutes := site.visits.release_after):
            return 0
        before = now - timedelta(minutes=minutes)
        rows = await self._store.read(lambda record: record.bookings.begun(before, AT_ONCE))
        book = await self._directory.book()
        done = 0
        for row in rows:
            word = booking_notices.released(self._room(row.booking), row.booking.span, site.name.en)
            # After its time, as when the hub was away, nobody can do anything about it any more.
            whom = self._booker(row.booking, book) if row.booking.span.ends > now else []
            prepared = [self._messages.prepare(to, word) for to in whom]
            booking = rules.in_state(row.booking, State.RELEASED)
            done += await self._settle(row, booking, prepared)
        if done:
            log("bookings.released", count=done)
        return done

    async def ask(self) -> int:
        """Asks about visitors who are still in the building although their room's time is over. Gives of how many
        bookings."""
        site, now = self._site(), self._clock.now()
        rows = await self._store.read(lambda record: record.bookings.ended(now - GRACE, AT_ONCE))
        book, asked = await self._directory.book(), 0
        for row in rows:
            booking = row.booking
            count = await self._store.read(partial(_inside, booking_id=booking.id))
            link = f"{site.public_url}/b/{self._links.token(booking.id)}" if site.public_url else ""
            said = (self._room(booking), booking.span, site.name.en, count, link)
            prepared = [
                self._messages.prepare(to, booking_notices.still_here(to.channel, *said))
                for to in await self._host(booking, book)
            ]
            noted = replace(booking, asked_at=now, revision=booking.revision + 1)
            asked += await self._settle(row, noted, prepared)
        if asked:
            log("bookings.asked", count=asked)
        return asked

    async def _settle(self, row: BookingRow, booking: Booking, prepared: list[Prepared]) -> bool:
        now = self._clock.now()

        def work(record: Record) -> bool:
            # What goes past it meanwhile, such as an arrival, counts more.
            if not record.bookings.put(replace(row, booking=booking)):
                return False
            for each in prepared:
                self._messages.notify(record, each, now)
            return True

        return await self._store.transact(work)

    def _booker(self, booking: Booking, book: Book) -> list[Address]:
        """Whoever booked, by the directory; else whose it is."""
        who = None if booking.account_id is None else hosts.account_of(book, booking.account_id)
        every = (who, *_whose(booking, book))
        mail = next((each.reach.email for each in every if each is not None and each.reach.email), "")
        return self._taken([Address(Channel.EMAIL, mail)] if mail else [])

    async def _host(self, booking: Booking, book: Book) -> list[Address]:
        """Whose visitors they are, told the way they chose."""
        choices = await self._store.read(lambda record: record.host_calls.choices())
        for each in _whose(booking, book):
            if each is not None:
                found = hosts.addresses(each, choices.get(each.id, hosts.USUAL), self._countries)
                if ways := self._taken(found):
                    return ways
        return []

    def _taken(self, found: list[Address] | tuple[Address, ...]) -> list[Address]:
        """Mail to people of the house goes by the mail server, where there is one."""
        notice = self._messages.takes(Channel.NOTICE)
        inside = [
            replace(each, channel=Channel.NOTICE) if notice and each.channel is Channel.EMAIL else each
            for each in found
        ]
        return [each for each in inside if self._messages.takes(each.channel)]

    def _room(self, booking: Booking) -> str:
        return next((room.name.en for room in self._site().rooms if room.id == booking.room_id), booking.room_id)

    async def _look(self) -> None:
        kept = False
        while True:
            try:
                if not kept:
                    await self.keep_to_the_wall()
                    kept = True
                await self.release()
                await self.ask()
            except KioskError as error:
                log("bookings.not_looked", code=error.code)
            await asyncio.sleep(EVERY)


def _inside(record: Record, booking_id: UUID) -> int:
    return sum(row.visit.inside for row in record.visits.in_bookings([booking_id]))


def _whose(booking: Booking, book: Book) -> tuple[Person | Team | Tenant | None, ...]:
    return book.get(booking.host_id, Person), book.get(booking.team_id, Team), book.get(booking.tenant_id, Tenant)
