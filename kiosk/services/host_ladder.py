"""Asks one after the other to come, until somebody does: the worker behind every call.

Theory of operation. What is due is worked out from the directory as it stands, written, and kept in one unit of work
with the notices that tell it; the unit looks again whether the call is still as it was. So of several hubs one tells
each turn, once; a hub that is killed forgets nothing, and whichever is there goes on when the time comes. From there
a notice goes like every message. A turn whose notices could not be sent is over at once: nobody waits for somebody
who was never told.
"""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from kiosk.domain import host_calls as rules
from kiosk.domain import hosts, receipts
from kiosk.domain.directory import Person, Team, Tenant, seen
from kiosk.domain.directory_book import Book
from kiosk.domain.host_calls import LIFE, Call
from kiosk.domain.host_rules import HostRules
from kiosk.domain.hosts import Asked, Choice
from kiosk.domain.ids import uuid7
from kiosk.domain.ladders import Rung
from kiosk.domain.messages import Address, Channel
from kiosk.domain.site import Site
from kiosk.domain.visit_details import NOBODY, Details
from kiosk.domain.visits import Visit
from kiosk.domain.waiting import STILL_ASKING
from kiosk.events import log
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.records.host_calls import Notice
from kiosk.interfaces.records.visits import VisitRow
from kiosk.interfaces.store import Record, RecordUnavailable, Store
from kiosk.services import host_notices
from kiosk.services.acknowledgements import Written
from kiosk.services.bells import Bell
from kiosk.services.directory import Directory
from kiosk.services.host_calls import BY_A_LINK, tell
from kiosk.services.host_notices import Facts
from kiosk.services.messages import Messages, Prepared

LOOK: Final = 30.0
"""Seconds between looks when nothing is due."""

WATCH: Final = 2.0
"""Seconds between looks while somebody is asked: whether what was sent to them could not be sent."""

AT_ONCE: Final = 20

MOST_AN_HOUR: Final = 30
"""Visits that one person or team is told of: more visitors than that nobody has, and a joker at a terminal must not
fill a mailbox. Then somebody else is asked."""

HOUR: Final = timedelta(hours=1)

LATE: Final = timedelta(minutes=10)
"""After so long a notice is not sent any more: everybody was asked by then, and whom it tells of may be gone."""


@dataclass(frozen=True, slots=True)
class _Telling:
    """One notice, ready to be kept. `token` is the secret of its link; it is in the message and nowhere else."""

    entry_id: UUID | None
    prepared: Prepared
    token_hash: bytes | None


@dataclass(frozen=True, slots=True)
class _Around:
    """What a turn is worked out from."""

    book: Book
    choices: Mapping[UUID, Choice]
    told: Mapping[UUID, int]
    site: Site
    now: datetime


