"""Facts as the hub's record keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal
from uuid import UUID

from kiosk.domain.roles import Grant
from kiosk.domain.sources import Source
from kiosk.domain.terminals import Details, Health


@dataclass(frozen=True, slots=True)
class Terminal:
    """A terminal that may speak to this hub."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Invitation:
    """What an enrolment code stands for: what staff have said of the terminal, and the one whose place it takes."""

    details: Details | None = None
    replaces: UUID | None = None


@dataclass(frozen=True, slots=True)
class TerminalRow:
    """A terminal as staff see it. `health` is what it said at `reported_at`, in trouble since `trouble_since`."""

    id: UUID
    details: Details
    enrolled_at: datetime
    withdrawn_at: datetime | None
    replaced_by: UUID | None
    seen_at: datetime | None
    reported_at: datetime | None
    trouble_since: datetime | None
    protocol: int | None
    health: Health | None


@dataclass(frozen=True, slots=True)
class FormVersion:
    """One immutable version of a form. `document` is its JSON text; `content` the SHA-256 of that text."""

    form_id: str
    version: int
    content: str
    document: str


class SubmissionState(StrEnum):
    """How far a submission has come on the hub."""

    RECEIVED = "received"
    NEEDS_REVIEW = "needs_review"
    ACCEPTED = "accepted"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class SubmissionRow:
    """A submission as it is listed: everything but what the person wrote, which stays sealed.

    `reason` is a code: why it needs review or failed. Only what was begun at a terminal has one.
    """

    id: UUID
    terminal_id: UUID | None
    reference: str
    form_id: str
    form_version: int
    key_id: str
    made_at: datetime
    time_uncertain: bool
    received_at: datetime
    state: SubmissionState
    reason: str | None
    source: Source = Source.TERMINAL


class DeliveryState(StrEnum):
    """`waiting` to be sent (again), `delivered`, or `dead`: set aside with its reason."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One thing owed to one destination. `tries` counts since it was last asked for, `attempts` since it began.

    `reference` is what the destination calls it, once it has it and where it says so.
    """

    id: UUID
    submission_id: UUID
    destination: str
    state: DeliveryState
    tries: int
    attempts: int
    due_at: datetime
    reason: str | None
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try: when, how it ended, the HTTP status if there was one, and a code that says why."""

    number: int
    at: datetime
    outcome: Literal["accepted", "refused", "put_off"]
    status: int | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the news. `seq` is the durable cursor."""

    seq: int
    kind: str
    at: datetime
    data: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Account:
    """A member of staff."""

    id: UUID
    name: str
    password_hash: str


@dataclass(frozen=True, slots=True)
class StaffSession:
    """Somebody signed in, from when, when they last pressed anything, and what they were granted.

    Attributes:
        proved_at: when they last proved who they are, with more than a cookie.
        by_directory: whether the council's directory said who they are.
        second_factor: whether they have one here.
        since: when their account was made.
    """

    id: UUID
    account_id: UUID
    name: str
    made_at: datetime
    seen_at: datetime
    proved_at: datetime
    by_directory: bool
    second_factor: bool
    since: datetime
    grants: tuple[Grant, ...]


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One action: who (an account, or the part of Foyer that acted), what, on what, and how it ended."""

    at: datetime
    who: str
    account_id: UUID | None
    action: str
    subject: str | None
    outcome: Literal["done", "refused", "failed"]
    code: str | None
    address: str | None


class Kept(StrEnum):
    """Kinds of what the record keeps for a while. Of submissions only the sealed answers go; the row stays."""

    SUBMISSIONS = "submissions"
    NOTES = "notes"
    ATTEMPTS = "attempts"
    RECEIPTS = "receipts"
    FACTS = "facts"
    REASONS = "reasons"
    CONTINUATIONS = "continuations"
    UPLOADS = "uploads"
    MESSAGES = "messages"
    OPINIONS = "opinions"
    ROLL_CALLS = "roll_calls"
    VISIT_CONTACTS = "visit_contacts"
    VISITS = "visits"
    VISITOR_CARDS = "visitor_cards"
    VISIT_CARDS = "visit_cards"
    HAPPENINGS = "happenings"
    HOST_CALLS = "host_calls"
    HOST_NOTICES = "host_notices"
    HOST_CHOICES = "host_choices"
    BOOKINGS = "bookings"
    PARCELS = "parcels"
    CARRIERS = "carriers"
    PHOTOS = "photos"
    NEWS = "news"
    COMMANDS = "commands"
    CHECKS = "checks"
    DIRECTORY = "directory"
    IMPORTS = "imports"
    PREVIEWS = "previews"
    SESSIONS = "sessions"
    LINKS = "links"
    ENTRANCES = "entrances"
    INVITATIONS = "invitations"
    WATCHED = "watched"
    CREDENTIALS = "credentials"
    IDENTITIES = "identities"
    ACCOUNTS = "accounts"
    CODES = "codes"
    TRIES = "tries"
    AUDIT = "audit"
    PROOFS = "proofs"
