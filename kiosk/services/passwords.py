"""Passwords: hashed with Argon2id, one at a time, on a thread of their own."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

from kiosk.interfaces.facts import Account
from kiosk.services import secrets

T = TypeVar("T")

HASHING = RFC_9106_LOW_MEMORY
"""What a guess at a stolen password costs: 64 MiB, three passes. Source: RFC 9106, section 4, second choice."""

SHORTEST_PASSWORD: Final = 12
"""Characters. Source: NCSC, "Three random words"; NIST SP 800-63B asks for length, never for a mix of symbols."""

LONGEST_PASSWORD: Final = 200
NO_PASSWORD: Final = ""
"""In the place of a hash: no password fits it."""


class Passwords:
    """Makes hashes and compares with them, always in the same time."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher.from_parameters(HASHING)
        # One at a time: a hash takes 64 MB and a core on purpose, and the rest of the hub must not feel it.
        self._thread = ThreadPoolExecutor(1, "passwords")

    def close(self) -> None:
        """Ends the thread. Twice is fine."""
        self._thread.shutdown()

    async def hash(self, password: str) -> str:
        """What is kept of a password."""
        return await self._on_thread(lambda: self._hasher.hash(password))

    async def fits(self, account: Account | None, password: str) -> bool:
        """Whether the password is the account's; just as slow without an account, and for one without a password."""
        return await self._on_thread(lambda: self._fits(account, password))

    async def renewed(self, account: Account, password: str) -> str | None:
        """A new hash when the one that is kept was made in an older way."""
        return await self.hash(password) if self._hasher.check_needs_rehash(account.password_hash) else None

    async def _on_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _fits(self, account: Account | None, password: str) -> bool:
        decoy = self._decoy
        known = None if account is None or account.password_hash == NO_PASSWORD else account.password_hash
        try:
            self._hasher.verify(decoy if known is None else known, password)
        except (VerificationError, InvalidHashError):
            return False
        return known is not None

    @functools.cached_property
    def _decoy(self) -> str:
        return self._hasher.hash(secrets.token())
