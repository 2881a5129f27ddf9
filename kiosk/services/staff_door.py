"""What staff did at terminals, as the terminals tell it: each in the audit once, however often it is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from kiosk.domain.staff_door import Done
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.facts import AuditEntry, Terminal
from kiosk.interfaces.store import Record, Store
from kiosk.services.audit import Outcome, tell

NOBODY = "terminal"
"""Stands in the audit where nobody showed who they are."""


class StaffDoors:
    """The doors for staff at the terminals of one site.

    Args:
        estate: where accounts are kept.
    """

    def __init__(self, estate: Store, store: Store, clock: Clock) -> None:
        self._estate, self._store, self._clock = estate, store, clock

    async def told(self, terminal: Terminal, done: Sequence[Done]) -> int:
        """Keeps what a terminal tells. Gives how much of it was new."""
        names = await self._estate.read(_names)
        entries = [(self._entry(each, terminal, names), each.id) for each in done]
        new = await self._store.transact(
            lambda record: [entry for entry, told_id in entries if record.audit.add_told(entry, told_id)]
        )
        for entry in new:
            tell(entry)
        return len(new)

    def _entry(self, done: Done, terminal: Terminal, names: Mapping[UUID, str]) -> AuditEntry:
        # A terminal whose clock runs ahead must not write into days that have not come.
        at = min(done.at, self._clock.now())
        who = NOBODY if done.account is None else names.get(done.account, "removed")
        outcome: Outcome = "done" if done.code is None else "refused"
        return AuditEntry(at, who, done.account, done.act.value, str(terminal.id), outcome, done.code, None)


def _names(record: Record) -> Mapping[UUID, str]:
    return {member.id: member.name for member in record.people.members()}
