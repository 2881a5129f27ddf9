"""The audit: every action of staff, kept also when it was refused."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, insert, select

from kiosk.domain.searches import AuditSearch
from kiosk.interfaces.facts import AuditEntry
from kiosk.store.schema import audit
from kiosk.store.upserts import unless_there

_ONCE = unless_there(audit, "site_id", "told_id")


class AuditRows:
    """Satisfies `kiosk.interfaces.store.AuditRecord`."""

    def __init__(self, connection: Connection, site_id: str) -> None:
        self._connection = connection
        self._site_id = site_id

    def add(self, entry: AuditEntry) -> None:
        self._connection.execute(insert(audit).values(**self._columns(entry)))

    def add_told(self, entry: AuditEntry, told_id: UUID) -> bool:
        kept = _ONCE[self._connection.dialect.name].values(**self._columns(entry), told_id=told_id)
        return self._connection.execute(kept).rowcount == 1

    def find(self, wanted: AuditSearch, before: int | None, limit: int) -> list[tuple[int, AuditEntry]]:
        below = [] if before is None else [audit.c.seq < before]
        rows = self._connection.execute(
            select(audit).where(*self._fit(wanted), *below).order_by(audit.c.seq.desc()).limit(limit)
        )
        return [(row.seq, _entry(row)) for row in rows]

    def actions(self) -> list[str]:
        rows = select(audit.c.action).where(audit.c.site_id == self._site_id).distinct()
        return sorted(self._connection.execute(rows).scalars())

    def _columns(self, entry: AuditEntry) -> dict[str, object]:
        return {
            "site_id": self._site_id,
            "at": entry.at,
            "who": entry.who,
            "account_id": entry.account_id,
            "action": entry.action,
            "subject": entry.subject,
            "outcome": entry.outcome,
            "code": entry.code,
            "address": entry.address,
        }

    def _fit(self, wanted: AuditSearch) -> list[ColumnElement[bool]]:
        fit: list[ColumnElement[bool]] = [audit.c.site_id == self._site_id]
        if wanted.who:
            fit.append(audit.c.who.icontains(wanted.who, autoescape=True))
        if wanted.actions:
            fit.append(audit.c.action.in_(wanted.actions))
        if wanted.outcome is not None:
            fit.append(audit.c.outcome == wanted.outcome)
        if wanted.subject:
            fit.append(audit.c.subject.icontains(wanted.subject, autoescape=True))
        if wanted.since is not None:
            fit.append(audit.c.at >= wanted.since)
        if wanted.until is not None:
            fit.append(audit.c.at < wanted.until)
        return fit


def _entry(row: Row[Any]) -> AuditEntry:
    return AuditEntry(row.at, row.who, row.account_id, row.action, row.subject, row.outcome, row.code, row.address)
