"""Submissions that were kept long enough by a rule of their form, and what is left of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, func, insert, or_, select, update

from kiosk.domain.keeping import Rule
from kiosk.interfaces.records.retention import Due
from kiosk.store.schema import anonymous_answers, outcomes, submissions


def due(connection: Connection, site_id: str, rule: Rule, until: datetime, limit: int) -> Sequence[Due]:
    """Those that a rule is about: accepted, not emptied yet, and come before `until`."""
    said = [each.value for each in rule.outcomes if each is not None]
    fits: ColumnElement[bool] = outcomes.c.outcome.in_(said)
    if None in rule.outcomes:
        fits = or_(fits, outcomes.c.outcome.is_(None))
    rows = connection.execute(
        select(
            submissions.c.id,
            submissions.c.form_version,
            submissions.c.received_at,
            submissions.c.key_id,
            submissions.c.sealed,
        )
        .outerjoin(outcomes, and_(outcomes.c.site_id == site_id, outcomes.c.submission_id == submissions.c.id))
        .where(
            submissions.c.site_id == site_id,
            submissions.c.form_id == rule.form_id,
            submissions.c.state == "accepted",
            submissions.c.received_at < until,
            func.length(submissions.c.sealed) > 0,
            fits,
        )
        .order_by(submissions.c.received_at, submissions.c.id)
        .limit(limit)
    )
    return [Due(*row) for row in rows]


def empty(connection: Connection, site_id: str, chosen: Sequence[UUID]) -> int:
    """Erases their answers."""
    if not chosen:
        return 0
    here = (submissions.c.site_id == site_id, submissions.c.id.in_(chosen))
    return connection.execute(update(submissions).where(*here).values(sealed=b"")).rowcount


def leave(
    connection: Connection,
    site_id: str,
    anonymous_id: UUID,
    form_id: str,
    form_version: int,
    month: date,
    key_id: str,
    sealed: bytes,
) -> None:
    """Keeps what is left of one."""
    connection.execute(
        insert(anonymous_answers).values(
            site_id=site_id,
            id=anonymous_id,
            form_id=form_id,
            form_version=form_version,
            month=month,
            key_id=key_id,
            sealed=sealed,
        )
    )


def anonymous(connection: Connection, site_id: str, form_id: str) -> Sequence[tuple[int, date, str, bytes]]:
    """What is left of a form, in the order of its random ids: in none."""
    column = anonymous_answers.c
    rows = connection.execute(
        select(column.form_version, column.month, column.key_id, column.sealed)
        .where(column.site_id == site_id, column.form_id == form_id)
        .order_by(column.month, column.id)
    )
    return [(row.form_version, row.month, row.key_id, row.sealed) for row in rows]


def anonymous_counts(connection: Connection, site_id: str) -> Mapping[str, int]:
    """How many there are of each form."""
    column = anonymous_answers.c
    rows = connection.execute(
        select(column.form_id, func.count()).where(column.site_id == site_id).group_by(column.form_id)
    )
    return {row.form_id: int(row[1]) for row in rows}
