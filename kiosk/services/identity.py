"""Signing in by the council's directory: somebody goes there, comes back, and is who the directory says.

Between going and coming back the hub keeps a row and the browser a cookie. What goes to the directory (`state`,
`nonce` and the verifier of PKCE) is made from that cookie, so an answer is only good in the browser that asked, once,
and for ten minutes; the record holds no secret of it.

The directory says who somebody is, and the settings say what its roles and groups may do here. Grants that come from
the directory are made anew at each signing in; those that were given here stay. Somebody to whom nothing is granted
is not let in, and what they had from the directory ends there and then.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import secrets as random
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal, Protocol, TypeVar

from kiosk.domain.errors import Refused, Unavailable
from kiosk.domain.ids import uuid7
from kiosk.domain.roles import Grant
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.facts import Account
from kiosk.interfaces.store import Record, Store
from kiosk.services import secrets
from kiosk.services.audit import Actor, Audit
from kiosk.services.passwords import NO_PASSWORD
from kiosk.services.staff import LONGEST_NAME, SignedIn

T = TypeVar("T")
THREADS = 2
"""People whom the directory is asked about at the same time."""

AWAY_LIFE: Final = timedelta(minutes=10)
"""How long somebody may take at the directory, with a second factor and a forgotten password."""


class DirectoryAway(Unavailable, OSError):
    """The directory does not answer, or not as it should."""

    code = "directory_away"


class IdentityRefused(Refused, PermissionError):
    """What came back from the directory cannot be believed, or it said no."""

    code = "identity_refused"


class NoRole(Refused, PermissionError):
    """The directory knows them; nothing here is granted to them."""

    code = "no_role"


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody, as the directory says.

    Attributes:
        tenant: the directory's id; together with `subject` it is theirs for ever.
        values: the app roles they have and the object ids of their groups.
        groups_left_out: there were too many groups for the directory to name them.
    """

    tenant: str
    subject: str
    name: str
    values: frozenset[str]
    groups_left_out: bool = False


class Provider(Protocol):
    """The directory. Every call blocks, within time-outs of its own."""

    def address(self, state: str, nonce: str, verifier: str, *, again: bool) -> str:
        """Where somebody is sent to sign in. With `again` they prove themselves anew.

        Raises:
            DirectoryAway: it does not answer.
        """

    def identify(self, code: str, verifier: str, nonce: str) -> Identity:
        """Who came back with a code.

        Raises:
            DirectoryAway: it does not answer.
            IdentityRefused: the answer cannot be believed.
        """


@dataclass(frozen=True, slots=True)
class Departure:
    """Where a browser is sent, and the token it keeps meanwhile."""

    address: str
    token: str


@dataclass(frozen=True, slots=True)
class Arrived:
    """Somebody signed in, and the page they wanted."""

    signed_in: SignedIn
    towards: str


