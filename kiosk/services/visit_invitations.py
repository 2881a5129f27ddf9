"""Inviting people: their visits are noted, and they are told of them by e-mail and text message, and of changes.

What they are told is within the limits of all messages. Whether one held a message back is told to whoever invited.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Final
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from kiosk.domain.definition import Localised
from kiosk.domain.directory import Person, Team, Tenant
from kiosk.domain.directory_book import Book
from kiosk.domain.messages import Address, Channel, read_number
from kiosk.domain.rooms import Room, named
from kiosk.domain.site import Site
from kiosk.domain.visit_calendars import Occasion
from kiosk.domain.visit_details import Details, Needs
from kiosk.domain.visit_lines import Around, Line
from kiosk.domain.visits import Visit, may_change
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.records.messages import MessageRow
from kiosk.interfaces.store import Record, Store
from kiosk.services import visit_messages
from kiosk.services.audit import Actor, Audit
from kiosk.services.directory import Directory, Tenants
from kiosk.services.messages import Messages, Prepared
from kiosk.services.visit_arrivals import VisitUnknown
from kiosk.services.visit_links import VisitLinks
from kiosk.services.visit_lists import Shown
from kiosk.services.visit_messages import Letter, Why
from kiosk.services.visits import Invited, VisitChanged, Visits

MOST_TIMES: Final = 8
"""Messages of one kind about one visit."""

MOST_TOLD: Final = 8
"""Changes of a visit after which its host is told of no more by mail: whoever has the link could go on for ever."""

CHANNELS: Final = (Channel.EMAIL, Channel.SMS)


@dataclass(frozen=True, slots=True)
class Opened:
    """What somebody with the link of an invitation sees.

    Attributes:
        host: whom they come to see, as visitors may be shown it.
        room: the one that is booked for them.
        code: what is in the QR code at the door.
        asks: whether they can still say what would help.
    """

    visit: Visit
    host: Localised | None
    room: Room | None
    language: str
    asks: bool
    code: str = field(repr=False)
    occasion: Occasion = field(repr=False)


class VisitInvitations:
    """Those of one site.

    Args:
        site: gives the site as it is now.
        countries: where text messages may go.
        sender: where mail comes from.
        pictures: whether e-mail from here can show one.
    """

    def __init__(
        self,
        store: Store,
        audit: Audit,
        visits: Visits,
        links: VisitLinks,
        messages: Messages,
        directory: Directory,
        site: Callable[[], Site],
        clock: Clock,
        countries: Collection[str],
        sender: str,
        *,
        pictures: bool,
    ) -> None:
        self._store, self._audit, self._visits = store, audit, visits
        self._links, self._messages = links, messages
        self._directory, self._site, self._clock = directory, site, clock
        self._countries, self._sender, self._pictures = countries, sender, pictures

    @property
    def ways(self) -> tuple[Channel, ...]:
        """How visitors can be told. What cannot show a code needs a page that it leads to."""
        public = self._site().public_url is not None
        shows = {Channel.EMAIL: self._pictures or public, Channel.SMS: public}
        return tuple(each for each in CHANNELS if shows[each] and self._messages.takes(each))

    async def around(self, tenants: Tenants, account_id: UUID | None) -> Around:
        """What an invitation is read by, for somebody who may invite for these tenants."""
        site, book = self._site(), await self._directory.book_of(tenants)
        person = None if account_id is None else await self._directory.person_of(account_id)
        own = None if person is None else book.get(person.id, Person)
        mine = book.every(Tenant) if own is None and tenants is not None else []
        zone = ZoneInfo(site.timezone)
        host = own or (mine[0] if len(mine) == 1 else None)
        return Around(book, site.visits, site.languages, zone, self._clock.now(), host, site.rooms)

    async def invite(self, lines: Sequence[Line], actor: Actor, tenants: Tenants) -> list[Visit]:
        """Notes whom somebody expects, books their rooms, and tells them: all of them or none.

        Raises:
            VisitUnknown, RoomTaken: as `Visits.invite`.
        """
        made = await self._visits.invite([_invited(line) for line in lines], actor, tenants)
        told = [(each.visit, line.details, each.token) for each, line in zip(made, lines, strict=True)]
        await self._tell(told, Why.INVITED)
        return [each.visit for each in made]

    async def change(self, visit_id: UUID, revision: int, line: Line, actor: Actor, tenants: Tenants) -> Visit:
        """Says anew who is expected, when and by whom, and tells them.

        Raises:
            VisitUnknown, VisitChanged, RoomTaken: as `Visits.change`.
        """
        before = await self._visits.show(visit_id, tenants)
        details = _merged(before.details, line.details)
        if line.room is None and before.visit.booking_id is not None and line.place == before.visit.place:
            # What is not in use any more stays theirs until somebody chooses another.
            line = replace(line, room=named(self._site().rooms, line.place, any_room=True))
        visit = await self._visits.change(
            visit_id, revision, replace(_invited(line), details=details), actor, tenants
        )
        await self._tell([(visit, details, await self._visits.token(visit_id))], Why.CHANGED)
        return visit

    async def cancel(self, visit_id: UUID, actor: Actor, tenants: Tenants) -> None:
        """Calls a visit off, and tells them.

        Raises:
            VisitUnknown, VisitChanged: as `Visits.cancel`.
        """
        shown = await self._visits.show(visit_id, tenants)
        visit = await self._visits.cancel(visit_id, actor, tenants)
        if shown.details is not None:
            await self._tell([(visit, shown.details, "")], Why.CANCELLED)

    async def send(self, visit_id: UUID, actor: Actor, tenants: Tenants) -> None:
        """Sends an invitation again.

        Raises:
            VisitUnknown: there is none, or it is none of theirs.
            VisitChanged: nobody is invited to it any more.
        """
        shown = await self._visits.show(visit_id, tenants)
        if shown.details is None or not may_change(shown.visit):
            raise VisitChanged
        await self._audit.record(actor, "visit_sent_again", str(visit_id), "done")
        await self._tell([(shown.visit, shown.details, await self._visits.token(visit_id))], Why.INVITED)

    async def moved(self, visits: Sequence[Visit]) -> None:
        """Tells visitors that the room they come to is another, or none."""
        for visit in visits:
            if (details := (await self._visits.show(visit.id)).details) is not None:
                await self._tell([(visit, details, await self._visits.token(visit.id))], Why.CHANGED)

    async def told(self, visit_id: UUID) -> list[MessageRow]:
        """What became of the messages about a visit."""
        return await self._messages.those([each for channel in CHANNELS for each in _ids(visit_id, channel)])

    def link(self, visit_id: UUID) -> str:
        """Where the page of an invitation is; empty where visitors have no pages."""
        public = self._site().public_url
        return f"{public}/v/{self._links.token(visit_id)}" if public else ""

    async def opened(self, token: str) -> Opened:
        """What is behind a link.

        Raises:
            VisitUnknown: nothing, or nothing any more.
        """
        shown = await self._behind(token)
        if shown.details is None:
            raise VisitUnknown
        code = await self._visits.token(shown.visit.id)
        letter = self._letter(shown.visit, code, await self._directory.book())
        spoken = shown.details.needs.language or self._site().languages[0]
        occasion = visit_messages.occasion(letter, self._site(), spoken)
        return Opened(shown.visit, letter.host, letter.room, spoken, may_change(shown.visit), code, occasion)

    async def say_needs(self, token: str, needs: Needs) -> bool:
        """Whoever has the link says what would help them; `False` when that comes too late.

        Raises:
            VisitUnknown: nothing is behind the link.
        """
        shown = await self._behind(token)
        new = shown.details is not None and shown.details.needs != needs
        kept = await self._visits.say_needs(shown.visit.id, needs)
        if kept and new and shown.visit.revision < MOST_TOLD:
            await self._tell_host(shown.visit)
        return kept

    async def _tell_host(self, visit: Visit) -> None:
        """Has whoever is visited look at what would help, in time to arrange it. What it is stays in the house."""
        book = await self._directory.book()
        people = (book.get(visit.host_id, Person), book.get(visit.team_id, Team), book.get(visit.tenant_id, Tenant))
        mail = next((each.reach.email for each in people if each is not None and each.reach.email), "")
        channel = Channel.NOTICE if self._messages.takes(Channel.NOTICE) else Channel.EMAIL
        if mail and self._messages.takes(channel):
            written = visit_messages.for_host(visit, self._site())
            prepared, now = self._messages.prepare(Address(channel, mail), written), self._clock.now()
            await self._store.transact(lambda record: self._messages.notify(record, prepared, now))

    async def _behind(self, token: str) -> Shown:
        visit_id = self._links.read(token)
        if visit_id is None:
            raise VisitUnknown
        return await self._visits.show(visit_id)

    async def _tell(self, told: Sequence[tuple[Visit, Details, str]], why: Why) -> None:
        """Writes to everybody whose address is known."""
        book = await self._directory.book()

        def write() -> list[tuple[UUID, Channel, Prepared]]:
            return [
                (visit.id, to.channel, self._prepared(to, self._letter(visit, code, book), why, details))
                for visit, details, code in told
                for to in self._addresses(details)
            ]

        prepared, now = await asyncio.to_thread(write), self._clock.now()

        def work(record: Record) -> None:
            for visit_id, channel, each in prepared:
                ids = _ids(visit_id, channel)
                used = len(record.messages.those(ids))
                if used < MOST_TIMES:
                    self._messages.queue(record, each, None, None, now, ids[used])

        if prepared:
            await self._store.transact(work)

    def _prepared(self, to: Address, letter: Letter, why: Why, details: Details) -> Prepared:
        site = self._site()
        language = details.needs.language or site.languages[0]
        return self._messages.prepare(
            to, visit_messages.write(to.channel, why, letter, site, language, self._clock.now())
        )

    def _addresses(self, details: Details) -> list[Address]:
        found: list[object] = [Address(Channel.EMAIL, details.email)] if details.email else []
        found += [read_number(details.phone, self._countries)] if details.phone else []
        return [each for each in found if isinstance(each, Address) and each.channel in self.ways]

    def _letter(self, visit: Visit, code: str, book: Book) -> Letter:
        host = None if visit.private else visit_messages.host_shown(visit, book)
        visitor_type = self._site().visits.type(visit.type)
        room = None
        if visit.booking_id is not None:
            # One that was renamed since, or is gone, has a name all the same.
            room = named(self._site().rooms, visit.place, any_room=True) or Room("", Localised(visit.place))
        return Letter(visit, visitor_type, host, code, self.link(visit.id), self._sender, room)


def _invited(line: Line) -> Invited:
    host = line.host
    return Invited(
        details=line.details,
        day=line.day,
        expected_from=line.begins,
        expected_until=line.ends,
        host_id=host.id if isinstance(host, Person) else None,
        team_id=host.id if isinstance(host, Team) else host.team,
        tenant_id=host.belongs_to,
        type=line.type,
        private=line.private,
        place=line.place,
        room_id="" if line.room is None else line.room.id,
        # Who comes on another day or to somebody else is another group, whatever a file calls it.
        group=f"{line.group} {line.day} {host.id}" if line.group else "",
    )


def _merged(before: Details | None, now: Details) -> Details:
    """What staff wrote in place of what they wrote before; what the visitor said stays."""
    if before is None:
        return now
    needs = replace(before.needs, language=now.needs.language)
    return replace(before, name=now.name, email=now.email, phone=now.phone, company=now.company, needs=needs)


def _ids(visit_id: UUID, channel: Channel) -> list[UUID]:
    """The ids of the messages about a visit, in their order."""
    return [uuid5(visit_id, f"{channel} {number}") for number in range(MOST_TIMES)]
