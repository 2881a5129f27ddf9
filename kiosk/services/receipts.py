"""Shows somebody how far what they sent has come, and nothing of what they wrote: by the link they were shown, or by
their reference and something they gave in the form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from kiosk.domain import ids, receipts, second_facts
from kiosk.domain.definition import Form
from kiosk.domain.hand_overs import HandOver, Work
from kiosk.domain.outcomes import Became
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.facts import SubmissionRow, SubmissionState
from kiosk.interfaces.store import Record, Store
from kiosk.services.forms import Forms
from kiosk.services.keeping import Keeping
from kiosk.services.looking import said
from kiosk.services.outcomes import Outcomes
from kiosk.services.seals import Seals


@dataclass(frozen=True, slots=True)
class Found:
    """A submission from outside. `form` is `None` when this version of Foyer cannot read it any more.

    Attributes:
        looked_at: since when somebody has it in hand, if anybody has.
        became: what became of it, as far as that was said.
        life: how long it is kept from when it came.
    """

    row: SubmissionRow
    form: Form | None
    looked_at: datetime | None
    became: Became | None
    life: timedelta


class Receipts:
    """The receipts of one site."""

    def __init__(
        self, store: Store, forms: Forms, seals: Seals, outcomes: Outcomes, keeping: Keeping, clock: Clock
    ) -> None:
        self._store, self._forms, self._seals = store, forms, seals
        self._outcomes, self._keeping, self._clock = outcomes, keeping, clock

    async def find(self, token: str) -> Found | None:
        """What a link leads to; `None` for one that is invented, not here yet, or too old: nobody is told which."""
        known = receipts.read_token(token)
        if known is None:
            return None
        digest = receipts.token_hash(known)

        def work(record: Record) -> tuple[SubmissionRow, HandOver | None] | None:
            submission = record.receipts.linked(digest)
            row = None if submission is None else record.submissions.get(submission)
            return None if row is None else (row, record.hand_overs.of(row.id))

        return await self._found(await self._store.read(work))

    async def ask(self, reference: str, fact: str) -> Found | None:
        """What a reference and something given in the form lead to; `None` for every other pair.

        A pair is looked for by its keyed hash, so that one of which nothing is true takes as long as one of which
        the reference is.
        """
        # A reference with a wrong check digit is looked for like any other.
        code = ids.read_reference(reference) or reference[:40]
        facts = second_facts.read(fact)
        marks = [mark for each in facts for mark in self._seals.marks(said(code, each))]

        def work(record: Record) -> tuple[SubmissionRow, HandOver | None] | None:
            submission = record.receipts.known_by(marks)
            row = None if submission is None else record.submissions.get(submission)
            return None if row is None else (row, record.hand_overs.of(row.id))

        return await self._found(await self._store.read(work))

    async def _found(self, known: tuple[SubmissionRow, HandOver | None] | None) -> Found | None:
        if known is None:
            return None
        row, handed = known
        became = await self._outcomes.of(row.id)
        life = self._keeping.life(row.form_id, None if became is None else became.outcome)
        if row.state is SubmissionState.ACCEPTED and self._clock.now() - row.received_at > life:
            return None
        looked_at = None if handed is None or handed.work is Work.NEW else handed.changed_at
        form = await self._forms.find(row.form_id, row.form_version)
        return Found(row, form, looked_at, became, life)
