"""Submissions: what is listed in the clear, what the person wrote as the sealed bytes that came."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, bindparam, func, select, tuple_, update
from sqlalchemy.sql import ColumnElement

from kiosk.domain.searches import SubmissionSearch
from kiosk.domain.sources import Source
from kiosk.interfaces.facts import SubmissionRow, SubmissionState
from kiosk.interfaces.store import Topic
from kiosk.store.schema import submissions
from kiosk.store.upserts import unless_there
from kiosk.store.writes import written

_COLUMNS = tuple(column for column in submissions.c if column.name not in {"site_id", "sealed"})

# The statements of every submission, made once: making one takes longer than running it.
_ONE = (submissions.c.site_id == bindparam("here"), submissions.c.id == bindparam("submission"))
_ADD = unless_there(submissions, "site_id", "id")
_GET = select(*_COLUMNS).where(*_ONE)
_SEALED = select(submissions.c.sealed).where(*_ONE)
_MARK = update(submissions).where(*_ONE).values(state=bindparam("new_state"), reason=bindparam("new_reason"))
_NEWEST = (submissions.c.received_at.desc(), submissions.c.id.desc())


class SubmissionRows:
    """Satisfies `kiosk.interfaces.store.SubmissionRecord`."""

    def __init__(self, connection: Connection, site_id: str, touched: set[Topic]) -> None:
        self._connection = connection
        self._site_id = site_id
        self._touched = touched

    def add(self, row: SubmissionRow, sealed: bytes) -> bool:
        kept = written(
            self._connection,
            _ADD[self._connection.dialect.name],
            {
                "site_id": self._site_id,
                "id": row.id,
                "terminal_id": row.terminal_id,
                "reference": row.reference,
                "form_id": row.form_id,
                "form_version": row.form_version,
                "key_id": row.key_id,
                "sealed": sealed,
                "made_at": row.made_at,
                "time_uncertain": row.time_uncertain,
                "received_at": row.received_at,
                "state": row.state.value,
                "reason": row.reason,
                "source": row.source.value,
            },
        )
        self._touched.add("submissions")
        return kept == 1

    def get(self, submission_id: UUID) -> SubmissionRow | None:
        row = self._connection.execute(_GET, self._one(submission_id)).one_or_none()
        return None if row is None else _submission(row)

    def sealed(self, submission_id: UUID) -> bytes:
        found: bytes = self._connection.execute(_SEALED, self._one(submission_id)).scalar_one()
        return found

    def find(self, wanted: SubmissionSearch, offset: int, limit: int) -> list[SubmissionRow]:
        rows = self._connection.execute(
            select(*_COLUMNS).where(*self._fit(wanted)).order_by(*_NEWEST).offset(offset).limit(limit)
        )
        return [_submission(row) for row in rows]

    def find_sealed(self, wanted: SubmissionSearch, offset: int, limit: int) -> list[tuple[SubmissionRow, bytes]]:
        rows = self._connection.execute(
            select(*(*_COLUMNS, submissions.c.sealed))
            .where(*self._fit(wanted))
            .order_by(*_NEWEST)
            .offset(offset)
            .limit(limit)
        )
        return [(_submission(row), row.sealed) for row in rows]

    def fitting(self, wanted: SubmissionSearch) -> int:
        counted = select(func.count()).select_from(submissions).where(*self._fit(wanted))
        return self._connection.execute(counted).scalar_one()

    def there(self, references: Sequence[str]) -> list[str]:
        rows = select(submissions.c.reference).where(
            submissions.c.site_id == self._site_id, submissions.c.reference.in_(references)
        )
        return sorted(set(self._connection.execute(rows).scalars()))

    def counts(self) -> dict[SubmissionState, int]:
        rows = self._connection.execute(
            select(submissions.c.state, func.count())
            .where(submissions.c.site_id == self._site_id)
            .group_by(submissions.c.state)
        )
        return {SubmissionState(state): count for state, count in rows}

    def mark(self, submission_id: UUID, state: SubmissionState, reason: str | None) -> None:
        self._connection.execute(_MARK, self._one(submission_id) | {"new_state": state.value, "new_reason": reason})
        self._touched.add("submissions")

    def hand_over(self, submission_id: UUID, terminal_id: UUID) -> None:
        self._connection.execute(
            update(submissions).where(*_ONE).values(terminal_id=bindparam("new_terminal")),
            self._one(submission_id) | {"new_terminal": terminal_id},
        )

    def _one(self, submission_id: UUID) -> dict[str, object]:
        return {"here": self._site_id, "submission": submission_id}

    def _fit(self, wanted: SubmissionSearch) -> list[ColumnElement[bool]]:
        column = submissions.c
        fit: list[ColumnElement[bool]] = [column.site_id == self._site_id]
        if wanted.references:
            fit.append(column.reference.in_(wanted.references))
        if wanted.beginning:
            fit.append(column.reference.startswith(wanted.beginning, autoescape=True))
        if wanted.state is not None:
            fit.append(column.state == wanted.state)
        if wanted.forms is not None:
            fit.append(tuple_(column.form_id, column.form_version).in_(wanted.forms))
        if wanted.terminal_id is not None:
            fit.append(column.terminal_id == wanted.terminal_id)
        if wanted.since is not None:
            fit.append(column.received_at >= wanted.since)
        if wanted.until is not None:
            fit.append(column.received_at < wanted.until)
        return fit


def _submission(row: Row[Any]) -> SubmissionRow:
    return SubmissionRow(
        row.id,
        row.terminal_id,
        row.reference,
        row.form_id,
        row.form_version,
        row.key_id,
        row.made_at,
        row.time_uncertain,
        row.received_at,
        SubmissionState(row.state),
        row.reason,
        Source(row.source),
    )
