"""What people of the house, terminals and waiting areas see of those who wait; each of them no more than it needs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID

from kiosk.domain import receipts
from kiosk.domain.directory import Person, Team, Tenant
from kiosk.domain.directory_book import Book
from kiosk.domain.host_calls import LIFE, Call, CallOver
from kiosk.domain.messages import Channel, MessageState
from kiosk.domain.visit_details import NOBODY, Details
from kiosk.domain.visit_words import Said, SealedWords
from kiosk.domain.visits import Came, Visit
from kiosk.domain.waiting import State
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.records.host_calls import Notice, Sent
from kiosk.interfaces.records.visits import VisitRow
from kiosk.interfaces.store import Record, Store
from kiosk.services.directory import Directory, Tenants
from kiosk.services.host_calls import BY_A_LINK, CallUnknown
from kiosk.services.host_ladder import whom
from kiosk.services.seals import CannotOpen, Seals

SHOWN_FOR: Final = timedelta(minutes=10)
"""How long a waiting area shows where somebody is to go, or that somebody comes."""

LONGEST_SHOWN: Final = timedelta(hours=2)
"""Nobody is shown as waiting for longer."""

Open = Callable[[VisitRow], Details | None]


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody who was told, as staff read it; `state` is how far the message has come."""

    turn: int
    name: str
    state: MessageState | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Link:
    """Whose link it is: who was told with it, as the directory calls them, and in which turn."""

    turn: int
    name: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A call as people of the house see it."""

    call: Call
    visit: Visit
    details: Details = field(repr=False)
    whom: str
    said: tuple[Said, ...] = field(default=(), repr=False)
    asked: tuple[Asked, ...] = ()
    others: tuple[tuple[UUID, str], ...] = ()

    @property
    def may_show(self) -> bool:
        """Whether there is a typed name that staff can let onto the screens of waiting areas."""
        return bool(self.details.shown) and not _free(self.visit, self.details) and not self.call.let_through


@dataclass(frozen=True, slots=True)
class Told:
    """A call as the terminal where they checked in is told it; `another` than their host may be who answered."""

    call: Call
    visit: Visit
    said: tuple[Said, ...] = field(repr=False)
    another: bool = False


@dataclass(frozen=True, slots=True)
class Displayed:
    """Somebody on the screen of a waiting area: by name only where that may stand there."""

    number: int | None
    name: str
    state: State
    place: str
    another: bool


class HostReading:
    """The calls of one site, to be read.

    Args:
        details: opens who a visitor is.
        opening: threads on which sealed bytes are opened.
    """

    def __init__(
        self, store: Store, directory: Directory, seals: Seals, details: Open, opening: Executor, clock: Clock
    ) -> None:
        self._store, self._directory, self._seals = store, directory, seals
        self._details, self._opening, self._clock = details, opening, clock

    async def by_token(self, known: str) -> tuple[Link, Seen]:
        """What the link of a notice leads to.

        Raises:
            CallUnknown: it leads nowhere.
            CallOver: nobody waits there any more.
        """
        if receipts.read_token(known) is None:
            raise CallUnknown
        hashed = receipts.token_hash(known)
        notice = await self._store.read(lambda record: record.host_calls.by_token(hashed))
        if notice is None:
            raise CallUnknown
        seen = await self.show(notice.visit_id)
        if seen.call.over or self._clock.now() - seen.call.made_at > LIFE:
            raise CallOver
        return Link(notice.turn, _named(await self._directory.book(), notice)), seen

    async def show(self, visit_id: UUID, tenants: Tenants = None) -> Seen:
        """One call, with all there is to it.

        Raises:
            CallUnknown: there is none, or it is none of theirs.
        """
        found = await self._store.read(partial(_whole, visit_id=visit_id))
        if found is None or not _theirs(found[1].visit, tenants):
            raise CallUnknown
        book = await self._directory.book()
        call, row, words, notices = found
        details, said = await self._opened(row, words)
        asked = tuple(Asked(each.notice.turn, _told(book, each), each.state, each.notice.at) for each in notices)
        return Seen(call, row.visit, details, whom(book, row.visit), said, asked, _others(book, call, row.visit))

    async def waiting(self, tenants: Tenants = None) -> list[Seen]:
        """Everybody who waits and whom somebody may see, the first first."""
        since = self._clock.now() - LIFE
        found = await self._store.read(partial(_all, since=since))
        book = await self._directory.book()
        mine = [(call, row) for call, row in found if _theirs(row.visit, tenants)]
        loop = asyncio.get_running_loop()
        opened = await loop.run_in_executor(self._opening, lambda: [self._details(row) or NOBODY for _, row in mine])
        return [
            Seen(call, row.visit, details, whom(book, row.visit))
            for (call, row), details in zip(mine, opened, strict=True)
        ]

    async def told(self, terminal_id: UUID, visit_id: UUID) -> Told:
        """How it stands, for the terminal where they checked in and no other.

        Raises:
            CallUnknown: there is no such call, or they checked in elsewhere.
        """
        found = await self._store.read(partial(_whole, visit_id=visit_id))
        if found is None or found[0].terminal_id != terminal_id:
            raise CallUnknown
        call, row, words, _ = found
        _, said = await self._opened(row, words)
        return Told(call, row.visit, said, _another(await self._directory.book(), call, row.visit))

    async def displayed(self) -> list[Displayed]:
        """Who stands on the screens of waiting areas, the one who has waited longest first."""
        now, book = self._clock.now(), await self._directory.book()
        shown = []
        for seen in await self.waiting():
            call = seen.call
            since = call.made_at if call.said_at is None else call.said_at
            free = call.let_through or _free(seen.visit, seen.details)
            name = seen.details.shown if free else ""
            called = call.state in (State.COMING, State.FIVE_MINUTES, State.SEND_UP)
            if now - since < (SHOWN_FOR if called else LONGEST_SHOWN) and (name or seen.visit.badge is not None):
                another = _another(book, call, seen.visit)
                shown.append(Displayed(seen.visit.badge, name, call.state, call.place, another))
        return shown

    async def _opened(self, row: VisitRow, words: Sequence[SealedWords]) -> tuple[Details, tuple[Said, ...]]:
        def work() -> tuple[Details, tuple[Said, ...]]:
            return self._details(row) or NOBODY, tuple(filter(None, map(self._read, words)))

        return await asyncio.get_running_loop().run_in_executor(self._opening, work)

    def _read(self, words: SealedWords) -> Said | None:
        try:
            return Said(words.from_visitor, self._seals.open(words.key_id, words.sealed).decode("utf-8"), words.at)
        except (CannotOpen, ValueError):
            return None


def _free(visit: Visit, details: Details) -> bool:
    """Whether a name needs nobody to let it through: whoever invited them wrote it, not they at a terminal."""
    known = visit.came in (Came.CODE, Came.CARD)
    return known and bool(details.shown) and details.shown.casefold() == details.first_name.casefold()


def _another(book: Book, call: Call, visit: Visit) -> bool:
    """Whether who answered is none whom they came to see: no screen may say that their host comes, then."""
    whose = (book.get(visit.host_id, Person), book.get(visit.team_id, Team), book.get(visit.tenant_id, Tenant))
    host = next((each for each in whose if each is not None), None)
    return bool(call.said_by) and (host is None or call.said_by.removesuffix(BY_A_LINK) != host.title.en)


def _theirs(visit: Visit, tenants: Tenants) -> bool:
    return tenants is None or visit.tenant_id in tenants


def _told(book: Book, sent: Sent) -> str:
    return "The chat" if sent.channel is Channel.CHAT else _named(book, sent.notice)


def _named(book: Book, notice: Notice) -> str:
    entry = None if notice.entry_id is None else book.entries.get(notice.entry_id)
    return "The contact centre" if entry is None else entry.title.en


def _others(book: Book, call: Call, visit: Visit) -> tuple[tuple[UUID, str], ...]:
    """Whom it can be passed on to: the people and the teams around whom they came to see, who were not asked yet."""
    host = book.get(visit.host_id, Person)
    team = book.get(host.team_id if host else visit.team_id, Team)
    tenant = book.get((host.tenant_id if host else None) or visit.tenant_id, Tenant)
    deputy = None if host is None else book.get(host.deputy_id, Person)
    around = [deputy, team, tenant, *(book.members(team.id) if team else ())]
    around += [each for each in (book.belonging(tenant.id) if tenant else ()) if isinstance(each, Person | Team)]
    asked = {each for turn in call.turns[: call.at + 1] for each in turn.entries}
    found = {each.id: each.title.en for each in around if each is not None and each.id not in asked}
    return tuple(found.items())


_Whole = tuple[Call, VisitRow, Sequence[SealedWords], Sequence[Sent]]


def _whole(record: Record, visit_id: UUID) -> _Whole | None:
    call, row = record.host_calls.get(visit_id), record.visits.get(visit_id)
    if call is None or row is None:
        return None
    return call, row, record.visit_words.of(visit_id), record.host_calls.notices(visit_id)


def _all(record: Record, since: datetime) -> list[tuple[Call, VisitRow]]:
    found = []
    for call in record.host_calls.going_on(since):
        row = record.visits.get(call.visit_id)
        if row is not None and row.visit.inside:
            found.append((call, row))
    return found
