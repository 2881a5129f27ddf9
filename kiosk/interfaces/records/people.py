"""The rows of the people who have accounts, as those who look after them need them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol
from uuid import UUID

from kiosk.domain.accounts import Credential, CredentialKind, Gone, Invited, Member, OpenSession
from kiosk.domain.roles import Grant


class PeopleRecord(Protocol):
    def members(self) -> list[Member]:
        """Everybody who has an account, by name."""

    def member(self, account_id: UUID) -> Member | None:
        """`None` when there is none, or it was removed."""

    def take(self, account_id: UUID, grant: Grant) -> bool:
        """Takes a grant away; `False` when they do not have it."""

    def regrant(self, account_id: UUID, granted: Iterable[Grant], now: datetime) -> None:
        """Puts these in the place of all that the directory gave."""

    def remove(self, account_id: UUID, now: datetime) -> None:
        """Takes password, name to sign in with and grants; the row stays for the time it is kept."""

    def gone(self) -> list[Gone]:
        """Who was removed and does not come back by the directory, the latest first."""

    def let_back(self, account_id: UUID) -> bool:
        """Forgets the directory's ids of somebody who was removed; `False` when there are none."""

    def sessions(self, account_id: UUID) -> list[OpenSession]: ...

    def end_sessions(self, account_id: UUID, but: bytes = b"") -> int:
        """Ends their sessions, all but the one with this hash; tells how many."""

    def end_session(self, account_id: UUID, session_id: UUID) -> bool: ...

    def invite(self, invited: Invited, token_hash: bytes) -> None: ...

    def invitations(self, now: datetime) -> list[Invited]:
        """Those that can still be used, the newest first."""

    def invited(self, token_hash: bytes, now: datetime) -> Invited | None: ...

    def end_invitation(self, invitation_id: UUID) -> bool:
        """`False` when it was used or ended before."""

    def end_invitations_by(self, account_id: UUID) -> int: ...

    def add_credential(self, credential: Credential, mark: bytes, verifier: str | None = None) -> None:
        """Keeps one, with what terminals can tell it by where they have to."""

    def verifiers(self, kind: CredentialKind) -> list[tuple[UUID, str]]:
        """The accounts that have a good one of a kind, and what it can be told by."""

    def credential(self, kind: CredentialKind, marks: Iterable[bytes]) -> Credential | None:
        """The one with one of these marks; `None` when it was ended."""

    def credentials(self, account_id: UUID) -> list[Credential]:
        """Those of an account that still open something."""

    def end_credential(self, credential_id: UUID, now: datetime) -> bool: ...

    def end_credentials(self, account_id: UUID, people: Iterable[UUID], now: datetime) -> int:
        """Ends those of an account and of people of the directory; tells how many."""
