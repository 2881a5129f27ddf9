"""What became of submissions once their services had them: said by staff on a page, or by a robot with its key."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import Executor
from datetime import datetime
from uuid import UUID

from kiosk.domain import outcomes as rules
from kiosk.domain.definition import Localised
from kiosk.domain.outcomes import Became, Outcome
from kiosk.domain.robots import Robot
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.records.outcomes import OutcomeRow, OutcomeSum
from kiosk.interfaces.store import Record, Store
from kiosk.services.audit import Actor, Audit
from kiosk.services.seals import CannotOpen, Seals
from kiosk.services.submissions import SubmissionUnknown


class Outcomes:
    """Those of one site.

    Args:
        minutes: of somebody's work that a robot takes over when it does a submission of a form.
        opening: threads on which sealed bytes are made and opened.
    """

    def __init__(
        self,
        store: Store,
        audit: Audit,
        seals: Seals,
        clock: Clock,
        opening: Executor,
        minutes: Callable[[str], int],
    ) -> None:
        self._store, self._audit, self._seals, self._clock = store, audit, seals, clock
        self._opening, self.minutes = opening, minutes

    async def say(
        self,
        submission_id: UUID,
        outcome: Outcome,
        typed: Mapping[str, str],
        actor: Actor,
        robot: Robot | None = None,
    ) -> Became:
        """What became of it. Saying the same again changes nothing but the time; something else takes its place.

        Minutes are saved by what a robot has done whole, and by nothing else.

        Args:
            typed: the reason, by language.
            robot: the one that says so, if it is not staff.

        Raises:
            OutcomeUnfit: the reason is missing, or too long.
            SubmissionUnknown: there is none, or not for this robot. Which is not told.
        """
        reason = rules.read_reason(outcome, typed)
        loop = asyncio.get_running_loop()
        sealed = b""
        if reason is not None:
            sealed = await loop.run_in_executor(self._opening, self._seals.seal, rules.to_bytes(reason))
        now = self._clock.now()

        def work(record: Record) -> OutcomeRow:
            row = record.submissions.get(submission_id)
            if row is None or (robot is not None and row.form_id not in robot.forms):
                raise SubmissionUnknown
            saved = self.minutes(row.form_id) if robot is not None and outcome is Outcome.DONE else 0
            by = None if robot is None else robot.id
            said = OutcomeRow(submission_id, outcome, now, actor.who[:80], by, saved, self._seals.key_id, sealed)
            record.outcomes.put(said)
            return said

        said = await self._audit.perform(actor, "submission_outcome", str(submission_id), work, outcome.value)
        return _became(said, reason)

    async def of(self, submission_id: UUID) -> Became | None:
        """What became of a submission, as far as it was said."""
        row = await self._store.read(lambda record: record.outcomes.of(submission_id))
        if row is None:
            return None
        reason = await asyncio.get_running_loop().run_in_executor(self._opening, self._reason, row)
        return _became(row, reason)

    async def on(self, submissions: Collection[UUID]) -> Mapping[UUID, Outcome]:
        """What became of each of these, where that was said."""
        return await self._store.read(lambda record: record.outcomes.on(submissions))

    async def between(self, since: datetime, until: datetime) -> Sequence[OutcomeSum]:
        """The numbers of those said in that time, by form and outcome."""
        return await self._store.read(lambda record: record.outcomes.between(since, until))

    def _reason(self, row: OutcomeRow) -> Localised | None:
        if not row.sealed:
            return None
        try:
            return rules.from_bytes(self._seals.open(row.key_id, row.sealed))
        except CannotOpen:
            return None


def _became(row: OutcomeRow, reason: Localised | None) -> Became:
    return Became(row.submission_id, row.outcome, row.at, row.who, row.robot_id, row.minutes, reason)
