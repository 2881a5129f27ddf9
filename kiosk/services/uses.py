"""How often the services of a site are used, for those who run them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from kiosk.domain.definition import Form
from kiosk.domain.tallies import Tally, Total, What
from kiosk.domain.uses import Counted, Face, Use
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.facts import Terminal
from kiosk.interfaces.store import Record, Store
from kiosk.services.audit import Actor, Audit
from kiosk.services.forms import Forms

MOST_STARTS = 10_000
"""Begun on one day at one terminal, at most: a terminal that says more is mistaken."""


@dataclass(frozen=True, slots=True)
class Started:
    """What a terminal tells: so many were begun on a day, in one life of its program."""

    day: date
    form_id: str
    language: str
    total: int


@dataclass(frozen=True, slots=True)
class Ended:
    """What a terminal tells: so many ended in one way on a day, in one life of its program."""

    day: date
    form_id: str
    form_version: int
    what: What
    value: str
    total: int


@dataclass(frozen=True, slots=True)
class Usage:
    """Numbers of some days, and what the ids in them are called.

    Attributes:
        forms: the newest version of each form, as far as it can still be read.
        terminals: names, also of those that were withdrawn.
    """

    first: date
    last: date
    counted: Sequence[Counted]
    forms: Mapping[str, Form]
    terminals: Mapping[UUID, str]


class Uses:
    """Numbers of use of one site.

    Args:
        timezone: whose days are counted.
    """

    def __init__(self, store: Store, audit: Audit, forms: Forms, clock: Clock, timezone: ZoneInfo) -> None:
        self._store, self._audit, self._forms, self._clock = store, audit, forms, clock
        self._timezone = timezone

    def today(self) -> date:
        """The day it is at the site."""
        return self._clock.now().astimezone(self._timezone).date()

    async def told(
        self, terminal: Terminal, run: UUID, started: Sequence[Started], ended: Sequence[Ended] = ()
    ) -> None:
        """Keeps what a terminal tells of forms that were begun, and how they ended. Telling the same again changes
        nothing."""
        today = self.today()
        # A clock that is wrong by days would put numbers where nobody looks, or where they mislead.
        likely = [each for each in started if abs(each.day - today) <= timedelta(days=31)]
        likely_ended = [each for each in ended if abs(each.day - today) <= timedelta(days=31)]

        def work(record: Record) -> None:
            for each in likely:
                use = Use(each.day, each.form_id, terminal.id, Face.TERMINAL, each.language)
                record.uses.started(use, run, min(each.total, MOST_STARTS))
            for end in likely_ended:
                tally = Tally(end.day, end.form_id, end.form_version, Face.TERMINAL, end.what, end.value)
                record.tallies.told(tally, run, min(end.total, MOST_STARTS))

        if likely or likely_ended:
            await self._store.transact(work)

    async def between(self, first: date, last: date) -> Usage:
        """The numbers of these days, both included."""

        def work(record: Record) -> tuple[list[Counted], dict[UUID, str]]:
            names = {row.id: row.details.name for row in record.terminals.list()}
            return record.uses.between(first, last), names

        counted, names = await self._store.read(work)
        known = {form.id: form for form in await self._forms.known()}
        return Usage(first, last, counted, known, names)

    async def tallied(self, form_id: str, first: date, last: date) -> Sequence[Total]:
        """How a form went on these days, both included."""
        return await self._store.read(lambda record: record.tallies.of(form_id, first, last))

    async def export(self, first: date, last: date, actor: Actor) -> Usage:
        """The same, to be given out; that it was is audited."""
        usage = await self.between(first, last)
        await self._audit.record(actor, "statistics_exported", f"{first} to {last}", "done")
        return usage
