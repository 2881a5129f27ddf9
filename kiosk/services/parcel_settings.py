"""How a site takes parcels: whether it does, what each team and tenant wants, and which carriers are known."""

from __future__ import annotations

import secrets as random
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from kiosk.domain import telephones
from kiosk.domain.alerts import is_email
from kiosk.domain.directory import Team, Tenant
from kiosk.domain.directory_rules import Finding, within
from kiosk.domain.errors import Refused
from kiosk.domain.ids import uuid7
from kiosk.domain.parcel_rules import DAYS, LONGEST_WORDS, Options, Wishes
from kiosk.domain.parcels import CODE_DIGITS, PIN_DIGITS
from kiosk.domain.staff_door import easily_guessed
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.records.parcels import CarrierRow
from kiosk.interfaces.store import Record, Store
from kiosk.services import personal
from kiosk.services.audit import Actor, Audit
from kiosk.services.directory import EntryUnknown, Tenants

LONGEST_NAME: Final = 80
MOST: Final = 200
"""Carriers and passes at once."""

PASS_LASTS: Final = timedelta(days=14)


class WishesUnfit(Refused, ValueError):
    """What somebody wants done with parcels will not do; `findings` says why."""

    code = "wishes_unfit"

    def __init__(self, *found: Finding) -> None:
        self.findings = found
        super().__init__(None, fields=sorted({each.field for each in found}))


class CarrierUnfit(Refused, ValueError):
    """A carrier has a name that no other has, and there are only so many."""

    code = "carrier_unfit"


class CarrierUnknown(Refused, LookupError):
    """There is none, or it was ended before."""

    code = "carrier_unknown"


