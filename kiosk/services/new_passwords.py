"""A new password for somebody who forgot theirs: a link from whoever looks after them, good once and for a day.

Their second factor stays, and is asked for when they sign in with the new password.
"""

from __future__ import annotations

import secrets as random
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from kiosk.domain.accounts import Credential, CredentialKind
from kiosk.domain.errors import Refused
from kiosk.domain.ids import uuid7
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.facts import Account
from kiosk.interfaces.store import Record, Store
from kiosk.services import secrets
from kiosk.services.audit import Actor, Audit
from kiosk.services.passwords import Passwords
from kiosk.services.people import Looker, OwnAccount, rule
from kiosk.services.seals import Seals
from kiosk.services.staff import LinkUnknown

LINK_LIFE: Final = timedelta(days=1)


class ByDirectory(Refused, ValueError):
    """The council's directory looks after their password."""

    code = "by_directory"


class NewPasswords:
    """New passwords for the accounts of an estate."""

    def __init__(self, store: Store, audit: Audit, clock: Clock, seals: Seals, passwords: Passwords) -> None:
        self._store = store
        self._audit = audit
        self._clock = clock
        self._seals = seals
        self._passwords = passwords

    async def offer(self, looker: Looker, account_id: UUID) -> str:
        """The token of a link by which somebody chooses a new password. An earlier one ends.

        Raises:
            NotYours: they are above the asker.
            OwnAccount: one's own password is changed by who knows it.
            ByDirectory: they have no password here.
            PersonUnknown: the account is gone.
        """
        token, now = secrets.token(), self._clock.now()
        made = uuid7(int(now.timestamp() * 1000), random.token_bytes(10))
        credential = Credential(made, CredentialKind.NEW_PASSWORD, account_id, None, now)

        def work(record: Record) -> None:
            member = rule(record, looker, account_id)
            if account_id == looker.actor.account_id:
                raise OwnAccount
            if not member.local:
                raise ByDirectory
            _end(record, account_id, now)
            record.people.add_credential(credential, self._marks(token)[0])

        await self._audit.perform(looker.actor, "new_password_offered", str(account_id), work)
        return token

    async def good(self, token: str) -> bool:
        """Whether a link can still be used."""
        now = self._clock.now()
        return await self._store.read(lambda record: self._whose(record, token, now)) is not None

    async def choose(self, token: str, password: str, address: str | None) -> None:
        """Sets the password that somebody chose, and signs out every browser of theirs.

        Raises:
            LinkUnknown: the link is wrong, used or too old.
        """
        if not await self.good(token):
            raise LinkUnknown
        hashed = await self._passwords.hash(password)
        now = self._clock.now()
        account = await self._store.read(lambda record: self._whose(record, token, now))
        if account is None:
            raise LinkUnknown

        def work(record: Record) -> None:
            # Only one of two people with the same link gets here first.
            if self._whose(record, token, now) is None:
                raise LinkUnknown
            _end(record, account.id, now)
            record.staff.set_password(account.id, hashed)
            record.people.end_sessions(account.id)

        actor = Actor(account.name, account.id, address)
        await self._audit.perform(actor, "password_changed", str(account.id), work)

    def _whose(self, record: Record, token: str, now: datetime) -> Account | None:
        found = record.people.credential(CredentialKind.NEW_PASSWORD, self._marks(token))
        if found is None or found.account_id is None or now - found.made_at >= LINK_LIFE:
            return None
        return record.staff.account(found.account_id)

    def _marks(self, token: str) -> list[bytes]:
        return self._seals.marks(b"new password " + secrets.digest(token))


def _end(record: Record, account_id: UUID, now: datetime) -> None:
    for earlier in record.people.credentials(account_id):
        if earlier.kind is CredentialKind.NEW_PASSWORD:
            record.people.end_credential(earlier.id, now)
