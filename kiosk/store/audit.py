"""The audit: every action of staff, kept also when it was refused."""

from __future__ import annotations

from sqlalchemy import Connection, func, insert, select

from kiosk.interfaces.facts import AuditEntry
from kiosk.store.schema import audit


class AuditRows:
    """Satisfies `kiosk.interfaces.store.AuditRecord`."""

    def __init__(self, connection: Connection, site_id: str) -> None:
        self._connection = connection
        self._site_id = site_id

    def add(self, entry: AuditEntry) -> None:
        self._connection.execute(
            insert(audit).values(
                site_id=self._site_id,
                at=entry.at,
                who=entry.who,
                account_id=entry.account_id,
                action=entry.action,
                subject=entry.subject,
                outcome=entry.outcome,
                code=entry.code,
                address=entry.address,
            )
        )

    def newest(self, offset: int, limit: int) -> list[AuditEntry]:
        rows = self._connection.execute(
            select(audit)
            .where(audit.c.site_id == self._site_id)
            .order_by(audit.c.seq.desc())
            .offset(offset)
            .limit(limit)
        )
        return [
            AuditEntry(row.at, row.who, row.account_id, row.action, row.subject, row.outcome, row.code, row.address)
            for row in rows
        ]

    def count(self) -> int:
        rows = select(func.count()).select_from(audit).where(audit.c.site_id == self._site_id)
        return self._connection.execute(rows).scalar_one()