class ParcelSettings:
    """Those of one site.

    Args:
        mark: gives what a PIN or a pass is known by.
        destinations: the names of programs that can be told.
    """

    def __init__(
        self,
        store: Store,
        audit: Audit,
        clock: Clock,
        mark: Callable[[str], bytes],
        destinations: Collection[str],
    ) -> None:
        self._store, self._audit, self._clock = store, audit, clock
        self._mark, self.destinations = mark, sorted(destinations)

    async def options(self) -> Options:
        """What holds for the whole site."""
        return await self._store.read(lambda record: record.parcels.options)

    async def begin(self) -> None:
        """Has terminals offer deliveries where nobody has ever said whether they should."""
        now = self._clock.now()

        def work(record: Record) -> None:
            if record.parcels.reminded_at is None:
                record.parcels.choose(Options(on=True), "settings", now)
                personal.changed(record, now)

        await self._store.transact(work)

    async def choose(self, wanted: Options, actor: Actor) -> None:
        """From now on this holds.

        Raises:
            WishesUnfit: there is no such recipient, or so many days are not on offer.
        """
        now = self._clock.now()

        def work(record: Record) -> None:
            if wanted.unknown is not None:
                _recipient(record, wanted.unknown)
            if not DAYS[0] <= wanted.remind_days <= DAYS[1]:
                raise WishesUnfit(Finding("remind_days", f"Enter a number of days from {DAYS[0]} to {DAYS[1]}"))
            record.parcels.choose(wanted, actor.who[:80], now)
            personal.changed(record, now)

        await self._audit.perform(actor, "parcel_options_changed", None, work)

    async def all_wishes(self) -> Mapping[UUID, Wishes]:
        """What those that said anything want."""
        return await self._store.read(lambda record: record.parcels.wishes())

    async def wish(self, entry_id: UUID, wanted: Wishes, actor: Actor, tenants: Tenants = None) -> None:
        """From now on a team or a tenant wants this.

        Raises:
            EntryUnknown: it is none of theirs.
            WishesUnfit: it will not do.
        """
        if found := self._findings(wanted):
            raise WishesUnfit(*found)
        now = self._clock.now()

        def work(record: Record) -> None:
            if not within(_recipient(record, entry_id), tenants):
                raise EntryUnknown
            record.parcels.wish(entry_id, wanted, actor.who[:80], now)

        await self._audit.perform(actor, "parcel_wishes_changed", str(entry_id), work)

    async def carriers(self) -> Sequence[CarrierRow]:
        """Those that are known, the newest first."""
        return await self._store.read(lambda record: record.parcels.carriers())

    async def add_carrier(self, name: str, actor: Actor) -> str:
        """Makes a carrier known. Gives their PIN, which is shown once.

        Raises:
            CarrierUnfit: there is no such name to give.
        """
        pin = next(each for each in iter(lambda: _random(PIN_DIGITS), "") if not easily_guessed(each))
        return await self._add(name, pin, single=False, recipient=None, lasts=None, actor=actor)

    async def give_pass(self, name: str, recipient: UUID | None, actor: Actor) -> str:
        """Makes a pass that is good once and for some days, for one recipient where that is said. Gives its digits,
        which are shown once.

        Raises:
            CarrierUnfit: there is no such name to give.
            EntryUnknown: there is no such recipient.
        """
        code = _random(CODE_DIGITS)
        return await self._add(name, code, single=True, recipient=recipient, lasts=PASS_LASTS, actor=actor)

    async def end_carrier(self, carrier_id: UUID, actor: Actor) -> None:
        """A PIN or a pass is good no more.

        Raises:
            CarrierUnknown: there is none.
        """
        now = self._clock.now()

        def work(record: Record) -> None:
            if not record.parcels.end_carrier(carrier_id, now):
                raise CarrierUnknown
            personal.changed(record, now)

        await self._audit.perform(actor, "carrier_ended", str(carrier_id), work)

    async def _add(
        self, name: str, code: str, *, single: bool, recipient: UUID | None, lasts: timedelta | None, actor: Actor
    ) -> str:
        name, now = " ".join(name.split()), self._clock.now()
        identifier = uuid7(int(now.timestamp() * 1000), random.token_bytes(10))
        until: datetime | None = None if lasts is None else now + lasts
        row = CarrierRow(identifier, name, single, recipient, self._mark(code), now, actor.who[:80], until)

        def work(record: Record) -> None:
            there = [each for each in record.parcels.carriers() if each.good(now)]
            named = not single and any(each.name.casefold() == name.casefold() for each in there if not each.single)
            marked = any(each.mark == row.mark for each in there)
            if not 0 < len(name) <= LONGEST_NAME or len(there) >= MOST or named or marked:
                raise CarrierUnfit
            if recipient is not None:
                _recipient(record, recipient)
            record.parcels.add_carrier(row)
            personal.changed(record, now)

        await self._audit.perform(actor, "pass_given" if single else "carrier_added", str(identifier), work)
        return code

    def _findings(self, wanted: Wishes) -> list[Finding]:
        found = []
        words = wanted.words
        for name, text in (("words", words and words.en), ("words_cy", words and words.cy)):
            if text and (len(text) > LONGEST_WORDS or "<" in text or ">" in text):
                found.append(Finding(name, f"Use plain words, {LONGEST_WORDS} characters at most"))
        if words is not None and not words.en:
            found.append(Finding("words", "Say it in English, too"))
        if wanted.email and not is_email(wanted.email):
            found.append(Finding("email", "Enter an e-mail address, like name@example.org"))
        if wanted.mobile and isinstance(telephones.read(wanted.mobile), telephones.Unfit):
            found.append(Finding("mobile", "Enter a mobile number, like 07700 900123"))
        if wanted.webhook and wanted.webhook not in self.destinations:
            found.append(Finding("webhook", "Choose a destination there is"))
        return found


def _recipient(record: Record, entry_id: UUID) -> Team | Tenant:
    row = record.directory.get(entry_id)
    if row is None or row.removed_at is not None or not isinstance(row.entry, Team | Tenant):
        raise EntryUnknown
    return row.entry


def _random(digits: int) -> str:
    return f"{random.randbelow(10**digits):0{digits}}"
