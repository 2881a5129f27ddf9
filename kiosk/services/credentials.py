"""What opens something in somebody's place: a link, a calendar feed, a PIN, a card.

Only a keyed mark of each is kept, so that whoever reads the record learns no PIN. Whether one is good is asked of the
record each time, and never remembered: once it is ended, every hub refuses it.
"""

from __future__ import annotations

import secrets as random
from typing import Final
from uuid import UUID

from kiosk.domain.accounts import Credential, CredentialKind
from kiosk.domain.errors import Refused
from kiosk.domain.ids import uuid7
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.store import Record, Store
from kiosk.services import secrets
from kiosk.services.audit import Actor, Audit
from kiosk.services.seals import Seals

PIN_DIGITS: Final = 6
_TRIES: Final = 20
"""New PINs that are tried before there are too many people for so few digits."""


class CredentialTaken(Refused, ValueError):
    """It opens for somebody else already."""

    code = "credential_taken"


class CredentialUnknown(Refused, LookupError):
    """There is none, or it was ended."""

    code = "credential_unknown"


class Credentials:
    """The credentials of an estate."""

    def __init__(self, store: Store, audit: Audit, clock: Clock, seals: Seals) -> None:
        self._store = store
        self._audit = audit
        self._clock = clock
        self._seals = seals

    async def make(
        self, actor: Actor, kind: CredentialKind, *, account_id: UUID | None = None, person_id: UUID | None = None
    ) -> tuple[Credential, str]:
        """A new link, feed or PIN, and the secret that is shown once.

        Raises:
            CredentialTaken: so many PINs are given out that a free one was not found.
        """
        candidates = [_pin() for _ in range(_TRIES)] if kind is CredentialKind.PIN else [secrets.token()]
        made = self._made(kind, account_id, person_id)

        def work(record: Record) -> str:
            for candidate in candidates:
                if record.people.credential(kind, self._marks(kind, candidate)) is None:
                    record.people.add_credential(made, self._marks(kind, candidate)[0])
                    return candidate
            raise CredentialTaken

        return made, await self._audit.perform(actor, f"{kind}_made", str(made.id), work)

    async def add_card(
        self,
        actor: Actor,
        number: str,
        *,
        account_id: UUID | None = None,
        person_id: UUID | None = None,
        verifier: str | None = None,
    ) -> Credential:
        """Lets a card that exists already open for somebody. One that opens for them already is that card.

        Args:
            verifier: what terminals tell it by while the hub is gone.

        Raises:
            CredentialTaken: it opens for somebody.
        """
        kind = CredentialKind.CARD
        made = self._made(kind, account_id, person_id)

        def work(record: Record) -> Credential:
            found = record.people.credential(kind, self._marks(kind, number))
            if found is not None and (found.account_id, found.person_id) != (account_id, person_id):
                raise CredentialTaken
            if found is None:
                record.people.add_credential(made, self._marks(kind, number)[0], verifier)
            return found or made

        return await self._audit.perform(actor, "card_made", str(made.id), work)

    async def find(self, kind: CredentialKind, secret: str) -> Credential:
        """Whose it is.

        Raises:
            CredentialUnknown: nobody's, or no longer.
        """
        marks = self._marks(kind, secret)
        found = await self._store.read(lambda record: record.people.credential(kind, marks))
        if found is None:
            raise CredentialUnknown
        return found

    async def of(self, account_id: UUID) -> list[Credential]:
        """What opens in the place of an account."""
        return await self._store.read(lambda record: record.people.credentials(account_id))

    async def end(self, actor: Actor, credential_id: UUID, account_id: UUID | None = None) -> None:
        """Ends one.

        Args:
            account_id: whose it has to be; `None` for anybody's.

        Raises:
            CredentialUnknown: there is none, or it was ended before.
        """
        now = self._clock.now()

        def work(record: Record) -> None:
            if account_id is not None and credential_id not in {
                each.id for each in record.people.credentials(account_id)
            }:
                raise CredentialUnknown
            if not record.people.end_credential(credential_id, now):
                raise CredentialUnknown

        await self._audit.perform(actor, "credential_ended", str(credential_id), work)

    def _made(self, kind: CredentialKind, account_id: UUID | None, person_id: UUID | None) -> Credential:
        now = self._clock.now()
        made = uuid7(int(now.timestamp() * 1000), random.token_bytes(10))
        return Credential(made, kind, account_id, person_id, now)

    def _marks(self, kind: CredentialKind, secret: str) -> list[bytes]:
        return self._seals.marks(f"{kind} ".encode() + secret.encode("utf-8", "surrogatepass"))


def _pin() -> str:
    return f"{random.randbelow(10**PIN_DIGITS):0{PIN_DIGITS}}"
