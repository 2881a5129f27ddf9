"""Who did what: a row that stays and a line in the log, also for what was refused or failed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar
from uuid import UUID

from kiosk.domain.errors import KioskError, Refused
from kiosk.domain.searches import AuditSearch
from kiosk.events import log
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.facts import AuditEntry
from kiosk.interfaces.store import Record, Store

T = TypeVar("T")
Outcome = Literal["done", "refused", "failed"]

PAGE = 50
"""Entries on one page."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts.

    Attributes:
        who: the account's name, or a part of Foyer such as `terminal`; never what a stranger typed.
        account_id: the account, for staff.
        address: the network address the action came from.
    """

    who: str
    account_id: UUID | None = None
    address: str | None = None


class Audit:
    """The audit of one site."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def perform(
        self, actor: Actor, action: str, subject: str | None, work: Callable[[Record], T], code: str | None = None
    ) -> T:
        """What `work` returned, with an entry kept in the same unit: both are there or neither.

        When it raises one of our errors, an entry that says so is kept by itself and the error goes on.
        """
        entry = self._entry(actor, action, subject, "done", code)

        def unit(record: Record) -> T:
            outcome = work(record)
            record.audit.add(entry)
            return outcome

        try:
            outcome = await self._store.transact(unit)
        except KioskError as error:
            await self.record(
                actor, action, subject, "refused" if isinstance(error, Refused) else "failed", error.code
            )
            raise
        tell(entry)
        return outcome

    async def record(
        self, actor: Actor, action: str, subject: str | None, outcome: Outcome, code: str | None = None
    ) -> None:
        """Keeps an entry by itself. The log has it even when the record cannot be written."""
        entry = self._entry(actor, action, subject, outcome, code)
        tell(entry)
        await self._store.transact(lambda record: record.audit.add(entry))

    async def find(self, wanted: AuditSearch, before: int | None, limit: int) -> Sequence[tuple[int, AuditEntry]]:
        """The newest entries that fit, each with its number; only numbers below `before` when it is given. Numbers
        are the record's own: they put the entries of several sites in one order."""
        return await self._store.read(lambda record: record.audit.find(wanted, before, limit))

    async def actions(self) -> Sequence[str]:
        """Every action there is an entry of."""
        return await self._store.read(lambda record: record.audit.actions())

    def _entry(
        self, actor: Actor, action: str, subject: str | None, outcome: Outcome, code: str | None
    ) -> AuditEntry:
        return AuditEntry(
            self._clock.now(), actor.who, actor.account_id, action, subject, outcome, code, actor.address
        )


def tell(entry: AuditEntry) -> None:
    """Has the log say what an entry says."""
    log(
        "audit.action",
        action=entry.action,
        subject=entry.subject,
        outcome=entry.outcome,
        code=entry.code,
        account=None if entry.account_id is None else str(entry.account_id),
    )
