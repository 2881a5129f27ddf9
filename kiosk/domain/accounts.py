"""What the record knows of the accounts of staff and of what lets their owners in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto
from uuid import UUID

from kiosk.domain.roles import Grant


@dataclass(frozen=True, slots=True)
class Member:
    """An account as those who look after people see it.

    Attributes:
        grants: the first first.
        from_directory: those of them that the directory gave, and takes away.
        local: whether it has a password here.
        second_factor: whether a code is asked for beside it.
    """

    id: UUID
    name: str
    made_at: datetime
    signed_in_at: datetime | None
    grants: tuple[Grant, ...]
    from_directory: frozenset[Grant]
    local: bool
    second_factor: bool


@dataclass(frozen=True, slots=True)
class Gone:
    """Somebody who was removed here and is still known by the directory's ids, so that it does not let them in."""

    id: UUID
    name: str
    removed_at: datetime


@dataclass(frozen=True, slots=True)
class OpenSession:
    """Somebody signed in somewhere. `by_directory`: the directory said who they are."""

    id: UUID
    made_at: datetime
    seen_at: datetime
    address: str
    by_directory: bool


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody who was sent a link and has not used it. `name` is what the one who sent it called them."""

    id: UUID
    name: str
    grant: Grant
    made_by: UUID
    made_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class FactorKept:
    """A second factor: its secret, sealed to the hub's key of this id, and the newest step of time that was taken."""

    sealed: bytes
    key_id: str
    made_at: datetime
    last_step: int


@dataclass(frozen=True, slots=True)
class Entrance:
    """A way in that is not finished: whose password was right, if anybody's, and where they want to go."""

    account_id: UUID | None
    towards: str
    tries: int


class CredentialKind(StrEnum):
    """What opens something in somebody's place."""

    LINK = auto()
    FEED = auto()
    PIN = auto()
    CARD = auto()
    NEW_PASSWORD = auto()
    TERMINAL_PIN = auto()


@dataclass(frozen=True, slots=True)
class Credential:
    """One of them. What it opens with is never kept, only a mark of it."""

    id: UUID
    kind: CredentialKind
    account_id: UUID | None
    person_id: UUID | None
    made_at: datetime


def visible(grants: Sequence[Grant], site_id: str) -> tuple[Grant, ...]:
    """The grants that count at a site."""
    return tuple(grant for grant in grants if grant.at(site_id))