class DirectorySignIn:
    """Signing in by the directory.

    Args:
        rules: what each app role or group of the directory is granted here.
    """

    def __init__(
        self, store: Store, audit: Audit, clock: Clock, provider: Provider, rules: Mapping[str, Sequence[Grant]]
    ) -> None:
        self._store = store
        self._audit = audit
        self._clock = clock
        self._provider = provider
        self._rules = rules
        self._threads = ThreadPoolExecutor(THREADS, "identity")

    def close(self) -> None:
        """Ends its threads. Twice is fine."""
        self._threads.shutdown()

    async def begin(self, towards: str, *, again: bool = False) -> Departure:
        """Sends somebody to the directory.

        Args:
            towards: the page they want, on this hub.
            again: have them prove themselves anew, even if the directory remembers them.

        Raises:
            DirectoryAway: it does not answer.
        """
        token, now = secrets.token(), self._clock.now()
        address = await self._on_thread(
            lambda: self._provider.address(
                _made_from(token, "state"), _made_from(token, "nonce"), _made_from(token, "verifier"), again=again
            )
        )

        def work(record: Record) -> None:
            record.factors.leave_before(now)
            record.factors.enter(secrets.digest(token), None, towards, now + AWAY_LIFE)

        await self._store.transact(work)
        return Departure(address, token)

    async def finish(
        self, token: str, state: str, code: str | None, address: str | None, replacing: str | None
    ) -> Arrived:
        """Lets in who comes back from the directory.

        Args:
            token: what the browser kept since `begin`.
            state: what the directory gave back.
            code: what it gave beside; `None` when it said no.

        Raises:
            IdentityRefused: this browser did not ask, or asked too long ago, or the answer cannot be believed.
            NoRole: the directory knows them; nothing here is granted to them.
            DirectoryAway: it does not answer.
        """
        stranger = Actor("directory", None, address)
        try:
            towards = await self._returned(token, state)
            if code is None:
                raise IdentityRefused("directory_said_no")
            verifier, nonce = _made_from(token, "verifier"), _made_from(token, "nonce")
            identity = await self._on_thread(lambda: self._provider.identify(code, verifier, nonce))
        except (IdentityRefused, DirectoryAway) as error:
            outcome: Literal["refused", "failed"] = "refused" if isinstance(error, IdentityRefused) else "failed"
            await self._audit.record(stranger, "signed_in", None, outcome, error.code)
            raise
        granted = list(dict.fromkeys(grant for value in identity.values for grant in self._rules.get(value, ())))
        now = self._clock.now()
        account = await self._admitted(identity, granted, now)
        if isinstance(account, str):
            code_of = "groups_left_out" if identity.groups_left_out and account == NoRole.code else account
            # By their id in the directory, whoever looks after it finds out who it was.
            await self._audit.record(stranger, "signed_in", identity.subject, "refused", code_of)
            raise NoRole(code_of)
        session = secrets.token()

        def work(record: Record) -> None:
            if record.staff.account(account.id) is None:
                raise NoRole("account_removed")
            if replacing is not None:
                record.staff.end_session(secrets.digest(replacing))
            record.staff.add_session(secrets.digest(session), account.id, now, address or "", by_directory=True)

        await self._audit.perform(Actor(account.name, account.id, address), "signed_in", None, work)
        return Arrived(SignedIn(session, account), towards)

    async def _returned(self, token: str, state: str) -> str:
        """Where the browser that asked wants to go. It can come back once."""
        now = self._clock.now()
        good = hmac.compare_digest(_made_from(token, "state").encode(), state.encode("utf-8", "surrogatepass"))

        def work(record: Record) -> str:
            found = record.factors.entrance(secrets.digest(token), now)
            if found is None or found.account_id is not None or not record.factors.leave(secrets.digest(token)):
                raise IdentityRefused("not_asked_for")
            return found.towards

        if not good:
            raise IdentityRefused("not_asked_for")
        return await self._store.transact(work)

    async def _admitted(self, identity: Identity, granted: Sequence[Grant], now: datetime) -> Account | str:
        """The account of somebody, with what the directory gives now, or the code that says why there is none.

        It is made when they come for the first time and something is granted to them.
        """
        fresh = Account(uuid7(int(now.timestamp() * 1000), random.token_bytes(10)), _name(identity), NO_PASSWORD)

        def work(record: Record) -> Account | str:
            known = record.factors.by_identity(identity.tenant, identity.subject)
            if known is None:
                if not granted:
                    return NoRole.code
                # No name that can be typed looks like this one, so nobody signs in with it.
                record.staff.add_account(fresh, now, key=f"\x1f{identity.tenant} {identity.subject}")
                record.factors.add_identity(identity.tenant, identity.subject, fresh.id, now)
            elif record.staff.account(known) is None:
                return "account_removed"
            account = fresh if known is None else replace(fresh, id=known)
            record.staff.rename(account.id, account.name)
            record.people.regrant(account.id, granted, now)
            if not record.staff.grants(account.id):
                record.people.end_sessions(account.id)
                return NoRole.code
            return account

        return await self._store.transact(work)

    async def _on_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)


def _made_from(token: str, what: str) -> str:
    """43 characters that only who has the token can make."""
    made = hmac.new(token.encode("utf-8", "surrogatepass"), what.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()


def _name(identity: Identity) -> str:
    name = "".join(letter for letter in identity.name if letter.isprintable()).strip()[:LONGEST_NAME]
    return name or "Somebody of the directory"
