"""A second factor beside a password: codes by time from an app, and ten codes on paper for the day the phone is lost.

The secret of the app is kept sealed to the hub's own key. A code is good for its own half minute and the ones beside
it, and once: neither it nor an earlier one is taken again. Of the codes on paper only keyed marks are kept, and each
is used up.

Source: RFC 6238 (TOTP); NIST SP 800-63B, 5.1.4 and 5.1.2 (look-up secrets).
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

import pyotp

from kiosk.domain.accounts import FactorKept
from kiosk.domain.errors import Refused
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.store import Record, Store
from kiosk.services import secrets
from kiosk.services.audit import Actor, Audit
from kiosk.services.seals import CannotOpen, Seals

STEP: Final = 30
"""Seconds a code stands for."""

BESIDE: Final = 1
"""Steps before and after now that are taken too: a phone's clock may be half a minute off, and typing takes time."""

RECOVERY_CODES: Final = 10
ISSUER: Final = "Foyer"

Proof = Literal["code", "recovery_code"]


class CodeRefused(Refused, PermissionError):
    """The code is wrong, too old, or was used before."""

    code = "code_refused"


class NoFactor(Refused, LookupError):
    """There is no second factor, or none that waits to be confirmed."""

    code = "no_second_factor"


@dataclass(frozen=True, slots=True)
class Offer:
    """A secret for somebody's app, which they have not confirmed yet.

    Attributes:
        secret: in base 32, to be typed.
        uri: the same to be scanned.
    """

    secret: str
    uri: str

    def __repr__(self) -> str:
        return "Offer()"


@dataclass(frozen=True, slots=True)
class Standing:
    """Since when an account has a second factor, and how many recovery codes are left."""

    since: datetime
    codes_left: int


class SecondFactors:
    """The second factors of an estate."""

    def __init__(self, store: Store, audit: Audit, clock: Clock, seals: Seals) -> None:
        self._store = store
        self._audit = audit
        self._clock = clock
        self._seals = seals

    async def standing(self, account_id: UUID) -> Standing | None:
        """`None` when there is no second factor."""

        def work(record: Record) -> Standing | None:
            kept = record.factors.factor(account_id, confirmed=True)
            return None if kept is None else Standing(kept.made_at, record.factors.codes_left(account_id))

        return await self._store.read(work)

    async def offer(self, account_id: UUID, name: str) -> Offer:
        """A secret for somebody's app: the one that waits to be confirmed, or a new one."""

        def waiting(record: Record) -> FactorKept | None:
            return record.factors.factor(account_id, confirmed=False)

        kept = await self._store.read(waiting)
        secret = None if kept is None else self._opened(kept)
        if secret is None:
            secret = pyotp.random_base32()
            sealed = self._seals.seal(secret.encode())
            made = FactorKept(sealed, self._seals.key_id, self._clock.now(), 0)
            await self._store.transact(lambda record: record.factors.offer(account_id, made))
        return Offer(secret, pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER))

    async def confirm(self, actor: Actor, account_id: UUID, typed: str) -> tuple[str, ...]:
        """Puts the offered secret in force, once its first code was right. Returns new recovery codes.

        Raises:
            NoFactor: nothing was offered.
            CodeRefused: the code is not one of it.
        """
        codes = _recovery_codes()
        marks = [self._marks(account_id, code)[0] for code in codes]

        def work(record: Record) -> None:
            kept = record.factors.factor(account_id, confirmed=False)
            if kept is None:
                raise NoFactor
            step = self._step(kept, typed)
            if step is None:
                raise CodeRefused
            record.factors.confirm(account_id, step)
            record.factors.replace_codes(account_id, marks)

        await self._audit.perform(actor, "second_factor_set_up", str(account_id), work)
        return codes

    async def renew_codes(self, actor: Actor, account_id: UUID) -> tuple[str, ...]:
        """New recovery codes; the old ones end.

        Raises:
            NoFactor: there is none to recover from.
        """
        codes = _recovery_codes()
        marks = [self._marks(account_id, code)[0] for code in codes]

        def work(record: Record) -> None:
            if record.factors.factor(account_id, confirmed=True) is None:
                raise NoFactor
            record.factors.replace_codes(account_id, marks)

        await self._audit.perform(actor, "recovery_codes_renewed", str(account_id), work)
        return codes

    def wanted(self, record: Record, account_id: UUID) -> bool:
        """Whether somebody's password is not enough. For use within a unit of work."""
        return record.factors.factor(account_id, confirmed=True) is not None

    def taken(self, record: Record, account_id: UUID, typed: str) -> Proof | None:
        """What somebody proved themselves with, which is used up then. For use within a unit of work.

        `None` when it proves nothing.
        """
        kept = record.factors.factor(account_id, confirmed=True)
        if kept is None:
            return None
        step = self._step(kept, typed)
        if step is not None and record.factors.take_step(account_id, step):
            return "code"
        if record.factors.use_code(account_id, self._marks(account_id, typed)):
            return "recovery_code"
        return None

    def _step(self, kept: FactorKept, typed: str) -> int | None:
        """The step of time that a code is of, unless that or a later one was taken before."""
        secret = self._opened(kept)
        digits = typed.replace(" ", "")
        if secret is None or not (digits.isascii() and digits.isdecimal() and len(digits) == 6):
            return None
        app = pyotp.TOTP(secret, interval=STEP)
        now = int(self._clock.now().timestamp()) // STEP
        good = [
            step
            for step in range(now - BESIDE, now + BESIDE + 1)
            if hmac.compare_digest(app.generate_otp(step), digits) and step > kept.last_step
        ]
        return good[0] if good else None

    def _opened(self, kept: FactorKept) -> str | None:
        try:
            return self._seals.open(kept.key_id, kept.sealed).decode()
        except CannotOpen:
            # Its key is gone, as after a restore without keys: an administrator resets it.
            return None

    def _marks(self, account_id: UUID, code: str) -> list[bytes]:
        return self._seals.marks(b"recovery code" + account_id.bytes + secrets.code_digest(code))


def _recovery_codes() -> tuple[str, ...]:
    return tuple(secrets.code() for _ in range(RECOVERY_CODES))
