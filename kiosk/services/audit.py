"""Who did what: a row that stays and a line in the log, also for what was refused or failed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from kiosk.domain.errors import KioskError, Refused
from kiosk.events import log
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.store import AuditEntry, Record, Store

PAGE = 50


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

    def entry(
        self,
        actor: Actor,
        action: str,
        subject: str | None = None,
        outcome: Literal["done", "refused", "failed"] = "done",
        code: str | None = None,
    ) -> AuditEntry:
        """An entry made now. Put it into the record within the unit that does the action, so both are kept or neither."""
        log(
            "audit.action",
            action=action,
            subject=subject,
            outcome=outcome,
            code=code,
            account=None if actor.account_id is None else str(actor.account_id),
        )
        return AuditEntry(
            self._clock.now(), actor.who, actor.account_id, action, subject, outcome, code, actor.address
        )

    async def record(
        self,
        actor: Actor,
        action: str,
        subject: str | None = None,
        outcome: Literal["done", "refused", "failed"] = "done",
        code: str | None = None,
    ) -> None:
        """Keeps an entry by itself."""
        entry = self.entry(actor, action, subject, outcome, code)
        await self._store.transact(lambda record: record.audit.add(entry))

    @asynccontextmanager
    async def failures(self, actor: Actor, action: str, subject: str | None = None) -> AsyncIterator[None]:
        """Keeps an entry for an action that raises; the error goes on."""
        try:
            yield
        except KioskError as error:
            outcome: Literal["refused", "failed"] = "refused" if isinstance(error, Refused) else "failed"
            await self.record(actor, action, subject, outcome, error.code)
            raise

    async def list(self, page: int) -> tuple[list[AuditEntry], int]:
        """One page of entries, the newest first, and how many pages there are. `page` counts from 1."""

        def work(record: Record) -> tuple[list[AuditEntry], int]:
            return record.audit.newest((page - 1) * PAGE, PAGE), record.audit.count()

        entries, total = await self._store.read(work)
        return entries, max(1, -(-total // PAGE))
