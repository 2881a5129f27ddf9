"""Staff: the first account and invited ones by a one-time link, signing in, and being signed in.

A name that nobody has costs the same time and gets the same words as a wrong password. Where an account has a second
factor, a right password opens only a way in: a row of a few minutes that is good for a few codes. Sessions are kept
on the hub, under the hash of a random token, which is new at every step up.
"""

from __future__ import annotations

import secrets as random
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from kiosk.domain.errors import Refused
from kiosk.domain.ids import uuid7
from kiosk.domain.people import Policy, may_give
from kiosk.domain.roles import EVERYWHERE, Grant, StaffRole
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.facts import Account, StaffSession
from kiosk.interfaces.store import Record, Store
from kiosk.services import secrets
from kiosk.services.audit import Actor, Audit
from kiosk.services.passwords import Passwords
from kiosk.services.remembered import Remembered
from kiosk.services.second_factor import CodeRefused, SecondFactors

LINK_LIFE = timedelta(hours=24)
LONGEST_NAME = 60
TOUCH_AFTER = timedelta(seconds=60)
"""How stale "last seen" may be: a durable write for every page somebody opens would be waste."""

ENTRANCE_LIFE: Final = timedelta(minutes=10)
"""How long a right password waits for its code: somebody has to find their phone."""

CODES_FOR_A_PASSWORD: Final = 5
"""Wrong codes after which the password is asked for again."""


Use = Callable[[Record, datetime], Grant | None]
"""Uses a link up within a unit of work, and tells what it grants; `None` when it is not good."""


def name_key(name: str) -> str:
    """A name as it is compared: "Ffion", "ffion" and the same in wide letters are one person."""
    return unicodedata.normalize("NFKC", name).casefold()


class SignInRefused(Refused, PermissionError):
    """Name and password do not go together. Which of them is wrong is not told."""

    code = "sign_in_refused"


class LinkUnknown(Refused, LookupError):
    """The link is wrong, used or too old."""

    code = "link_unknown"


class NameTaken(Refused, ValueError):
    """Somebody signs in with this name already."""

    code = "name_taken"


