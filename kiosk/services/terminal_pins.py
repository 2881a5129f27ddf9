"""PINs that staff give themselves, for the door at every terminal of the sites they look after.

Of a PIN a keyed mark is kept, by which nobody else can have the same, and a verifier (Argon2id) that terminals are
given: without the hub they must be able to tell whose it is. Of whoever may no longer command terminals at a site, or
is gone, they are given none.

Source: RFC 9106; NIST SP 800-63B, 5.1.1 (memorised secrets), for the PINs that are refused.
"""

from __future__ import annotations

import asyncio
import secrets as random
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Final
from uuid import UUID

from nacl.pwhash import argon2id

from kiosk.domain import readers
from kiosk.domain.accounts import Credential, CredentialKind
from kiosk.domain.errors import Refused
from kiosk.domain.ids import uuid7
from kiosk.domain.roles import Action, may
from kiosk.domain.staff_door import PART, PIN_DIGITS, easily_guessed, warden_kind
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.store import Record, Store
from kiosk.services import staff_cards
from kiosk.services.audit import Actor, Audit
from kiosk.services.seals import Seals

OPERATIONS, MEMORY = 3, 32 * 1024 * 1024
"""Passes and bytes of a hash: a terminal tries the PINs of everybody at its site, on a small computer."""

KIND: Final = CredentialKind.TERMINAL_PIN

KINDS: Final = (KIND, CredentialKind.CARD)
"""What opens the door for staff at a terminal."""


class PinRefused(Refused, ValueError):
    """It is not six digits, too easily guessed, or somebody else's. Which of these is not told."""

    code = "pin_refused"


class TerminalPins:
    """The PINs of an estate.

    Args:
        changed: tells the terminals of every site that what they may know has changed.
    """

    def __init__(
        self, store: Store, audit: Audit, clock: Clock, seals: Seals, changed: Callable[[], Awaitable[None]]
    ) -> None:
        self._store, self._audit, self._clock, self._seals = store, audit, clock, seals
        self._changed = changed

    async def has(self, account_id: UUID) -> Credential | None:
        """An account's PIN, as far as anybody can know it."""
        return await self._store.read(lambda record: _of(record, account_id))

    async def choose(self, actor: Actor, account_id: UUID, pin: str) -> None:
        """Puts a PIN in the place of the one there was.

        Raises:
            PinRefused: it will not do.
        """
        fit = len(pin) == PIN_DIGITS and pin.isascii() and pin.isdigit() and not easily_guessed(pin)
        hashed = await asyncio.to_thread(_hashed, pin) if fit else ""
        marks = self._seals.marks(b"terminal_pin " + pin.encode("utf-8", "surrogatepass"))
        now = self._clock.now()
        made = Credential(uuid7(int(now.timestamp() * 1000), random.token_bytes(10)), KIND, account_id, None, now)

        def work(record: Record) -> None:
            taken = record.people.credential(KIND, marks)
            if not fit or (taken is not None and taken.account_id != account_id):
                raise PinRefused
            if (before := _of(record, account_id)) is not None:
                record.people.end_credential(before.id, now)
            record.people.add_credential(made, marks[0], hashed)

        await self._audit.perform(actor, "terminal_pin_chosen", str(account_id), work)
        await self._changed()

    async def end(self, actor: Actor, account_id: UUID) -> None:
        """Does without one; having had none is as good."""
        now = self._clock.now()

        def work(record: Record) -> None:
            if (before := _of(record, account_id)) is not None:
                record.people.end_credential(before.id, now)

        await self._audit.perform(actor, "terminal_pin_ended", str(account_id), work)
        await self._changed()


async def part(estate: Store, seals: Seals, site_id: str) -> Mapping[str, object]:
    """What the terminals of a site are told: the verifiers of those who may command them there, and of those who may
    lead roll-calls; and what the numbers of cards are hashed with.

    Args:
        estate: the estate's own rows.
    """
    verifiers = await estate.read(partial(_verifiers, site_id=site_id))
    staff = [{"account": str(who), "kind": kind, "verifier": hashed} for who, kind, hashed in verifiers]
    return {PART: staff, readers.PART: staff_cards.key(seals).hex()}


def _verifiers(record: Record, site_id: str) -> list[tuple[UUID, str, str]]:
    members = record.people.members()
    there = {each.id for each in members if may(each.grants, Action.COMMAND_TERMINALS, site_id)}
    wardens = {each.id for each in members if may(each.grants, Action.LEAD_ROLL_CALLS, site_id)}
    kinds = zip(("pin", "card"), KINDS, strict=True)
    told = [(who, name, hashed) for name, kind in kinds for who, hashed in record.people.verifiers(kind)]
    return [
        (who, name if who in there else warden_kind(name), hashed)
        for who, name, hashed in told
        if who in there | wardens
    ]


def _of(record: Record, account_id: UUID) -> Credential | None:
    return next((each for each in record.people.credentials(account_id) if each.kind is KIND), None)


def _hashed(pin: str) -> str:
    return argon2id.str(pin.encode("ascii"), opslimit=OPERATIONS, memlimit=MEMORY).decode("ascii")
