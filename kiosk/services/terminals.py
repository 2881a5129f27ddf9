"""Terminals: enrolled with a short code, known by a key ever after, looked after by staff until withdrawn."""

from __future__ import annotations

import secrets as random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from kiosk.domain import terminals as rules
from kiosk.domain.devices import Device
from kiosk.domain.errors import Refused
from kiosk.domain.ids import uuid7
from kiosk.domain.terminals import Details, Health, Trouble
from kiosk.events import log
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.facts import Invitation, Terminal, TerminalRow
from kiosk.interfaces.store import Record, Store
from kiosk.services import secrets
from kiosk.services.audit import Actor, Audit
from kiosk.services.presence import Presence
from kiosk.services.remembered import Remembered


class CodeUnknown(Refused, PermissionError):
    """The enrolment code is wrong, used or too old. Which of these is not told."""

    code = "code_unknown"


class KeyUnknown(Refused, PermissionError):
    """The key belongs to no terminal, or to one that was withdrawn."""

    code = "key_unknown"


class TerminalUnknown(Refused, LookupError):
    """There is no such terminal, or it is past what was asked for."""

    code = "terminal_unknown"


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What a terminal keeps of its enrolment. The key is shown this once."""

    terminal_id: UUID
    site_id: str
    key: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A terminal and how it is: its troubles, the worst first, and since when."""

    row: TerminalRow
    troubles: tuple[Trouble, ...]
    since: datetime | None


