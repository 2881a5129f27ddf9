"""How long the answers to each form are kept, and what is left of them then.

The nightly job asks this for forms that have rules of their own; all others are kept as long as the site keeps
anything. What is taken from a submission goes in one transaction with what is left of it and with the proof.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from kiosk.domain import answers as shapes
from kiosk.domain import keeping as rules
from kiosk.domain.definition import Answers, AnswerValue, Form
from kiosk.domain.keeping import FormKeeping, Keep, Rule, Then
from kiosk.domain.outcomes import Outcome
from kiosk.domain.submissions import Submission, SubmissionRefused
from kiosk.interfaces.facts import Kept
from kiosk.interfaces.records.retention import Due
from kiosk.interfaces.store import Record, Store
from kiosk.services.audit import Actor, Audit
from kiosk.services.forms import Forms
from kiosk.services.seals import CannotOpen, Seals


@dataclass(frozen=True, slots=True)
class Anonymous:
    """What is left of one submission: the month it came in, and answers to closed questions."""

    form_version: int
    month: date
    answers: Mapping[str, AnswerValue]


class Keeping:
    """That of one site.

    Args:
        chosen: what the site says of its forms; the others are kept as `default` says.
        opening: threads on which sealed bytes are made and opened.
    """

    def __init__(
        self,
        store: Store,
        audit: Audit,
        forms: Forms,
        seals: Seals,
        timezone: ZoneInfo,
        opening: Executor,
        chosen: Mapping[str, FormKeeping],
        default: Keep,
    ) -> None:
        self._store, self._audit, self._forms, self._seals = store, audit, forms, seals
        self._timezone, self._opening = timezone, opening
        self._chosen, self.default = dict(chosen), default

    @property
    def forms(self) -> Collection[str]:
        """The ids of those that have rules of their own."""
        return self._chosen.keys()

    def rules(self, form_id: str) -> Sequence[Rule]:
        """What holds for a form."""
        return rules.rules(form_id, self._chosen.get(form_id, FormKeeping()), self.default)

    def life(self, form_id: str, outcome: Outcome | None) -> timedelta:
        """How long a submission is kept."""
        return self._chosen.get(form_id, FormKeeping()).of(outcome, self.default).life

    async def run(self, now: datetime, limit: int) -> int:
        """Takes what was kept long enough, `limit` at a time; 0 takes nothing and proves that it was looked.

        Returns:
            How many submissions were emptied.
        """
        total = 0
        for rule in (each for form in sorted(self._chosen) for each in self.rules(form)):
            taken = await self._step(rule, now, limit)
            total += taken
            while limit and taken == limit:
                await asyncio.sleep(0)
                taken = await self._step(rule, now, limit)
                total += taken
        return total

    async def anonymous(self, form_id: str, actor: Actor) -> Sequence[Anonymous]:
        """What is left of the submissions of a form, in no order; that it was given out is audited."""
        kept = await self._store.read(lambda record: record.retention.anonymous(form_id))
        found = await asyncio.get_running_loop().run_in_executor(
            self._opening, lambda: [Anonymous(each[0], each[1], self._read(each[2], each[3])) for each in kept]
        )
        await self._audit.record(actor, "anonymous_exported", form_id, "done")
        return found

    async def counted(self) -> Mapping[str, int]:
        """How many submissions of each form something anonymous is left of."""
        return await self._store.read(lambda record: record.retention.anonymous_counts())

    async def _step(self, rule: Rule, now: datetime, limit: int) -> int:
        until = now - rule.keep.life
        due = await self._store.read(lambda record: record.retention.due(rule, until, limit)) if limit else []
        left: Mapping[UUID, bytes] = {}
        if rule.keep.then is Then.ANONYMISE and due:
            known = {each.form_version: await self._forms.find(rule.form_id, each.form_version) for each in due}
            left = await asyncio.get_running_loop().run_in_executor(self._opening, self._left, due, known)

        def work(record: Record) -> int:
            # As it is now: somebody may have said meanwhile what became of one, or sent it again.
            still = {each.id for each in record.retention.due(rule, until, limit)} if due else set()
            for each in due:
                if each.id in still and each.id in left:
                    month = each.received_at.astimezone(self._timezone).date().replace(day=1)
                    kept = (uuid4(), rule.form_id, each.form_version, month, self._seals.key_id, left[each.id])
                    record.retention.leave(*kept)
            taken = record.retention.empty([each.id for each in due if each.id in still])
            record.retention.prove(Kept.SUBMISSIONS, taken, until, now, rule.about)
            return taken

        return await self._store.transact(work)

    def _left(self, due: Sequence[Due], known: Mapping[int, Form | None]) -> Mapping[UUID, bytes]:
        """What may stay of each, sealed. Of what cannot be read any more nothing does."""
        found: dict[UUID, bytes] = {}
        for each in due:
            form = known[each.form_version]
            try:
                answers: Answers = Submission.from_bytes(self._seals.open(each.key_id, each.sealed)).answers
            except (CannotOpen, SubmissionRefused):
                continue
            if form is not None and (stays := rules.anonymous(form, answers)):
                told = {name: shapes.to_json(value) for name, value in stays.items()}
                found[each.id] = self._seals.seal(json.dumps(told, sort_keys=True).encode("utf-8"))
        return found

    def _read(self, key_id: str, sealed: bytes) -> Mapping[str, AnswerValue]:
        try:
            told = json.loads(self._seals.open(key_id, sealed))
        except CannotOpen:
            return {}
        return {name: shapes.from_json(value) for name, value in told.items()}