class EntranceGone(Refused, LookupError):
    """The password has to be given again: too long ago, or too many wrong codes."""

    code = "entrance_gone"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new session: the token goes to the browser and nowhere else."""

    token: str
    account: Account


@dataclass(frozen=True, slots=True)
class CodeWanted:
    """The password was right, and a code is wanted beside it. The token goes to the browser and nowhere else."""

    token: str


class Staff:
    """The staff of an estate."""

    def __init__(
        self, store: Store, audit: Audit, clock: Clock, policy: Policy, passwords: Passwords, factors: SecondFactors
    ) -> None:
        self._store = store
        self._audit = audit
        self._clock = clock
        self._policy = policy
        self._passwords = passwords
        self._factors = factors
        self._sessions = Remembered(store, "people", clock, lambda record, kept: record.staff.session(kept))

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

        def use(record: Record, now: datetime) -> Grant | None:
            # Only one of two people with the same link gets here first.
            good = record.staff.use_link(secrets.digest(token), now)
            return Grant(EVERYWHERE, StaffRole.ADMINISTRATOR) if good else None

        return await self._make(name, password, address, use)

    async def join(self, token: str, name: str, password: str, address: str | None) -> SignedIn:
        """Makes the account somebody was invited to, and signs it in.

        Raises:
            LinkUnknown: the invitation is not good, or whoever sent it could not send it now.
            NameTaken: somebody signs in with this name already.
        """

        def use(record: Record, now: datetime) -> Grant | None:
            invited = record.people.invited(secrets.digest(token), now)
            if invited is None or not may_give(record.staff.grants(invited.made_by), invited.grant):
                return None
            if record.staff.by_name(name) is not None:
                raise NameTaken
            return invited.grant if record.people.end_invitation(invited.id) else None

        return await self._make(name, password, address, use)

    async def sign_in(
        self, name: str, password: str, address: str | None, replacing: str | None
    ) -> SignedIn | CodeWanted:
        """Signs somebody in with a new session; the one their browser had, if any, ends.

        Raises:
            SignInRefused: name and password do not go together.
        """
        # No account has a name that could not be typed, and PostgreSQL takes no text with a null in it.
        account = await self._store.read(lambda record: record.staff.by_name(name)) if name.isprintable() else None
        if not await self._passwords.fits(account, password) or account is None:
            # Who it was meant to be is known only when the account is: what was typed as a name may be a password.
            actor = Actor("unknown", None, address) if account is None else Actor(account.name, account.id, address)
            await self._audit.record(actor, "signed_in", None, "refused", SignInRefused.code)
            raise SignInRefused
        rehashed = await self._passwords.renewed(account, password)
        token, now = secrets.token(), self._clock.now()

        def wants_code(record: Record) -> bool:
            if rehashed is not None:
                record.staff.set_password(account.id, rehashed)
            record.factors.leave_before(now)
            if not self._factors.wanted(record, account.id):
                return False
            record.factors.enter(secrets.digest(token), account.id, "", now + ENTRANCE_LIFE)
            return True

        if await self._store.transact(wants_code):
            return CodeWanted(token)
        return await self._enter(account, address, replacing)

    async def entrance_good(self, token: str) -> bool:
        """Whether a right password still waits for its code."""
        kept, now = secrets.digest(token), self._clock.now()
        found = await self._store.read(lambda record: record.factors.entrance(kept, now))
        return found is not None and found.account_id is not None and found.tries < CODES_FOR_A_PASSWORD

    async def prove(self, token: str, typed: str, address: str | None, replacing: str | None) -> SignedIn:
        """Signs somebody in whose password was right, with a code from their app or from their paper.

        Raises:
            EntranceGone: the password has to be given again.
            CodeRefused: the code is not good.
        """
        kept, now = secrets.digest(token), self._clock.now()

        def work(record: Record) -> tuple[Account, bool]:
            found = record.factors.entrance(kept, now)
            account = None if found is None or found.account_id is None else record.staff.account(found.account_id)
            if found is None or account is None or found.tries >= CODES_FOR_A_PASSWORD:
                raise EntranceGone
            if self._factors.taken(record, account.id, typed) is None:
                record.factors.count_try(kept)
                return account, False
            record.factors.leave(kept)
            return account, True

        account, good = await self._store.transact(work)
        if not good:
            actor = Actor(account.name, account.id, address)
            await self._audit.record(actor, "signed_in", None, "refused", CodeRefused.code)
            raise CodeRefused
        return await self._enter(account, address, replacing)

    async def session(self, token: str) -> StaffSession | None:
        """Who a session belongs to; `None` when it is unknown, idle for too long or too old."""
        found, now = await self.peek(token), self._clock.now()
        if found is not None and now - found.seen_at >= min(TOUCH_AFTER, self._policy.idle / 2):
            kept = secrets.digest(token)
            await self._store.transact(lambda record: record.staff.touch_session(kept, now))
        return found

    async def peek(self, token: str) -> StaffSession | None:
        """The same for a page that asks by itself: that nobody presses anything, it leaves as it is."""
        found, now = await self._sessions.find(secrets.digest(token)), self._clock.now()
        if found is None or now - found.made_at >= self._longest(found) or now - found.seen_at >= self._policy.idle:
            return None
        return found

    async def sign_out(self, token: str, actor: Actor) -> None:
        """Ends a session."""
        kept = secrets.digest(token)
        await self._audit.perform(actor, "signed_out", None, lambda record: record.staff.end_session(kept))

    def asks_second_factor(self, grants: Sequence[Grant]) -> bool:
        """Whether somebody with these grants and a password here has to have one, now or soon."""
        return self._policy.second_factor.asked_of(grants)

    def needs_second_factor(self, session: StaffSession) -> bool:
        """Whether somebody's password is not enough by itself, or will not be once the grace has passed."""
        return not session.by_directory and self.asks_second_factor(session.grants)

    def should_set_up(self, session: StaffSession) -> bool:
        """Whether somebody has no second factor and needs one."""
        return self.needs_second_factor(session) and not session.second_factor

    def has_to_set_up(self, session: StaffSession) -> bool:
        """Whether somebody must have one before they see anything else."""
        return self.should_set_up(session) and self._clock.now() - session.since >= self._policy.grace

    def proved(self, session: StaffSession) -> bool:
        """Whether somebody proved lately enough who they are, for what is delicate."""
        return self._clock.now() - session.proved_at < self._policy.proof

    def _longest(self, session: StaffSession) -> timedelta:
        if session.by_directory:
            return min(self._policy.session, self._policy.directory_session)
        return self._policy.session

    async def _make(self, name: str, password: str, address: str | None, use: Use) -> SignedIn:
        """An account with what its link grants, signed in."""
        hashed = await self._passwords.hash(password)
        now = self._clock.now()
        account = Account(uuid7(int(now.timestamp() * 1000), random.token_bytes(10)), name, hashed)
        session = secrets.token()

        def work(record: Record) -> None:
            grant = use(record, now)
            if grant is None or not record.staff.add_account(account, now):
                raise LinkUnknown
            record.staff.grant(account.id, grant, now)
            record.staff.add_session(secrets.digest(session), account.id, now, address or "")

        await self._audit.perform(Actor(name, account.id, address), "account_made", str(account.id), work)
        return SignedIn(session, account)

    async def _enter(self, account: Account, address: str | None, replacing: str | None) -> SignedIn:
        """A new session in the place of the one the browser had."""
        now, session = self._clock.now(), secrets.token()

        def work(record: Record) -> None:
            if record.staff.account(account.id) is None:
                raise SignInRefused
            if replacing is not None:
                record.staff.end_session(secrets.digest(replacing))
            record.staff.end_sessions_before(now - self._policy.session, now - self._policy.idle)
            record.staff.add_session(secrets.digest(session), account.id, now, address or "")

        await self._audit.perform(Actor(account.name, account.id, address), "signed_in", None, work)
        return SignedIn(session, account)
