"""What became of submissions, and the robots that say so."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, select, update

from kiosk.domain.outcomes import Outcome
from kiosk.domain.robots import Robot
from kiosk.interfaces.records.outcomes import OutcomeRow, OutcomeSum
from kiosk.interfaces.store import Topic
from kiosk.store.schema import outcomes, robots, submissions


class OutcomeRows:
    """Satisfies `kiosk.interfaces.records.outcomes.OutcomeRecord`."""

    def __init__(self, connection: Connection, site_id: str, touched: set[Topic]) -> None:
        self._connection, self._site_id, self._touched = connection, site_id, touched

    def put(self, row: OutcomeRow) -> None:
        self._connection.execute(delete(outcomes).where(*self._one(row.submission_id)))
        self._connection.execute(
            insert(outcomes).values(
                site_id=self._site_id,
                submission_id=row.submission_id,
                outcome=row.outcome.value,
                at=row.at,
                who=row.who,
                robot_id=row.robot_id,
                minutes=row.minutes,
                key_id=row.key_id,
                sealed=row.sealed,
            )
        )
        self._touched.add("submissions")

    def of(self, submission_id: UUID) -> OutcomeRow | None:
        row = self._connection.execute(select(outcomes).where(*self._one(submission_id))).one_or_none()
        if row is None:
            return None
        known = (row.submission_id, Outcome(row.outcome), row.at, row.who, row.robot_id, row.minutes)
        return OutcomeRow(*known, row.key_id, row.sealed)

    def on(self, submissions: Collection[UUID]) -> Mapping[UUID, Outcome]:
        rows = self._connection.execute(
            select(outcomes.c.submission_id, outcomes.c.outcome).where(
                outcomes.c.site_id == self._site_id, outcomes.c.submission_id.in_(submissions)
            )
        )
        return {row.submission_id: Outcome(row.outcome) for row in rows}

    def between(self, since: datetime, until: datetime) -> Sequence[OutcomeSum]:
        rows = self._connection.execute(
            select(
                submissions.c.form_id,
                outcomes.c.outcome,
                func.count(),
                func.count(outcomes.c.robot_id),
                func.sum(outcomes.c.minutes),
            )
            .join(submissions, submissions.c.id == outcomes.c.submission_id)
            .where(
                outcomes.c.site_id == self._site_id,
                submissions.c.site_id == self._site_id,
                outcomes.c.at >= since,
                outcomes.c.at < until,
            )
            .group_by(submissions.c.form_id, outcomes.c.outcome)
            .order_by(submissions.c.form_id, outcomes.c.outcome)
        )
        return [OutcomeSum(form, Outcome(what), total, by, int(minutes)) for form, what, total, by, minutes in rows]

    def _one(self, submission_id: UUID) -> tuple[ColumnElement[bool], ...]:
        return outcomes.c.site_id == self._site_id, outcomes.c.submission_id == submission_id


class RobotRows:
    """Satisfies `kiosk.interfaces.records.outcomes.RobotRecord`."""

    def __init__(self, connection: Connection, site_id: str) -> None:
        self._connection, self._site_id = connection, site_id

    def add(self, robot: Robot, key_hash: bytes) -> None:
        self._connection.execute(
            insert(robots).values(
                site_id=self._site_id,
                id=robot.id,
                name=robot.name,
                key_hash=key_hash,
                forms=json.dumps(robot.forms),
                made_at=robot.made_at,
                made_by=robot.made_by,
            )
        )

    def all(self) -> Sequence[Robot]:
        rows = self._connection.execute(
            select(robots).where(robots.c.site_id == self._site_id).order_by(robots.c.made_at.desc(), robots.c.id)
        )
        return [_robot(row) for row in rows]

    def get(self, robot_id: UUID) -> Robot | None:
        return self._found(robots.c.id == robot_id)

    def known(self, key_hash: bytes) -> Robot | None:
        return self._found(robots.c.key_hash == key_hash, robots.c.withdrawn_at.is_(None))

    def grant(self, robot_id: UUID, forms: Sequence[str]) -> None:
        self._change(robot_id, forms=json.dumps(list(forms)))

    def withdraw(self, robot_id: UUID, at: datetime) -> None:
        self._change(robot_id, withdrawn_at=at)

    def used(self, robot_id: UUID, at: datetime) -> None:
        self._change(robot_id, used_at=at)

    def _found(self, *conditions: ColumnElement[bool]) -> Robot | None:
        row = self._connection.execute(
            select(robots).where(robots.c.site_id == self._site_id, *conditions)
        ).one_or_none()
        return None if row is None else _robot(row)

    def _change(self, robot_id: UUID, **values: object) -> None:
        self._connection.execute(
            update(robots).where(robots.c.site_id == self._site_id, robots.c.id == robot_id).values(values)
        )


def _robot(row: Row[Any]) -> Robot:
    forms = tuple(json.loads(row.forms))
    return Robot(row.id, row.name, forms, row.made_at, row.made_by, row.withdrawn_at, row.used_at)
