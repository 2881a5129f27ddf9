"""Commands to terminals: given by staff, heard in the news, answered by the terminal, and never given twice.

Theory of operation. A command is a row and a line of the news, kept in one unit. It may be carried out for a few
seconds: the hub does not tell it later, and the terminal looks at the time again before it does anything. It notes
down the id before it acts, so that nothing is done twice, whatever is told twice. What it answers is kept whenever it
comes, because that is what happened.
"""

from __future__ import annotations

import secrets as random
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from kiosk.domain import commands as rules
from kiosk.domain.commands import LIFE, Answered, Command, CommandState, Kind
from kiosk.domain.errors import Refused
from kiosk.domain.ids import uuid7
from kiosk.events import log
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.facts import Terminal
from kiosk.interfaces.store import Record, Store
from kiosk.services.audit import Actor, Audit
from kiosk.services.bells import Bell
from kiosk.services.terminals import TerminalUnknown

SHOWN = 10
"""Commands that the page of a terminal shows."""


class CommandUnknown(Refused, LookupError):
    """This terminal was never given that command, by this record."""

    code = "command_unknown"


class Commands:
    """The commands of one site. Made on the hub's loop."""

    def __init__(self, store: Store, audit: Audit, clock: Clock) -> None:
        self._store = store
        self._audit = audit
        self._clock = clock
        self._bell = Bell()
        store.listen("commands", self._bell.ring)

    async def give(
        self, terminal_id: UUID | None, kind: Kind, args: Mapping[str, str], actor: Actor
    ) -> list[Command]:
        """Gives a command to one terminal, or to every one of the site for `None`.

        Raises:
            TerminalUnknown: there is none, or it was withdrawn.
        """
        now = self._clock.now()

        def work(record: Record) -> list[Command]:
            wanted = [row.id for row in record.terminals.list() if row.withdrawn_at is None]
            if terminal_id is not None:
                wanted = [each for each in wanted if each == terminal_id]
            if not wanted:
                raise TerminalUnknown
            given = [_command(each, kind, args, now, actor.who) for each in wanted]
            for command in given:
                record.commands.add(command)
                record.news.add(rules.FACT, rules.told(command), now, command.terminal_id)
            return given

        subject = None if terminal_id is None else str(terminal_id)
        return await self._audit.perform(actor, "terminal_commanded", subject, work, kind.value)

    async def acknowledge(
        self, terminal: Terminal, command_id: UUID, answered: Answered, result: str | None
    ) -> CommandState:
        """Keeps what a terminal says became of a command. A later word about the same one may add to it: a screen
        that was shown is also touched.

        Raises:
            CommandUnknown: it was never given that one.
        """
        now = self._clock.now()

        def work(record: Record) -> str | None:
            command = record.commands.get(command_id)
            if command is None or command.terminal_id != terminal.id:
                raise CommandUnknown
            if (command.answered, command.result) == (answered, result):
                return None
            if command.answered is not None and command.answered != answered:
                # What it said first stands: it cannot have done what it refused, nor undo what it did.
                return None
            record.commands.answer(command_id, answered, result, now)
            return command.kind

        kind = await self._store.transact(work)
        if kind is not None:
            log("command.answered", id=str(command_id), kind=kind, answered=answered, result=result)
        return CommandState(answered)

    async def find(self, terminal: Terminal, command_id: UUID, kind: Kind, within: timedelta) -> Command:
        """A command of that kind, given to a terminal so short a time ago.

        Raises:
            CommandUnknown: there is none.
        """
        since = self._clock.now() - within
        command = await self._store.read(lambda record: record.commands.get(command_id))
        if command is None or (command.terminal_id, command.kind) != (terminal.id, kind) or command.given_at < since:
            raise CommandUnknown
        return command

    async def some(self, command_ids: Collection[UUID]) -> list[Command]:
        """Commands by their ids, in the order they were given."""
        return await self._store.read(lambda record: record.commands.some(command_ids))

    async def latest(self, terminal_id: UUID) -> list[Command]:
        """The last commands a terminal was given, the newest first."""
        return await self._store.read(lambda record: record.commands.latest(terminal_id, SHOWN))

    async def last(self, kinds: Collection[Kind], moment: datetime) -> Mapping[UUID, Command]:
        """The last command of these kinds that each terminal was given from that moment on, by terminal."""
        names = [kind.value for kind in kinds]
        given = await self._store.read(lambda record: record.commands.since(names, moment))
        return {command.terminal_id: command for command in given}

    async def recent(self, kinds: Collection[Kind], moment: datetime) -> list[Command]:
        """The commands of these kinds from that moment on, to all terminals, in the order they were given."""
        names = [kind.value for kind in kinds]
        return await self._store.read(lambda record: record.commands.since(names, moment))

    async def wait(self, given: Collection[Command], seconds: float) -> list[Command]:
        """The same commands, once all of them are answered or have expired, or so many seconds are over."""
        ids = [command.id for command in given]
        until = self._clock.monotonic() + seconds
        while True:
            rings = self._bell.rings
            found = await self.some(ids)
            now = self._clock.now()
            waiting = any(command.state(now) is CommandState.GIVEN for command in found)
            left = until - self._clock.monotonic()
            if not waiting or left <= 0:
                return found
            await self._bell.wait(rings, left)


def _command(terminal_id: UUID, kind: Kind, args: Mapping[str, str], now: datetime, by: str) -> Command:
    command_id = uuid7(int(now.timestamp() * 1000), random.token_bytes(10))
    return Command(command_id, terminal_id, kind.value, dict(args), now, now + LIFE, by)
