"""Doors of a site: seen, opened from a page by way of a command, and what their terminals tell of them.

Theory of operation. The page only asks. The terminal decides, opens and writes down, and what it tells is the audit's
own word of it: an entry for each wish, also for one that was refused. A command counts for seconds and once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Final
from uuid import UUID

from kiosk.domain.commands import Command, Kind
from kiosk.domain.doors import OPENERS, Because, DoorEntry, DoorState, Seen
from kiosk.domain.errors import Refused
from kiosk.domain.roles import Action, may
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.facts import AuditEntry, Terminal
from kiosk.interfaces.store import Record, Store
from kiosk.services.alerts import Alerts
from kiosk.services.audit import Actor, Outcome, tell
from kiosk.services.commands import Commands
from kiosk.services.staff_door import NOBODY
from kiosk.services.terminals import Standing, Terminals

RECENT: Final = timedelta(minutes=15)
"""How long a page says what became of an opening."""

_ALERTS: Final = {
    Seen.FORCED: "door_forced",
    Seen.HELD_OPEN: "door_held_open",
    Seen.OPENED_TWICE: "door_opened_twice",
    Seen.FIRE: "door_fire",
}
_OUTCOMES: Final[Mapping[str, Outcome]] = {"released": "done", "seen": "done", "refused": "refused"}


class DoorUnknown(Refused, LookupError):
    """No terminal of this site has such a door, or it cannot be reached."""

    code = "door_unknown"


@dataclass(frozen=True, slots=True)
class Known:
    """A door, its terminal, and the last that was asked of it."""

    terminal: Standing
    state: DoorState
    last: Command | None

    @property
    def reachable(self) -> bool:
        """Whether its terminal was heard of lately."""
        return not {"silent", "never_heard"} & set(self.terminal.troubles)


class Doors:
    """The doors of one site.

    Args:
        estate: where accounts are kept.
    """

    def __init__(
        self, estate: Store, store: Store, commands: Commands, terminals: Terminals, alerts: Alerts, clock: Clock
    ) -> None:
        self._estate, self._store, self._commands = estate, store, commands
        self._terminals, self._alerts, self._clock = terminals, alerts, clock

    async def all(self) -> list[Known]:
        """Every door of every terminal, by their names."""
        asked = await self._commands.recent({Kind.OPEN_DOOR}, self._clock.now() - RECENT)
        last = {(command.terminal_id, command.args.get("door")): command for command in asked}
        found = [
            Known(each, door, last.get((each.row.id, door.id)))
            for each in await self._terminals.list()
            if each.row.withdrawn_at is None and each.row.health is not None
            for door in each.row.health.doors
        ]
        return sorted(found, key=lambda known: (known.state.name.casefold(), known.terminal.row.details.name))

    async def show(self, terminal_id: UUID, door: str) -> Known:
        """One door.

        Raises:
            DoorUnknown: there is none.
        """
        for known in await self.all():
            if (known.terminal.row.id, known.state.id) == (terminal_id, door):
                return known
        raise DoorUnknown

    async def open(self, terminal_id: UUID, door: str, because: Because, actor: Actor) -> list[Command]:
        """Asks its terminal to open a door.

        Raises:
            DoorUnknown: there is none.
        """
        await self.show(terminal_id, door)
        args = {"door": door, "because": because.value, "account": str(actor.account_id)}
        return await self._commands.give(terminal_id, Kind.OPEN_DOOR, args, actor)

    async def told(self, terminal: Terminal, entries: Sequence[DoorEntry]) -> int:
        """Keeps what a terminal tells, each once, and tells those who look after the building. Gives how much was
        new."""
        names = await self._estate.read(_names)
        made = [(each, self._entry(each, terminal, names)) for each in entries]
        new = await self._store.transact(
            lambda record: [(each, entry) for each, entry in made if record.audit.add_told(entry, each.id)]
        )
        for each, entry in new:
            tell(entry)
            kind = next((word for seen, word in _ALERTS.items() if seen == each.what), None)
            if kind is not None and each.outcome == "seen":
                await self._alerts.alert(kind, terminal.id, each.door)
        return len(new)

    def _entry(self, told: DoorEntry, terminal: Terminal, names: Mapping[UUID, str]) -> AuditEntry:
        # A terminal whose clock runs ahead must not write into days that have not come.
        at = min(told.at, self._clock.now())
        who = NOBODY if told.account is None else names.get(told.account, "removed")
        action = f"door_{told.what}" if told.outcome == "seen" else "door_opened"
        code = told.code or (told.because if told.outcome == "released" else "") or None
        outcome = _OUTCOMES.get(told.outcome, "failed")
        return AuditEntry(at, who, told.account, action, f"{terminal.id} {told.door}", outcome, code, None)


async def part(estate: Store, site_id: str) -> Mapping[str, object]:
    """What the terminals of a site are told: who may open doors there.

    Args:
        estate: the estate's own rows.
    """
    return {OPENERS: await estate.read(partial(_openers, site_id=site_id))}


def _openers(record: Record, site_id: str) -> list[str]:
    there = (each.id for each in record.people.members() if may(each.grants, Action.OPEN_DOORS, site_id))
    return sorted(map(str, there))


def _names(record: Record) -> Mapping[UUID, str]:
    return {member.id: member.name for member in record.people.members()}
