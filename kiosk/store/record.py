"""The record of one site within one unit of work: each noun's rows, over one connection."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, select, update

from kiosk.interfaces.store import Topic
from kiosk.store.alerts import AlertRows
from kiosk.store.audit import AuditRows
from kiosk.store.bookings import BookingRows
from kiosk.store.checks import CheckRows
from kiosk.store.commands import CommandRows
from kiosk.store.confirmations import ConfirmationRows
from kiosk.store.continuations import ContinuationRows
from kiosk.store.deliveries import DeliveryRows
from kiosk.store.directory import DirectoryRows, ImportRows
from kiosk.store.factors import FactorRows
from kiosk.store.fleet import FleetRows
from kiosk.store.forms import FormRows
from kiosk.store.hand_overs import HandOverRows
from kiosk.store.happenings import HappeningRows
from kiosk.store.host_calls import HostCallRows
from kiosk.store.messages import MessageRows
from kiosk.store.news import NewsRows
from kiosk.store.notes import NoteRows
from kiosk.store.opinions import OpinionRows
from kiosk.store.outcomes import OutcomeRows, RobotRows
from kiosk.store.parcels import ParcelRows
from kiosk.store.people import PeopleRows
from kiosk.store.photos import PhotoRows
from kiosk.store.receipts import ReceiptRows
from kiosk.store.retention import RetentionRows
from kiosk.store.roll_calls import RollRows
from kiosk.store.schema import records
from kiosk.store.sites import SiteChangeRows
from kiosk.store.staff import StaffRows
from kiosk.store.submissions import SubmissionRows
from kiosk.store.tallies import TallyRows
from kiosk.store.terminals import TerminalRows
from kiosk.store.tries import TryRows
from kiosk.store.uploads import UploadRows
from kiosk.store.uses import UseRows
from kiosk.store.visit_cards import VisitCardRows
from kiosk.store.visit_rules import VisitRuleRows
from kiosk.store.visit_words import VisitWordsRows
from kiosk.store.visits import VisitRows


@dataclass(frozen=True, slots=True)
class At:
    """A site, and the epoch its record had when it was opened."""

    site_id: str
    epoch: UUID


class SqlRecord:
    """Satisfies `kiosk.interfaces.store.Record`.

    Args:
        connection: with a transaction open.
        at: every row read or written belongs to this site.
        touched: filled with the topics that the unit had something new for.
    """

    def __init__(self, connection: Connection, at: At, touched: set[Topic]) -> None:
        self._connection = connection
        self._site_id = at.site_id
        self._touched = touched
        self.epoch = at.epoch

    @property
    def announced_catalogue(self) -> str:
        row = select(records.c.announced_catalogue).where(records.c.site_id == self._site_id)
        etag: str = self._connection.execute(row).scalar_one()
        return etag

    @announced_catalogue.setter
    def announced_catalogue(self, etag: str) -> None:
        row = update(records).where(records.c.site_id == self._site_id)
        self._connection.execute(row.values(announced_catalogue=etag))

    @property
    def terminals(self) -> TerminalRows:
        return TerminalRows(self._connection, self._site_id, self._touched)

    @property
    def fleet(self) -> FleetRows:
        return FleetRows(self._connection, self._site_id)

    @property
    def forms(self) -> FormRows:
        return FormRows(self._connection, self._site_id, self._touched)

    @property
    def submissions(self) -> SubmissionRows:
        return SubmissionRows(self._connection, self._site_id, self._touched)

    @property
    def deliveries(self) -> DeliveryRows:
        return DeliveryRows(self._connection, self._site_id, self._touched)

    @property
    def news(self) -> NewsRows:
        return NewsRows(self._connection, self._site_id, self._touched)

    @property
    def messages(self) -> MessageRows:
        return MessageRows(self._connection, self._site_id, self._touched)

    @property
    def receipts(self) -> ReceiptRows:
        return ReceiptRows(self._connection, self._site_id)

    @property
    def continuations(self) -> ContinuationRows:
        return ContinuationRows(self._connection, self._site_id)

    @property
    def uploads(self) -> UploadRows:
        return UploadRows(self._connection, self._site_id)

    @property
    def commands(self) -> CommandRows:
        return CommandRows(self._connection, self._site_id, self._touched)

    @property
    def alerts(self) -> AlertRows:
        return AlertRows(self._connection, self._site_id)

    @property
    def checks(self) -> CheckRows:
        return CheckRows(self._connection, self._site_id)

    @property
    def staff(self) -> StaffRows:
        return StaffRows(self._connection, self._site_id, self._touched)

    @property
    def people(self) -> PeopleRows:
        return PeopleRows(self._connection, self._site_id, self._touched)

    @property
    def factors(self) -> FactorRows:
        return FactorRows(self._connection, self._site_id, self._touched)

    @property
    def directory(self) -> DirectoryRows:
        return DirectoryRows(self._connection, self._site_id, self._touched)

    @property
    def imports(self) -> ImportRows:
        return ImportRows(self._connection, self._site_id)

    @property
    def audit(self) -> AuditRows:
        return AuditRows(self._connection, self._site_id)

    @property
    def changes(self) -> SiteChangeRows:
        return SiteChangeRows(self._connection, self._site_id, self._touched)

    @property
    def retention(self) -> RetentionRows:
        return RetentionRows(self._connection, self._site_id)

    @property
    def notes(self) -> NoteRows:
        return NoteRows(self._connection, self._site_id, self._touched)

    @property
    def hand_overs(self) -> HandOverRows:
        return HandOverRows(self._connection, self._site_id, self._touched)

    @property
    def outcomes(self) -> OutcomeRows:
        return OutcomeRows(self._connection, self._site_id, self._touched)

    @property
    def robots(self) -> RobotRows:
        return RobotRows(self._connection, self._site_id)

    @property
    def uses(self) -> UseRows:
        return UseRows(self._connection, self._site_id)

    @property
    def tallies(self) -> TallyRows:
        return TallyRows(self._connection, self._site_id)

    @property
    def opinions(self) -> OpinionRows:
        return OpinionRows(self._connection, self._site_id)

    @property
    def confirmations(self) -> ConfirmationRows:
        return ConfirmationRows(self._connection, self._site_id)

    @property
    def parcels(self) -> ParcelRows:
        return ParcelRows(self._connection, self._site_id, self._touched)

    @property
    def photos(self) -> PhotoRows:
        return PhotoRows(self._connection, self._site_id)

    @property
    def tries(self) -> TryRows:
        return TryRows(self._connection, self._site_id)

    @property
    def happenings(self) -> HappeningRows:
        return HappeningRows(self._connection, self._site_id)

    @property
    def visits(self) -> VisitRows:
        return VisitRows(self._connection, self._site_id, self._touched)

    @property
    def bookings(self) -> BookingRows:
        return BookingRows(self._connection, self._site_id, self._touched)

    @property
    def host_calls(self) -> HostCallRows:
        return HostCallRows(self._connection, self._site_id, self._touched)

    @property
    def visit_words(self) -> VisitWordsRows:
        return VisitWordsRows(self._connection, self._site_id, self._touched)

    @property
    def rolls(self) -> RollRows:
        return RollRows(self._connection, self._site_id, self._touched)

    @property
    def visit_cards(self) -> VisitCardRows:
        return VisitCardRows(self._connection, self._site_id, self._touched)

    @property
    def visit_rules(self) -> VisitRuleRows:
        return VisitRuleRows(self._connection, self._site_id, self._touched)
