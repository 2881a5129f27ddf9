"""The checks at opening and closing: what is looked at, what staff say they saw, and a record that stays.

What can be known from here is looked at whenever the page is opened. What cannot, a person says who stands before the
screen, or says it by touching it. When the check is finished, all of it is kept as it was then.
"""

from __future__ import annotations

import secrets as random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final
from uuid import UUID

from kiosk.domain import checks as rules
from kiosk.domain.checks import NUMBERS, Check, CheckKind, Line, Seen
from kiosk.domain.commands import Command, Kind
from kiosk.domain.errors import Refused
from kiosk.domain.ids import uuid7
from kiosk.domain.lamps import Reading
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.facts import SubmissionState
from kiosk.interfaces.store import Record, Store
from kiosk.services.audit import Actor, Audit
from kiosk.services.commands import Commands
from kiosk.services.terminals import Standing, Terminals

PAGE: Final = 20
"""Checks on one page."""

LOOKED_AT: Final = ("record", "backup")
"""What a check takes over from the health of the site."""

LONGEST_NOTE: Final = 500


class CheckUnknown(Refused, LookupError):
    """There is no such check, it is finished, or what is to be confirmed is not in it."""

    code = "check_unknown"


class Checks:
    """The checks of one site.

    Args:
        readings: the health of the site.
    """

    def __init__(
        self,
        store: Store,
        audit: Audit,
        clock: Clock,
        terminals: Terminals,
        commands: Commands,
        readings: Callable[[], Awaitable[Sequence[Reading]]],
    ) -> None:
        self._store = store
        self._audit = audit
        self._clock = clock
        self._terminals = terminals
        self._commands = commands
        self._readings = readings

    async def begin(self, kind: CheckKind, actor: Actor) -> UUID:
        """Begins a check, and gives its id."""
        now = self._clock.now()
        check = Check(uuid7(int(now.timestamp() * 1000), random.token_bytes(10)), kind, now, actor.who)
        await self._audit.perform(
            actor, "check_begun", str(check.id), lambda record: record.checks.add(check), kind.value
        )
        return check.id

    async def list(self, page: int) -> tuple[list[Check], int]:
        """One page of checks, the newest first, and how many pages there are. `page` counts from 1."""

        def work(record: Record) -> tuple[list[Check], int]:
            return record.checks.newest((page - 1) * PAGE, PAGE), record.checks.count()

        found, total = await self._store.read(work)
        return found, max(1, -(-total // PAGE))

    async def show(self, check_id: UUID) -> Check:
        """A check: as it was when it was finished, or as everything is now.

        Raises:
            CheckUnknown: there is none.
        """
        check = await self._store.read(lambda record: record.checks.get(check_id))
        if check is None:
            raise CheckUnknown
        return check if check.finished_at is not None else replace(check, lines=await self._look(check))

    async def ask(self, check_id: UUID, terminal_id: UUID, actor: Actor) -> Command:
        """Shows the check picture on a terminal, with a number to compare.

        Raises:
            CheckUnknown: there is none, or it is finished.
            TerminalUnknown: there is none, or it was withdrawn.
        """

        def work(record: Record) -> None:
            # Somebody looks again: what was said of this screen before no longer counts.
            confirmed = dict(_open(record, check_id).confirmed)
            if confirmed.pop(str(terminal_id), None) is not None:
                record.checks.confirm(check_id, confirmed)

        await self._store.transact(work)
        code = f"{random.randbelow(900) + 100}"
        (command,) = await self._commands.give(terminal_id, Kind.CHECK_SCREEN, {"code": code}, actor)
        return command

    async def ask_print(self, check_id: UUID, terminal_id: UUID, actor: Actor) -> Command:
        """Has a terminal print something to look at.

        Raises:
            CheckUnknown: there is none, or it is finished.
            TerminalUnknown: there is none, or it was withdrawn.
        """
        await self._store.read(lambda record: _open(record, check_id))
        (command,) = await self._commands.give(terminal_id, Kind.TEST_PRINT, {}, actor)
        return command

    async def ask_card(self, check_id: UUID, terminal_id: UUID, actor: Actor) -> Command:
        """Has a terminal wait for a card, which is only to be read.

        Raises:
            CheckUnknown: there is none, or it is finished.
            TerminalUnknown: there is none, or it was withdrawn.
        """
        await self._store.read(lambda record: _open(record, check_id))
        (command,) = await self._commands.give(terminal_id, Kind.READ_CARD, {}, actor)
        return command

    async def pictures(self, check: Check) -> Mapping[UUID, Command]:
        """The last check picture that each terminal was asked to show in a check."""
        return await self._commands.last([Kind.CHECK_SCREEN], check.begun_at)

    async def confirm(self, check_id: UUID, what: str, seen: Seen) -> None:
        """Keeps what somebody says they saw.

        Args:
            what: the id of a terminal whose screen it is, or `NUMBERS`.

        Raises:
            CheckUnknown: there is none, or it is finished; or nothing of that name is in it.
        """

        def work(record: Record) -> None:
            check = _open(record, check_id)
            known = {NUMBERS} | {str(row.id) for row in record.terminals.list()}
            if what not in known:
                raise CheckUnknown
            record.checks.confirm(check_id, {**check.confirmed, what: seen})

        await self._store.transact(work)

    async def finish(self, check_id: UUID, note: str, actor: Actor) -> Check:
        """Ends a check, and keeps what was found.

        Raises:
            CheckUnknown: there is none, or it is finished.
        """
        check = await self.show(check_id)
        now = self._clock.now()

        def work(record: Record) -> None:
            if not record.checks.finish(check_id, now, actor.who, check.lines, note[:LONGEST_NOTE]):
                raise CheckUnknown

        await self._audit.perform(actor, "check_finished", str(check_id), work, check.result.value)
        return await self.show(check_id)

    async def _look(self, check: Check) -> tuple[Line, ...]:
        """Everything there is to look at, as it is now."""
        now = self._clock.now()
        standings = [each for each in await self._terminals.list() if each.row.withdrawn_at is None]
        pictures = await self.pictures(check)
        prints = await self._commands.last([Kind.TEST_PRINT], check.begun_at)
        cards = await self._commands.last([Kind.READ_CARD], check.begun_at)
        review = await self._store.read(lambda record: record.submissions.counts())
        readings = [each for each in await self._readings() if each.id in LOOKED_AT]
        lines = [rules.read(each) for each in readings]
        lines.append(rules.review(review.get(SubmissionState.NEEDS_REVIEW, 0)))
        if check.kind is CheckKind.CLOSING:
            lines.append(rules.inside(await self._store.read(lambda record: len(record.visits.inside()))))
        lines.append(rules.numbers(check.confirmed.get(NUMBERS)))
        for standing in sorted(standings, key=lambda each: each.row.details.name.casefold()):
            picture = pictures.get(standing.row.id)
            seen = check.confirmed.get(str(standing.row.id))
            known = _known(standing, prints.get(standing.row.id), cards.get(standing.row.id))
            lines += rules.terminal(known, check.kind, rules.Picture.of(picture, seen, now), now)
        return tuple(lines)


def _known(standing: Standing, printed: Command | None, card: Command | None) -> rules.Known:
    row = standing.row
    silent = bool({"never_heard", "silent"} & set(standing.troubles))
    return rules.Known(row.id, row.details.name, silent, row.health, printed, card)


def _open(record: Record, check_id: UUID) -> Check:
    check = record.checks.get(check_id)
    if check is None or check.finished_at is not None:
        raise CheckUnknown
    return check