class Terminals:
    """The terminals of one site. Made on the hub's loop.

    Args:
        code_life: seconds an enrolment code is good for.
    """

    def __init__(self, store: Store, audit: Audit, clock: Clock, presence: Presence, code_life: float) -> None:
        self._store = store
        self._audit = audit
        self._clock = clock
        self._presence = presence
        self.code_life = code_life
        self._keys = Remembered(store, "terminals", clock, lambda record, wanted: record.terminals.by_key(wanted))

    async def invite(self, actor: Actor, details: Details | None = None) -> str:
        """A new one-use code that enrols one terminal; without details it is called what it calls itself."""
        code = secrets.code()

        def work(record: Record) -> None:
            self._add_code(record, code, Invitation(details))

        await self._audit.perform(actor, "terminal_invited", None, work)
        return code

    async def invite_replacement(self, terminal_id: UUID, actor: Actor) -> str:
        """A new one-use code for the machine that takes a terminal's place. The old key ends when it is used.

        Raises:
            TerminalUnknown: there is none, or it was replaced before.
        """
        code = secrets.code()

        def work(record: Record) -> None:
            row = record.terminals.row(terminal_id)
            if row is None or row.replaced_by is not None:
                raise TerminalUnknown
            self._add_code(record, code, Invitation(row.details, terminal_id))

        await self._audit.perform(actor, "terminal_replacement_invited", str(terminal_id), work)
        return code

    async def enrol(self, code: str, name: str, address: str | None) -> Enrolled:
        """Makes a terminal out of a code, in the place of another when the code says so.

        Raises:
            CodeUnknown: the code is not good.
        """
        now = self._clock.now()
        # It names its site, so that a hub with many need not look for it in each.
        key = f"{self._store.site_id}.{secrets.token()}"
        terminal_id = uuid7(int(now.timestamp() * 1000), random.token_bytes(10))

        def work(record: Record) -> UUID | None:
            invitation = record.terminals.use_code(secrets.code_digest(code), now)
            if invitation is None:
                raise CodeUnknown
            details = invitation.details or Details(name)
            if invitation.replaces is not None and (old := record.terminals.row(invitation.replaces)) is not None:
                # What staff changed since the code was made counts.
                details = old.details
            record.terminals.add(terminal_id, details, secrets.digest(key), now)
            if invitation.replaces is not None:
                record.terminals.withdraw(invitation.replaces, now, terminal_id)
                record.commands.end(invitation.replaces, now)
            return invitation.replaces

        actor = Actor("terminal", address=address)
        replaced = await self._audit.perform(actor, "terminal_enrolled", str(terminal_id), work)
        if replaced is not None:
            await self._audit.record(actor, "terminal_replaced", str(replaced), "done")
        return Enrolled(terminal_id, self._store.site_id, key)

    async def code_good(self, code: str) -> bool:
        """Whether a code can still be used here."""
        wanted, now = secrets.code_digest(code), self._clock.now()
        return await self._store.read(lambda record: record.terminals.code_good(wanted, now))

    async def authenticate(self, key: str) -> Terminal:
        """The terminal a key belongs to, which has just been heard of.

        Raises:
            KeyUnknown: none, or it was withdrawn.
        """
        # Only hashes of 256 random bits are compared, in memory and in the record: timing tells nothing about a key.
        found = await self._keys.find(secrets.digest(key))
        if found is None:
            raise KeyUnknown
        self._presence.saw(found.id)
        return found

    async def report(self, terminal: Terminal, health: Health, protocol: int) -> None:
        """Keeps how a terminal says it is, and since when that is trouble."""
        now = self._clock.now()

        def work(record: Record) -> tuple[Device, ...]:
            row = record.terminals.row(terminal.id)
            if row is None or row.withdrawn_at is not None:
                raise KeyUnknown
            since = (row.trouble_since or now) if rules.troubles(health) else None
            moved = row.health is None or rules.troubles(row.health) != rules.troubles(health)
            moved = moved or row.health is None or row.health.devices != health.devices
            moved = moved or row.health is None or row.health.doors != health.doors
            record.terminals.report(terminal.id, health, protocol, now, since, moved)
            known = {} if row.health is None else {device.id: device.health for device in row.health.devices}
            return tuple(each for each in health.devices if each.health != known.get(each.id))

        for device in await self._store.transact(work):
            # Once a change, whichever hub was told: what watches the log can alert somebody.
            said = {"state": device.health.state, "reasons": " ".join(device.health.reasons)}
            log("terminals.device_changed", terminal=str(terminal.id), device=device.id, **said)

    async def list(self) -> list[Standing]:
        """Every terminal: those in trouble first, the oldest trouble at the top; then the others, by name; and last
        those that were withdrawn, the latest first."""
        rows = await self._store.read(lambda record: record.terminals.list())
        found = [self._standing(row) for row in rows]
        troubled = [each for each in found if each.since is not None]
        well = [each for each in found if each.since is None and each.row.withdrawn_at is None]
        gone = [each for each in found if each.row.withdrawn_at is not None]
        return [
            *sorted(troubled, key=lambda each: each.since or each.row.enrolled_at),
            *sorted(well, key=lambda each: each.row.details.name.casefold()),
            *sorted(gone, key=lambda each: each.row.withdrawn_at or each.row.enrolled_at, reverse=True),
        ]

    async def show(self, terminal_id: UUID) -> Standing:
        """One terminal.

        Raises:
            TerminalUnknown: there is none.
        """
        row = await self._store.read(lambda record: record.terminals.row(terminal_id))
        if row is None:
            raise TerminalUnknown
        return self._standing(row)

    async def details(self, terminal: Terminal) -> Details:
        """What staff say of a terminal, for itself.

        Raises:
            KeyUnknown: it was withdrawn.
        """
        row = await self._store.read(lambda record: record.terminals.row(terminal.id))
        if row is None or row.withdrawn_at is not None:
            raise KeyUnknown
        return row.details

    async def change(self, terminal_id: UUID, details: Details, actor: Actor) -> None:
        """Says anew what a terminal is called, where it hangs and what it is for.

        Raises:
            TerminalUnknown: there is none, or it was withdrawn.
        """
        now = self._clock.now()

        def work(record: Record) -> None:
            if not record.terminals.good(terminal_id):
                raise TerminalUnknown
            record.terminals.change(terminal_id, details)
            record.news.add("terminal_changed", {}, now, terminal_id)

        await self._audit.perform(actor, "terminal_changed", str(terminal_id), work)

    async def withdraw(self, terminal_id: UUID, actor: Actor) -> None:
        """Ends a terminal: its key is dead, and its open question for news is answered with that at once.

        Raises:
            TerminalUnknown: there is none, or it was withdrawn before.
        """
        now = self._clock.now()

        def work(record: Record) -> None:
            if not record.terminals.withdraw(terminal_id, now, None):
                raise TerminalUnknown
            record.commands.end(terminal_id, now)

        await self._audit.perform(actor, "terminal_withdrawn", str(terminal_id), work)

    def _standing(self, row: TerminalRow) -> Standing:
        row = replace(row, seen_at=self._presence.latest(row.id, row.seen_at))
        if row.withdrawn_at is not None:
            return Standing(row, (), None)
        silence = rules.silence(row.seen_at, row.enrolled_at, self._clock.now())
        if silence is not None:
            return Standing(row, (silence[0],), silence[1])
        troubles = () if row.health is None else rules.troubles(row.health)
        return Standing(row, troubles, row.trouble_since if troubles else None)

    def _add_code(self, record: Record, code: str, invitation: Invitation) -> None:
        now = self._clock.now()
        record.terminals.add_code(secrets.code_digest(code), now, now + timedelta(seconds=self.code_life), invitation)
