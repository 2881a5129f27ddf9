"""What the hub's services need from the record: the verbs that keep facts and find them again.

The services never see SQL. A unit of work is a plain function of a `Record`; `Store.transact` runs it alone on the
writer's thread and answers once it is durable, `Store.read` runs it on a reader's own connection. A record belongs to
one site and sees only that site's rows. Several hubs may share one record; then "alone" is among all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Literal, Protocol, TypeVar
from uuid import UUID

from kiosk.domain.errors import Unavailable
from kiosk.domain.terminals import Details, Health
from kiosk.interfaces.facts import (
    Account,
    Attempt,
    AuditEntry,
    DeliveryRow,
    DeliveryState,
    Fact,
    FormVersion,
    Invitation,
    Kept,
    StaffSession,
    SubmissionRow,
    SubmissionState,
    Terminal,
    TerminalRow,
)

T = TypeVar("T")
U = TypeVar("U")
T_co = TypeVar("T_co", covariant=True)

Topic = Literal["news", "deliveries", "terminals"]
"""What a commit may have brought, for those who wait."""


class RecordUnavailable(Unavailable, OSError):
    """The record cannot be written or read just now: a full disk, a lock, a closed hub. Nothing was kept."""

    code = "record_unavailable"


class TerminalRecord(Protocol):
    def add_code(self, code_hash: bytes, made_at: datetime, expires_at: datetime, invitation: Invitation) -> None:
        """Keeps the hash of a one-use enrolment code and what it stands for."""

    def use_code(self, code_hash: bytes, now: datetime) -> Invitation | None:
        """What the code stood for, if it was good; it no longer is."""

    def add(self, terminal_id: UUID, details: Details, key_hash: bytes, now: datetime) -> None: ...

    def by_key(self, key_hash: bytes) -> Terminal | None:
        """The terminal whose key it is; `None` when that one was withdrawn."""

    def get(self, terminal_id: UUID) -> Terminal | None:
        """A terminal, withdrawn or not."""

    def good(self, terminal_id: UUID) -> bool:
        """Whether it is there and not withdrawn."""

    def list(self) -> list[TerminalRow]:
        """All of them, those withdrawn too, in the order they were enrolled."""

    def row(self, terminal_id: UUID) -> TerminalRow | None: ...

    def change(self, terminal_id: UUID, details: Details) -> None: ...

    def withdraw(self, terminal_id: UUID, now: datetime, replaced_by: UUID | None) -> bool:
        """Ends a terminal's key, and codes that would replace it; `False` when it had ended before."""

    def saw(self, seen: Mapping[UUID, datetime]) -> None:
        """When each was heard of last."""

    def report(
        self, terminal_id: UUID, health: Health, protocol: int, at: datetime, trouble_since: datetime | None
    ) -> None: ...


class FormRecord(Protocol):
    def add(self, form: FormVersion, now: datetime) -> None: ...

    def get(self, form_id: str, version: int) -> FormVersion | None: ...

    def offer(self, forms: Sequence[tuple[str, int]]) -> None:
        """Makes exactly these versions the ones that terminals offer, in this order."""

    def offered(self) -> list[FormVersion]: ...


class SubmissionRecord(Protocol):
    def add(self, row: SubmissionRow, sealed: bytes) -> bool:
        """Keeps a submission; `False` when its id is already there, and then nothing changes."""

    def get(self, submission_id: UUID) -> SubmissionRow | None: ...

    def sealed(self, submission_id: UUID) -> bytes: ...

    def newest(self, state: SubmissionState | None, offset: int, limit: int) -> list[SubmissionRow]: ...

    def counts(self) -> dict[SubmissionState, int]:
        """How many there are in each state; a state nobody is in may be left out."""

    def mark(self, submission_id: UUID, state: SubmissionState, reason: str | None) -> None: ...

    def hand_over(self, submission_id: UUID, terminal_id: UUID) -> None:
        """The terminal that now waits to hear about it, after it was enrolled again."""


class DeliveryRecord(Protocol):
    def add(self, delivery_id: UUID, submission_id: UUID, destination: str, due_at: datetime) -> None: ...

    def of(self, submission_id: UUID) -> list[tuple[DeliveryRow, list[Attempt]]]: ...

    def take(self, now: datetime, full: Collection[str], begun: Collection[UUID]) -> DeliveryRow | None:
        """The one that waits longest of those whose time has come, for as long as it is held (see `Store.hold`).

        Passed over are those for the destinations in `full`, those in `begun`, and those that another hub holds.
        """

    def any_due(self, now: datetime, full: Collection[str], begun: Collection[UUID]) -> bool:
        """Whether there is one that `take` would give, or would if no other hub held it."""

    def next_due(self, after: datetime) -> datetime | None:
        """When the next one falls due that is not due yet."""

    def record(self, delivery_id: UUID, attempt: Attempt, state: DeliveryState, due_at: datetime) -> None:
        """Keeps an attempt and what follows from it."""

    def ask_again(self, delivery_id: UUID, now: datetime) -> None:
        """Due at once, with its tries counted anew."""


