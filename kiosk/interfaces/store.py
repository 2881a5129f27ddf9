"""What the hub's services need from the record: the verbs that keep facts and find them again.

The services never see SQL. A unit of work is a plain function of a `Record`; `Store.transact` runs it alone on the
writer's thread and answers once it is durable, `Store.read` runs it on a reader's own connection. A record belongs to
one site and sees only that site's rows. Several hubs may share one record; then "alone" is among all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, Protocol, TypeVar
from uuid import UUID

from kiosk.domain.errors import Unavailable
from kiosk.interfaces.records.alerts import AlertRecord
from kiosk.interfaces.records.audit import AuditRecord
from kiosk.interfaces.records.bookings import BookingRecord
from kiosk.interfaces.records.checks import CheckRecord
from kiosk.interfaces.records.commands import CommandRecord
from kiosk.interfaces.records.confirmations import ConfirmationRecord
from kiosk.interfaces.records.continuations import ContinuationRecord
from kiosk.interfaces.records.deliveries import DeliveryRecord
from kiosk.interfaces.records.directory import DirectoryRecord, ImportRecord
from kiosk.interfaces.records.factors import FactorRecord
from kiosk.interfaces.records.fleet import FleetRecord
from kiosk.interfaces.records.forms import FormRecord
from kiosk.interfaces.records.hand_overs import HandOverRecord
from kiosk.interfaces.records.happenings import HappeningRecord
from kiosk.interfaces.records.host_calls import HostCallRecord, VisitWordsRecord
from kiosk.interfaces.records.messages import MessageRecord
from kiosk.interfaces.records.news import NewsRecord
from kiosk.interfaces.records.notes import NoteRecord
from kiosk.interfaces.records.opinions import OpinionRecord
from kiosk.interfaces.records.outcomes import OutcomeRecord, RobotRecord
from kiosk.interfaces.records.parcels import ParcelRecord
from kiosk.interfaces.records.people import PeopleRecord
from kiosk.interfaces.records.photos import PhotoRecord
from kiosk.interfaces.records.receipts import ReceiptRecord
from kiosk.interfaces.records.retention import RetentionRecord
from kiosk.interfaces.records.roll_calls import RollRecord
from kiosk.interfaces.records.sites import SiteChangeRecord
from kiosk.interfaces.records.staff import StaffRecord
from kiosk.interfaces.records.submissions import SubmissionRecord
from kiosk.interfaces.records.tallies import TallyRecord
from kiosk.interfaces.records.terminals import TerminalRecord
from kiosk.interfaces.records.tries import TryRecord
from kiosk.interfaces.records.uploads import UploadRecord
from kiosk.interfaces.records.uses import UseRecord
from kiosk.interfaces.records.visit_cards import VisitCardRecord
from kiosk.interfaces.records.visit_rules import VisitRuleRecord
from kiosk.interfaces.records.visits import VisitRecord

T = TypeVar("T")
U = TypeVar("U")
T_co = TypeVar("T_co", covariant=True)

Topic = Literal[
    "news",
    "deliveries",
    "terminals",
    "commands",
    "submissions",
    "health",
    "messages",
    "directory",
    "sites",
    "people",
    "visits",
    "bookings",
    "parcels",
    "rolls",
    "hosts",
]
"""What a commit may have brought, for those who wait."""


class RecordUnavailable(Unavailable, OSError):
    """The record cannot be written or read just now: a full disk, a lock, a closed hub. Nothing was kept."""

    code = "record_unavailable"


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
    def fleet(self) -> FleetRecord: ...

    @property
    def forms(self) -> FormRecord: ...

    @property
    def submissions(self) -> SubmissionRecord: ...

    @property
    def deliveries(self) -> DeliveryRecord: ...

    @property
    def news(self) -> NewsRecord: ...

    @property
    def messages(self) -> MessageRecord: ...

    @property
    def receipts(self) -> ReceiptRecord: ...

    @property
    def continuations(self) -> ContinuationRecord: ...

    @property
    def uploads(self) -> UploadRecord: ...

    @property
    def commands(self) -> CommandRecord: ...

    @property
    def alerts(self) -> AlertRecord: ...

    @property
    def checks(self) -> CheckRecord: ...

    @property
    def staff(self) -> StaffRecord: ...

    @property
    def people(self) -> PeopleRecord: ...

    @property
    def factors(self) -> FactorRecord: ...

    @property
    def audit(self) -> AuditRecord: ...

    @property
    def directory(self) -> DirectoryRecord: ...

    @property
    def imports(self) -> ImportRecord: ...

    @property
    def changes(self) -> SiteChangeRecord: ...

    @property
    def retention(self) -> RetentionRecord: ...

    @property
    def notes(self) -> NoteRecord: ...

    @property
    def hand_overs(self) -> HandOverRecord: ...

    @property
    def outcomes(self) -> OutcomeRecord: ...

    @property
    def robots(self) -> RobotRecord: ...

    @property
    def uses(self) -> UseRecord: ...

    @property
    def tallies(self) -> TallyRecord: ...

    @property
    def opinions(self) -> OpinionRecord: ...

    @property
    def confirmations(self) -> ConfirmationRecord: ...

    @property
    def parcels(self) -> ParcelRecord: ...

    @property
    def photos(self) -> PhotoRecord: ...

    @property
    def tries(self) -> TryRecord: ...

    @property
    def host_calls(self) -> HostCallRecord: ...

    @property
    def visit_words(self) -> VisitWordsRecord: ...

    @property
    def happenings(self) -> HappeningRecord: ...

    @property
    def visits(self) -> VisitRecord: ...

    @property
    def bookings(self) -> BookingRecord: ...

    @property
    def visit_cards(self) -> VisitCardRecord: ...

    @property
    def visit_rules(self) -> VisitRuleRecord: ...

    @property
    def rolls(self) -> RollRecord: ...


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
