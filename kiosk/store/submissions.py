"""Submissions: what is listed in the clear, what the person wrote as the sealed bytes that came."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, bindparam, func, select, update
from sqlalchemy.sql import ColumnElement

from kiosk.interfaces.facts import SubmissionRow, SubmissionState
from kiosk.store.schema import submissions
from kiosk.store.upserts import unless_there

_COLUMNS = tuple(column for column in submissions.c if column.name not in {"site_id", "sealed"})

# The statements of every submission, made once: making one takes longer than running it.
_ONE = (submissions.c.site_id == bindparam("here"), submissions.c.id == bindparam("submission"))
_ADD = unless_there(submissions, "site_id", "id")
_GET = select(*_COLUMNS).where(*_ONE)
_SEALED = select(submissions.c.sealed).where(*_ONE)
_MARK = update(submissions).where(*_ONE).values(state=bindparam("new_state"), reason=bindparam("new_reason"))


class SubmissionRows:
    """Satisfies `kiosk.interfaces.store.SubmissionRecord`."""

    def __init__(self, connection: Connection, site_id: str) -> None:
        self._connection = connection
        self._site_id = site_id

    def add(self, row: SubmissionRow, sealed: bytes) -> bool:
        kept = self._connection.execute(
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
            },
        )
        return kept.rowcount == 1

    def get(self, submission_id: UUID) -> SubmissionRow | None:
        row = self._connection.execute(_GET, self._one(submission_id)).one_or_none()
        return None if row is None else _submission(row)

    def sealed(self, submission_id: UUID) -> bytes:
        found: bytes = self._connection.execute(_SEALED, self._one(submission_id)).scalar_one()
        return found

    def newest(self, state: SubmissionState | None, offset: int, limit: int) -> list[SubmissionRow]:
        rows = self._connection.execute(
            select(*_COLUMNS)
            .where(*self._some(state))
            .order_by(submissions.c.received_at.desc(), submissions.c.id.desc())
            .offset(offset)
            .limit(limit)
        )
        return [_submission(row) for row in rows]

    def counts(self) -> dict[SubmissionState, int]:
        rows = self._connection.execute(
            select(submissions.c.state, func.count()).where(*self._some(None)).group_by(submissions.c.state)
        )
        return {SubmissionState(state): count for state, count in rows}

    def mark(self, submission_id: UUID, state: SubmissionState, reason: str | None) -> None:
        self._connection.execute(_MARK, self._one(submission_id) | {"new_state": state.value, "new_reason": reason})

    def hand_over(self, submission_id: UUID, terminal_id: UUID) -> None:
        self._connection.execute(
            update(submissions).where(*_ONE).values(terminal_id=bindparam("new_terminal")),
            self._one(submission_id) | {"new_terminal": terminal_id},
        )

    def _one(self, submission_id: UUID) -> dict[str, object]:
        return {"here": self._site_id, "submission": submission_id}

    def _some(self, state: SubmissionState | None) -> tuple[ColumnElement[bool], ...]:
        here = submissions.c.site_id == self._site_id
        return (here,) if state is None else (here, submissions.c.state == state.value)


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
    )