class NewsRecord(Protocol):
    def add(self, kind: str, data: Mapping[str, str], at: datetime, terminal_id: UUID | None) -> None:
        """A fact for one terminal, or for every terminal of the site when `terminal_id` is `None`."""

    def after(self, cursor: int, terminal_id: UUID, limit: int) -> list[Fact]: ...


class StaffRecord(Protocol):
    def any_account(self) -> bool: ...

    def add_account(self, account: Account, now: datetime) -> bool:
        """`False` when the name is taken."""

    def by_name(self, name: str) -> Account | None: ...

    def set_password(self, account_id: UUID, password_hash: str) -> None: ...

    def add_link(self, token_hash: bytes, made_at: datetime, expires_at: datetime) -> None:
        """Keeps the hash of a set-up link; older ones end."""

    def link_good(self, token_hash: bytes, now: datetime) -> bool: ...

    def use_link(self, token_hash: bytes, now: datetime) -> bool: ...

    def add_session(self, token_hash: bytes, account_id: UUID, now: datetime) -> None: ...

    def session(self, token_hash: bytes) -> StaffSession | None: ...

    def touch_session(self, token_hash: bytes, now: datetime) -> None: ...

    def end_session(self, token_hash: bytes) -> None: ...

    def end_sessions_before(self, made_before: datetime, seen_before: datetime) -> None: ...


class AuditRecord(Protocol):
    def add(self, entry: AuditEntry) -> None: ...

    def newest(self, offset: int, limit: int) -> list[AuditEntry]: ...

    def count(self) -> int: ...


class RetentionRecord(Protocol):
    def erase(self, kind: Kept, until: datetime, limit: int) -> int:
        """Erases what is older than `until`, at most so many. Gives how many it erased."""

    def prove(self, kind: Kept, count: int, until: datetime, at: datetime) -> None:
        """Keeps that so many were erased."""

    def last(self) -> datetime | None:
        """When something was last proved."""


class Record(Protocol):
    """The rows of one site, within one unit of work."""

    @property
    def epoch(self) -> UUID:
        """New whenever the record is restored from a backup, so that terminals send again what may be missing."""

    @property
    def announced_catalogue(self) -> str:
        """The ETag of the catalogue that terminals were last told of; empty at first."""

    @announced_catalogue.setter
    def announced_catalogue(self, etag: str) -> None: ...

    @property
    def terminals(self) -> TerminalRecord: ...

    @property
    def forms(self) -> FormRecord: ...

    @property
    def submissions(self) -> SubmissionRecord: ...

    @property
    def deliveries(self) -> DeliveryRecord: ...

    @property
    def news(self) -> NewsRecord: ...

    @property
    def staff(self) -> StaffRecord: ...

    @property
    def audit(self) -> AuditRecord: ...

    @property
    def retention(self) -> RetentionRecord: ...


class Held(Protocol[T_co]):
    """Rows that no other hub takes until they are settled or let go. If this hub dies they are free at once."""

    @property
    def found(self) -> T_co:
        """What was found when they were taken."""

    async def settle(self, work: Callable[[Record], U]) -> U:
        """What `work` returned, once its writes are durable; then the rows are let go.

        Raises:
            RecordUnavailable: nothing was kept, or that is not certain; the rows are let go.
        """

    async def let_go(self) -> None:
        """Writes nothing. After `settle`, and twice, it is fine."""


class Store(Protocol):
    """The record's door. A unit that raises is undone alone; its error reaches its own caller.

    A unit of work may be run more than once before it is kept: it changes nothing but the record.
    """

    @property
    def site_id(self) -> str: ...

    async def transact(self, work: Callable[[Record], T]) -> T:
        """What `work` returned, once its writes are durable.

        Raises:
            RecordUnavailable: nothing was kept.
        """

    async def read(self, work: Callable[[Record], T]) -> T:
        """What `work` returned; it sees one moment of the record and may not write."""

    async def hold(self, work: Callable[[Record], T]) -> Held[T]:
        """Runs `work`, which may take rows and does not write, and keeps what it took from every other hub."""

    def listen(self, topic: Topic, heard: Callable[[], None]) -> None:
        """Calls `heard` whenever a topic has something new, after the commit, whichever hub made it.

        It is called on a thread of the store's own, and now and then for nothing.
        """
