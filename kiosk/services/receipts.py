"""Shows somebody with a link how far what they sent has come, and nothing of what they wrote."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from kiosk.domain import receipts
from kiosk.domain.definition import Form
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.facts import SubmissionRow, SubmissionState
from kiosk.interfaces.store import Record, Store
from kiosk.services.forms import Forms


@dataclass(frozen=True, slots=True)
class Found:
    """A submission from outside. `form` is `None` when this version of Foyer cannot read it any more."""

    row: SubmissionRow
    form: Form | None


class Receipts:
    """The receipts of one site.

    Args:
        life: how long a link is good for after its submission came; one that is not accepted yet stays good.
    """

    def __init__(self, store: Store, forms: Forms, clock: Clock, life: timedelta) -> None:
        self._store = store
        self._forms = forms
        self._clock = clock
        self.life = life

    async def find(self, token: str) -> Found | None:
        """What a link leads to; `None` for one that is invented, not here yet, or too old: nobody is told which."""
        known = receipts.read_token(token)
        if known is None:
            return None
        digest = receipts.token_hash(known)

        def work(record: Record) -> SubmissionRow | None:
            submission = record.receipts.linked(digest)
            return None if submission is None else record.submissions.get(submission)

        row = await self._store.read(work)
        if row is None or self._old(row):
            return None
        return Found(row, await self._forms.find(row.form_id, row.form_version))

    def _old(self, row: SubmissionRow) -> bool:
        return row.state is SubmissionState.ACCEPTED and self._clock.now() - row.received_at > self.life
