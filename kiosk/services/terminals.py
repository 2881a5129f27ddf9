"""Terminals: enrolled once with a short code, known by a key ever after."""

from __future__ import annotations

import secrets as random
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from kiosk.domain.errors import Refused
from kiosk.domain.ids import uuid7
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.facts import Terminal
from kiosk.interfaces.store import Record, Store
from kiosk.services import secrets
from kiosk.services.audit import Actor, Audit


class CodeUnknown(Refused, PermissionError):
    """The enrolment code is wrong, used or too old. Which of these is not told."""

    code = "code_unknown"


class KeyUnknown(Refused, PermissionError):
    """The key belongs to no terminal."""

    code = "key_unknown"


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What a terminal keeps of its enrolment. The key is shown this once."""

    terminal_id: UUID
    site_id: str
    key: str


class Terminals:
    """The terminals of one site.

    Args:
        code_life: seconds an enrolment code is good for.
    """

    def __init__(self, store: Store, audit: Audit, clock: Clock, code_life: float) -> None:
        self._store = store
        self._audit = audit
        self._clock = clock
        self._code_life = timedelta(seconds=code_life)
        # Every call of every terminal asks for its key; keys are only ever added, and only by this process.
        self._known: dict[bytes, Terminal] = {}

    async def invite(self, actor: Actor) -> str:
        """A new one-use code that enrols one terminal."""
        code = secrets.code()
        now = self._clock.now()

        def work(record: Record) -> None:
            record.terminals.add_code(secrets.code_digest(code), now, now + self._code_life)

        await self._audit.perform(actor, "terminal_invited", None, work)
        return code

    async def enrol(self, code: str, name: str, address: str | None) -> Enrolled:
        """Makes a terminal out of a code.

        Raises:
            CodeUnknown: the code is not good.
        """
        now = self._clock.now()
        key = secrets.token()
        terminal = Terminal(uuid7(int(now.timestamp() * 1000), random.token_bytes(10)), name)

        def work(record: Record) -> None:
            if not record.terminals.use_code(secrets.code_digest(code), now):
                raise CodeUnknown
            record.terminals.add(terminal, secrets.digest(key), now)

        await self._audit.perform(Actor("terminal", address=address), "terminal_enrolled", str(terminal.id), work)
        return Enrolled(terminal.id, self._store.site_id, key)

    async def authenticate(self, key: str) -> Terminal:
        """The terminal a key belongs to.

        Raises:
            KeyUnknown: none.
        """
        wanted = secrets.digest(key)
        # Only hashes of 256 random bits are compared, here and in the record: timing tells nothing about a key.
        if (known := self._known.get(wanted)) is not None:
            return known
        found = await self._store.read(lambda record: record.terminals.by_key(wanted))
        if found is None:
            raise KeyUnknown
        self._known[wanted] = found
        return found