class HostLadder:
    """The worker of one site. Made on the hub's loop.

    Args:
        details: opens who a visitor is; `None` when that is forgotten or cannot be.
        site, wanted: give the site, and who is told last, as they are now.
        countries: where text messages may go.
    """

    def __init__(
        self,
        store: Store,
        directory: Directory,
        messages: Messages,
        details: Callable[[VisitRow], Details | None],
        site: Callable[[], Site],
        wanted: Callable[[], HostRules],
        clock: Clock,
        countries: tuple[str, ...],
    ) -> None:
        self._store, self._directory, self._messages, self._details = store, directory, messages, details
        self._site, self._wanted, self._clock, self._countries = site, wanted, clock, countries
        self._bell = Bell()
        self._worker: asyncio.Task[None] | None = None
        store.listen("hosts", self._bell.ring)

    def start(self) -> None:
        """Goes on where it was."""
        self._worker = asyncio.create_task(self._work(), name="host ladder")

    async def close(self) -> None:
        """Asks nobody any more. Twice is fine."""
        if self._worker is not None:
            self._worker.cancel()
            await asyncio.gather(self._worker, return_exceptions=True)

    async def look(self) -> float:
        """Tells whose turn it is now. Gives the seconds until there may be something to do."""
        now = self._clock.now()
        due = await self._store.read(lambda record: _due(record, now))
        for call in due:
            await self._move(call, now)
        later, asking = await self._store.read(lambda record: _later(record, now))
        if later is None:
            return LOOK
        return max(0.05, min(WATCH if asking else LOOK, (later - now).total_seconds()))

    async def reachable(self, entry_id: UUID) -> bool:
        """Whether somebody can be told just now."""
        around = await self._around(self._clock.now())
        entry = around.book.entries.get(entry_id)
        return isinstance(entry, Person | Team | Tenant) and self._there(entry, around)

    async def _move(self, call: Call, now: datetime) -> None:
        """The next turn of a call."""
        around = await self._around(now)
        row = await self._store.read(lambda record: record.visits.get(call.visit_id))
        after = rules.ended(call) if row is None or now - call.made_at > LIFE else self._next(call, row.visit, around)
        tellings: Sequence[_Telling] = ()
        while row is not None and after.state in STILL_ASKING and not tellings:
            if not (tellings := self._tellings(after, row, around)):
                # Nobody there can be told, so it is nobody's turn.
                after = rules.moved_on(after, now)

        def work(record: Record) -> bool:
            if record.host_calls.get(call.visit_id) != call:
                return False
            record.host_calls.put(after)
            for each in tellings:
                message = self._messages.notify(record, each.prepared, now)
                identifier = uuid7(int(now.timestamp() * 1000), os.urandom(10))
                record.host_calls.tell(
                    Notice(identifier, call.visit_id, after.at, each.entry_id, message, each.token_hash, now)
                )
            tell(record, after, now)
            return True

        if await self._store.transact(work):
            log("hosts.turn", visit=str(call.visit_id), turn=after.at, state=after.state.value, told=len(tellings))

    def _next(self, call: Call, visit: Visit, around: _Around) -> Call:
        if call.turns:
            return rules.moved_on(call, around.now)
        there = lambda entry: self._there(entry, around)  # noqa: E731 - what a rule asks
        turns = rules.plan(around.book, visit.host_id, visit.team_id, visit.tenant_id, there)
        return rules.begun(call, turns, around.now)

    def _there(self, entry: Asked, around: _Around) -> bool:
        if around.told.get(entry.id, 0) >= MOST_AN_HOUR or not self._ways(entry, around):
            return False
        choice = around.choices.get(entry.id, hosts.USUAL)
        wall = around.now.astimezone(ZoneInfo(around.site.timezone))
        return hosts.is_in(entry, around.book, around.site, choice, wall)

    def _ways(self, entry: Asked, around: _Around) -> list[Address]:
        """Where somebody is told, by what takes messages here."""
        found = hosts.addresses(entry, around.choices.get(entry.id, hosts.USUAL), self._countries)
        return [each for each in map(self._inside, found) if self._messages.takes(each.channel)]

    def _inside(self, address: Address) -> Address:
        """Mail to people of the house goes by the mail server, where there is one."""
        if address.channel is Channel.EMAIL and self._messages.takes(Channel.NOTICE):
            return replace(address, channel=Channel.NOTICE)
        return address

    def _tellings(self, call: Call, row: VisitRow, around: _Around) -> list[_Telling]:
        """The notices of the turn that is on."""
        turn, found = call.turn, list[_Telling]()
        if turn is None:
            return found
        for entry_id in turn.entries:
            entry = around.book.entries.get(entry_id)
            if isinstance(entry, Person | Team | Tenant):
                found += [self._telling(each, entry, call, row, around) for each in self._ways(entry, around)]
        rules_here = self._wanted()
        if turn.rung is Rung.CONTACT_CENTRE:
            last = [Address(Channel.EMAIL, each) for each in rules_here.emails]
            last += [Address(Channel.SMS, each) for each in rules_here.texts]
            ways = [each for each in map(self._inside, last) if self._messages.takes(each.channel)]
            found += [self._telling(each, None, call, row, around) for each in ways]
        if rules_here.chat and turn.rung in (Rung.TEAM, Rung.CONTACT_CENTRE):
            found.append(self._telling(Address(Channel.CHAT, rules_here.chat), None, call, row, around))
        return found

    def _telling(self, to: Address, entry: Asked | None, call: Call, row: VisitRow, around: _Around) -> _Telling:
        public = around.site.public_url
        known = None if public is None else receipts.token(secrets.token_bytes(receipts.TOKEN_BYTES))
        facts = self._facts(entry, call, row, around, "" if known is None else f"{public}/h/{known}")
        if to.channel is Channel.CHAT:
            written = Written("en", "", host_notices.chat(self._wanted().style, facts), {})
        else:
            written = host_notices.written(to.channel, facts)
        hashed = None if known is None else receipts.token_hash(known)
        prepared = self._messages.prepare(to, written, around.now + LATE)
        return _Telling(None if entry is None else entry.id, prepared, hashed)

    def _facts(self, entry: Asked | None, call: Call, row: VisitRow, around: _Around, link: str) -> Facts:
        visit = row.visit
        own = entry is not None and entry.id == visit.host_id
        details = (self._details(row) or NOBODY) if own and not visit.private else NOBODY
        passed = call.turn is not None and call.turn.passed
        return Facts(
            site=around.site.name.en,
            place=visit.place,
            visitor=host_notices.short_name(details.name),
            whom="you" if own else "" if visit.private else whom(around.book, visit),
            link=link,
            asks=call.approval,
            passed_by=call.said_by.removesuffix(BY_A_LINK) if passed else "",
        )

    async def _around(self, now: datetime) -> _Around:
        book = await self._directory.book()
        choices, told = await self._store.read(
            lambda record: (record.host_calls.choices(), record.host_calls.told_since(now - HOUR))
        )
        return _Around(book, choices, told, self._site(), now)

    async def _work(self) -> None:
        while True:
            rings = self._bell.rings
            try:
                wait = await self.look()
            except RecordUnavailable as error:
                log("hosts.record_unavailable", code=error.code)
                wait = WATCH
            except Exception as error:  # noqa: BLE001 - if it ended, nobody would be asked to come any more
                log("hosts.fault", error=type(error).__name__)
                wait = WATCH
            await self._bell.wait(rings, wait)


def whom(book: Book, visit: Visit) -> str:
    """Whom somebody has come to see, in as few words as will do; empty when the directory knows nobody."""
    host = book.get(visit.host_id, Person)
    if host is not None:
        return seen(host) or host_notices.short_name(host.title.en)
    for team in (book.get(visit.team_id, Team), book.get(visit.tenant_id, Tenant)):
        if team is not None:
            return team.name.en
    return ""


def _due(record: Record, now: datetime) -> list[Call]:
    """Those whose next turn begins: its time has come, or what was sent in this one could not be sent."""
    due = [*record.host_calls.due(now, AT_ONCE)]
    known = {each.visit_id for each in due}
    return due + [each for each in record.host_calls.in_vain(now - LIFE) if each.visit_id not in known]


def _later(record: Record, now: datetime) -> tuple[datetime | None, bool]:
    """When something falls due by itself, and whether somebody is being asked."""
    asking = any(each.state in STILL_ASKING for each in record.host_calls.going_on(now - LIFE))
    return record.host_calls.next_due(now), asking
