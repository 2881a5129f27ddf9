"""The rows of staff, as services know them."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol
from uuid import UUID

from kiosk.domain.roles import Grant
from kiosk.interfaces.facts import Account, StaffSession


class StaffRecord(Protocol):
    def any_account(self) -> bool: ...

    def add_account(self, account: Account, now: datetime, key: str | None = None) -> bool:
        """`False` when the name is taken; with a `key`, when that is. Nobody signs in by the name then."""

    def by_name(self, name: str) -> Account | None: ...

    def account(self, account_id: UUID) -> Account | None:
        """`None` when there is none, or it was removed."""

    def rename(self, account_id: UUID, name: str) -> None:
        """Calls an account otherwise. What somebody signs in with stays the same."""

    def set_password(self, account_id: UUID, password_hash: str) -> None: ...

    def grants(self, account_id: UUID) -> tuple[Grant, ...]:
        """What an account was granted, the first first."""

    def grant(self, account_id: UUID, grant: Grant, now: datetime) -> None: ...

    def add_link(self, token_hash: bytes, made_at: datetime, expires_at: datetime) -> None:
        """Keeps the hash of a set-up link; older ones end."""

    def link_good(self, token_hash: bytes, now: datetime) -> bool: ...

    def use_link(self, token_hash: bytes, now: datetime) -> bool: ...

    def add_session(
        self, token_hash: bytes, account_id: UUID, now: datetime, address: str, *, by_directory: bool = False
    ) -> None: ...

    def session(self, token_hash: bytes) -> StaffSession | None: ...

    def touch_session(self, token_hash: bytes, now: datetime) -> None: ...

    def prove_session(self, token_hash: bytes, now: datetime) -> None:
        """Notes that somebody proved just now who they are."""

    def end_session(self, token_hash: bytes) -> None: ...

    def end_sessions_before(self, made_before: datetime, seen_before: datetime) -> None: ...
