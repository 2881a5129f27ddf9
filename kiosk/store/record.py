"""The record of one site within one unit of work: each noun's rows, over one connection."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Connection, select, update

from kiosk.interfaces.store import Topic
from kiosk.store.audit import AuditRows
from kiosk.store.deliveries import DeliveryRows
from kiosk.store.forms import FormRows
from kiosk.store.news import NewsRows
from kiosk.store.retention import RetentionRows
from kiosk.store.schema import records
from kiosk.store.staff import StaffRows
from kiosk.store.submissions import SubmissionRows
from kiosk.store.terminals import TerminalRows


class SqlRecord:
    """Satisfies `kiosk.interfaces.store.Record`.

    Args:
        connection: with a transaction open.
        site_id: every row read or written belongs to it.
        touched: filled with the topics that the unit had something new for.
    """

    def __init__(self, connection: Connection, site_id: str, epoch: UUID, touched: set[Topic]) -> None:
        self._connection = connection
        self._site_id = site_id
        self._touched = touched
        self.epoch = epoch

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
    def forms(self) -> FormRows:
        return FormRows(self._connection, self._site_id)

    @property
    def submissions(self) -> SubmissionRows:
        return SubmissionRows(self._connection, self._site_id)

    @property
    def deliveries(self) -> DeliveryRows:
        return DeliveryRows(self._connection, self._site_id, self._touched)

    @property
    def news(self) -> NewsRows:
        return NewsRows(self._connection, self._site_id, self._touched)

    @property
    def staff(self) -> StaffRows:
        return StaffRows(self._connection, self._site_id)

    @property
    def audit(self) -> AuditRows:
        return AuditRows(self._connection, self._site_id)

    @property
    def retention(self) -> RetentionRows:
        return RetentionRows(self._connection, self._site_id)
