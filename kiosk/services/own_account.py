"""What somebody does with their own account: a new password, a proof for what is delicate, signing out everywhere."""

from __future__ import annotations

from uuid import UUID

from kiosk.interfaces.clock import Clock
from kiosk.interfaces.facts import Account, StaffSession
from kiosk.interfaces.store import Record, Store
from kiosk.services import secrets
from kiosk.services.audit import Actor, Audit
from kiosk.services.passwords import Passwords
from kiosk.services.second_factor import CodeRefused, SecondFactors
from kiosk.services.staff import SignInRefused


class OwnAccounts:
    """Accounts, as their owners deal with them."""

    def __init__(
        self, store: Store, audit: Audit, clock: Clock, passwords: Passwords, factors: SecondFactors
    ) -> None:
        self._store = store
        self._audit = audit
        self._clock = clock
        self._passwords = passwords
        self._factors = factors

    async def change_password(self, actor: Actor, account_id: UUID, token: str, current: str, password: str) -> None:
        """Sets a new password and signs out every other browser.

        Args:
            token: of the session that stays.

        Raises:
            SignInRefused: the current password is another one.
        """
        await self._check(actor, account_id, current, "password_changed")
        hashed = await self._passwords.hash(password)

        def work(record: Record) -> None:
            record.staff.set_password(account_id, hashed)
            record.people.end_sessions(account_id, secrets.digest(token))

        await self._audit.perform(actor, "password_changed", str(account_id), work)

    async def prove(self, actor: Actor, session: StaffSession, token: str, typed: str) -> None:
        """Proves anew who somebody is: by a code where they have a second factor, else by their password.

        Raises:
            CodeRefused: the code is not good.
            SignInRefused: the password is another one.
        """
        now, kept, account_id = self._clock.now(), secrets.digest(token), session.account_id
        if not session.second_factor:
            await self._check(actor, account_id, typed, "proved")
            await self._audit.perform(actor, "proved", None, lambda record: record.staff.prove_session(kept, now))
            return

        def work(record: Record) -> None:
            if self._factors.taken(record, account_id, typed) is None:
                raise CodeRefused
            record.staff.prove_session(kept, now)

        await self._audit.perform(actor, "proved", None, work)

    async def remove_second_factor(self, actor: Actor, account_id: UUID) -> None:
        """Does without a second factor from now on."""
        await self._audit.perform(
            actor, "second_factor_removed", str(account_id), lambda record: record.factors.drop(account_id)
        )

    async def sign_out_everywhere(self, actor: Actor, account_id: UUID, but: str = "") -> int:
        """Ends every session of theirs, but the one with this token; tells how many."""
        kept = secrets.digest(but) if but else b""
        return await self._audit.perform(
            actor, "sessions_ended", str(account_id), lambda record: record.people.end_sessions(account_id, kept)
        )

    async def end_session(self, actor: Actor, account_id: UUID, session_id: UUID) -> None:
        """Ends one of somebody's own sessions; one that has ended already is as good."""
        await self._audit.perform(
            actor, "session_ended", str(account_id), lambda record: record.people.end_session(account_id, session_id)
        )

    async def _check(self, actor: Actor, account_id: UUID, password: str, action: str) -> Account:
        account = await self._store.read(lambda record: record.staff.account(account_id))
        if not await self._passwords.fits(account, password) or account is None:
            await self._audit.record(actor, action, str(account_id), "refused", SignInRefused.code)
            raise SignInRefused
        return account
