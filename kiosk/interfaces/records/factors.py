"""The rows of second factors, of the directory's names for accounts, and of ways in that are not finished."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol
from uuid import UUID

from kiosk.domain.accounts import Entrance, FactorKept


class FactorRecord(Protocol):
    def factor(self, account_id: UUID, *, confirmed: bool) -> FactorKept | None:
        """The second factor of an account, or the new one that waits for its first code."""

    def offer(self, account_id: UUID, factor: FactorKept) -> None:
        """Keeps a new one beside the one there is; an earlier new one goes."""

    def confirm(self, account_id: UUID, step: int) -> bool:
        """Puts the new one in the place of the old. `False` when there is none."""

    def take_step(self, account_id: UUID, step: int) -> bool:
        """Notes the step of a code; `False` when that or a later one was taken before."""

    def drop(self, account_id: UUID) -> bool:
        """Removes factors and recovery codes. `False` when there was no factor."""

    def replace_codes(self, account_id: UUID, marks: Iterable[bytes]) -> None: ...

    def use_code(self, account_id: UUID, marks: Iterable[bytes]) -> bool:
        """Whether one of these was a recovery code; it is used up then."""

    def codes_left(self, account_id: UUID) -> int: ...

    def by_identity(self, tenant: str, subject: str) -> UUID | None: ...

    def add_identity(self, tenant: str, subject: str, account_id: UUID, now: datetime) -> None: ...

    def enter(self, token_hash: bytes, account_id: UUID | None, towards: str, expires_at: datetime) -> None: ...

    def entrance(self, token_hash: bytes, now: datetime) -> Entrance | None: ...

    def count_try(self, token_hash: bytes) -> None: ...

    def leave(self, token_hash: bytes) -> bool:
        """Ends a way in; `False` when it was ended before."""

    def leave_before(self, now: datetime) -> None:
        """Ends those that took too long."""
