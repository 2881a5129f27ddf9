"""Staff: the first account by a one-time link, signing in, and being signed in.

Passwords are hashed with Argon2id on a thread of their own. A name that nobody has costs the same time and gets the
same words as a wrong password. Sessions are kept on the hub, under the hash of a random token.
"""

from __future__ import annotations

import asyncio
import functools
import secrets as random
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from kiosk.domain.errors import Refused
from kiosk.domain.ids import uuid7
from kiosk.domain.roles import EVERYWHERE, Grant, StaffRole
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.facts import Account, StaffSession
from kiosk.interfaces.store import Record, Store
from kiosk.services import secrets
from kiosk.services.audit import Actor, Audit

T = TypeVar("T")

LINK_LIFE = timedelta(hours=24)
SHORTEST_PASSWORD = 12
"""Characters. Source: NCSC, "Three random words"; NIST SP 800-63B asks for length, never for a mix of symbols."""

LONGEST_PASSWORD = 200
LONGEST_NAME = 60
TOUCH_AFTER = timedelta(seconds=60)
"""How stale "last seen" may be: a durable write for every page somebody opens would be waste."""


def name_key(name: str) -> str:
    """A name as it is compared: "Ffion", "ffion" and the same in wide letters are one person."""
    return unicodedata.normalize("NFKC", name).casefold()


class SignInRefused(Refused, PermissionError):
    """Name and password do not go together. Which of them is wrong is not told."""

    code = "sign_in_refused"


class LinkUnknown(Refused, LookupError):
    """The set-up link is wrong, used or too old."""

    code = "link_unknown"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new session: the token goes to the browser and nowhere else."""

    token: str
    account: Account


class Staff:
    """The staff of an estate.

    Args:
        session_life: seconds anybody stays signed in at most.
        idle_life: seconds without a press after which somebody is signed out.
    """

    def __init__(self, store: Store, audit: Audit, clock: Clock, session_life: float, idle_life: float) -> None:
        self._store = store
        self._audit = audit
        self._clock = clock
        self._session_life = timedelta(seconds=session_life)
        self._idle_life = timedelta(seconds=idle_life)
        self._hasher = PasswordHasher()
        # One at a time: a hash takes 64 MB and a core on purpose, and the rest of the hub must not feel it.
        self._passwords = ThreadPoolExecutor(1, "passwords")

    def close(self) -> None:
        """Ends the password thread. Twice is fine."""
        self._passwords.shutdown()

    async def first_link(self) -> str | None:
        """A new one-time token for the page that makes the first account; `None` when there is an account."""
        token = secrets.token()
        now = self._clock.now()

        def work(record: Record) -> bool:
            if record.staff.any_account():
                return False
            record.staff.add_link(secrets.digest(token), now, now + LINK_LIFE)
            return True

        return token if await self._store.transact(work) else None

    async def link_good(self, token: str) -> bool:
        """Whether a set-up link can still be used."""
        wanted, now = secrets.digest(token), self._clock.now()
        return await self._store.read(lambda record: record.staff.link_good(wanted, now))

    async def set_up(self, token: str, name: str, password: str, address: str | None) -> SignedIn:
        """Makes the first account, which may do everything everywhere, and signs it in.

        Raises:
            LinkUnknown: the link is not good.
        """
        if not await self.link_good(token):
            await self._audit.record(
                Actor("setup link", address=address), "account_made", None, "refused", LinkUnknown.code
            )
            raise LinkUnknown
        hashed = await self._on_thread(lambda: self._hasher.hash(password))
        now = self._clock.now()
        account = Account(uuid7(int(now.timestamp() * 1000), random.token_bytes(10)), name, hashed)
        session = secrets.token()

        def work(record: Record) -> None:
            # Only one of two people with the same link gets here first.
            if not record.staff.use_link(secrets.digest(token), now) or not record.staff.add_account(account, now):
                raise LinkUnknown
            record.staff.grant(account.id, Grant(EVERYWHERE, StaffRole.ADMINISTRATOR), now)
            record.staff.add_session(secrets.digest(session), account.id, now)

        await self._audit.perform(Actor(name, account.id, address), "account_made", str(account.id), work)
        return SignedIn(session, account)

    async def sign_in(self, name: str, password: str, address: str | None, replacing: str | None) -> SignedIn:
        """Signs somebody in with a new session; the one their browser had, if any, ends.

        Raises:
            SignInRefused: name and password do not go together.
        """
        account = await self._store.read(lambda record: record.staff.by_name(name))
        if not await self._on_thread(lambda: self._matches(account, password)) or account is None:
            # Who it was meant to be is known only when the account is: what was typed as a name may be a password.
            actor = Actor("unknown", None, address) if account is None else Actor(account.name, account.id, address)
            await self._audit.record(actor, "signed_in", None, "refused", SignInRefused.code)
            raise SignInRefused
        rehashed: str | None = None
        if self._hasher.check_needs_rehash(account.password_hash):
            rehashed = await self._on_thread(lambda: self._hasher.hash(password))
        now = self._clock.now()
        session = secrets.token()

        def work(record: Record) -> None:
            if rehashed is not None:
                record.staff.set_password(account.id, rehashed)
            if replacing is not None:
                record.staff.end_session(secrets.digest(replacing))
            record.staff.end_sessions_before(now - self._session_life, now - self._idle_life)
            record.staff.add_session(secrets.digest(session), account.id, now)

        await self._audit.perform(Actor(account.name, account.id, address), "signed_in", None, work)
        return SignedIn(session, account)

    async def session(self, token: str) -> StaffSession | None:
        """Who a session belongs to; `None` when it is unknown, idle for too long or too old."""
        kept, now = secrets.digest(token), self._clock.now()
        found = await self._store.read(lambda record: record.staff.session(kept))
        if found is None or now - found.made_at >= self._session_life or now - found.seen_at >= self._idle_life:
            return None
        if now - found.seen_at >= min(TOUCH_AFTER, self._idle_life / 2):
            await self._store.transact(lambda record: record.staff.touch_session(kept, now))
        return found

    async def sign_out(self, token: str, actor: Actor) -> None:
        """Ends a session."""
        kept = secrets.digest(token)
        await self._audit.perform(actor, "signed_out", None, lambda record: record.staff.end_session(kept))

    async def _on_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._passwords, work)

    def _matches(self, account: Account | None, password: str) -> bool:
        """Whether the password is the account's; just as slow without an account."""
        decoy = self._decoy
        try:
            self._hasher.verify(decoy if account is None else account.password_hash, password)
        except (VerificationError, InvalidHashError):
            return False
        return account is not None

    @functools.cached_property
    def _decoy(self) -> str:
        return self._hasher.hash(secrets.token())
