"""Takes in what terminals send, keeps it sealed, and shows it to staff.

Nothing well sealed is ever refused: a person has been told that it is saved. It is checked again against its version
of the form, and what does not fit is kept for staff as `needs_review`.
"""

from __future__ import annotations

import asyncio
import secrets as random
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from kiosk.domain.errors import Refused
from kiosk.domain.forms import Form
from kiosk.domain.ids import uuid7
from kiosk.domain.receipts import token_hash
from kiosk.domain.searches import SubmissionSearch
from kiosk.domain.sources import Source
from kiosk.domain.submissions import Submission, SubmissionRefused
from kiosk.domain.uses import Face, Use
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.facts import Attempt, DeliveryRow, DeliveryState, SubmissionRow, SubmissionState, Terminal
from kiosk.interfaces.store import Record, Store
from kiosk.services.audit import Actor, Audit
from kiosk.services.forms import Forms
from kiosk.services.looking import Arrival, Looked, look
from kiosk.services.measures import Measures
from kiosk.services.seals import CannotOpen, Seals

Deliveries = Sequence[tuple[DeliveryRow, Sequence[Attempt]]]
"""What is owed, with every attempt at it."""

PAGE = 25
"""Submissions on one page."""

SMALL = 8_192
"""Bytes. So much is opened and checked in less time than it takes to hand it to another thread and back, twice."""


class SubmissionUnknown(Refused, LookupError):
    """There is no such submission here."""

    code = "submission_unknown"


class NothingToTry(Refused, ValueError):
    """The submission is where it should be, or on its way."""

    code = "nothing_to_try"


@dataclass(frozen=True, slots=True)
class Shown:
    """One submission for staff. `submission` and `form` are `None` when they cannot be read or found.

    Attributes:
        erased: whether what the person wrote was kept long enough, and is gone.
    """

    row: SubmissionRow
    terminal: Terminal | None
    submission: Submission | None
    form: Form | None
    deliveries: Deliveries
    erased: bool = False

    @property
    def can_try_again(self) -> bool:
        """Whether staff can do something about it."""
        if self.row.state is SubmissionState.NEEDS_REVIEW:
            return True
        return any(delivery.state is DeliveryState.DEAD for delivery, _ in self.deliveries)


@dataclass(frozen=True, slots=True)
class Page:
    """Some submissions, newest first, of `total` that fit; pages count from 1. `counts` are of all there are."""

    rows: list[SubmissionRow]
    number: int
    pages: int
    total: int
    counts: Mapping[SubmissionState, int]


class Submissions:
    """The submissions of one site.

    Args:
        timezone: the wall clock of the site, for rules about dates.
        opening: threads on which sealed bytes are opened and checked, off the event loop.
        targets: the names of the targets that a form's submissions go to.
    """

    def __init__(
        self,
        store: Store,
        audit: Audit,
        forms: Forms,
        seals: Seals,
        clock: Clock,
        measures: Measures,
        timezone: ZoneInfo,
        opening: Executor,
        targets: Callable[[Form], Sequence[str]] = lambda form: (form.destination,),
    ) -> None:
        self._targets = targets
        self._store = store
        self._audit = audit
        self._forms = forms
        self._seals = seals
        self._clock = clock
        self._measures = measures
        self._timezone = timezone
        self._opening = opening

    async def receive(
        self,
        terminal: Terminal | None,
        arrival: Arrival,
        face: Face = Face.TERMINAL,
        source: Source = Source.TERMINAL,
        beside: Callable[[Record], None] = lambda _: None,
    ) -> bool:
        """Keeps a submission, durably, and what is owed to the service it is for.

        Args:
            terminal: that it was begun at, and that is told of it; `None` where there was none.
            beside: what else is kept in the same unit of work, or not at all.

        Returns:
            `False` when it was here already; then nothing happens a second time.

        Raises:
            CannotOpen: it is not sealed to this hub.
        """
        form = await self._forms.find(arrival.form_id, arrival.form_version)
        if len(arrival.sealed) <= SMALL:
            seen = self._looked_at(arrival, form)
        else:
            seen = await asyncio.get_running_loop().run_in_executor(self._opening, self._looked_at, arrival, form)
        now, terminal_id = self._clock.now(), None if terminal is None else terminal.id
        row = SubmissionRow(
            arrival.id,
            terminal_id,
            arrival.reference,
            arrival.form_id,
            arrival.form_version,
            arrival.key_id,
            arrival.made_at,
            arrival.time_uncertain,
            now,
            SubmissionState.RECEIVED if seen.reason is None else SubmissionState.NEEDS_REVIEW,
            seen.reason,
            source,
        )
        sent = min(arrival.made_at, now) if not arrival.time_uncertain else now
        use = Use(sent.astimezone(self._timezone).date(), arrival.form_id, terminal_id, face, seen.language)

        def work(record: Record) -> bool:
            if not record.submissions.add(row, arrival.sealed):
                _hand_over(record, arrival.id, terminal_id, now)
                beside(record)
                return False
            beside(record)
            record.uses.sent(use)
            if seen.link is not None:
                record.receipts.link(token_hash(seen.link), row.id)
            if seen.reason is None and form is not None:
                self._owe(record, row.id, form, seen, now)
            return True

        new = await self._store.transact(work)
        if new:
            self._measures.submissions.labels(row.state.value).inc()
        return new

    async def list(self, number: int, wanted: SubmissionSearch | None) -> Page:
        """One page of the submissions that are looked for, newest first; `None` looks for all."""
        looked_for = wanted or SubmissionSearch()

        def work(record: Record) -> Page:
            total = record.submissions.fitting(looked_for)
            rows = record.submissions.find(looked_for, (number - 1) * PAGE, PAGE)
            return Page(rows, number, max(1, -(-total // PAGE)), total, record.submissions.counts())

        return await self._store.read(work)

    async def show(self, submission_id: UUID, actor: Actor) -> Shown:
        """One submission, opened. That it was looked at is audited.

        Raises:
            SubmissionUnknown: there is none.
        """

        def work(record: Record) -> tuple[SubmissionRow, Terminal | None, bytes, Deliveries]:
            row = record.submissions.get(submission_id)
            if row is None:
                raise SubmissionUnknown
            terminal = None if row.terminal_id is None else record.terminals.get(row.terminal_id)
            return row, terminal, record.submissions.sealed(submission_id), record.deliveries.of(submission_id)

        try:
            row, terminal, sealed, deliveries = await self._store.read(work)
        except SubmissionUnknown as error:
            await self._audit.record(actor, "submission_shown", str(submission_id), "refused", error.code)
            raise
        await self._audit.record(actor, "submission_shown", str(submission_id), "done")
        form = await self._forms.find(row.form_id, row.form_version)
        loop = asyncio.get_running_loop()
        submission = await loop.run_in_executor(self._opening, self._opened_or_none, row.key_id, sealed)
        return Shown(row, terminal, submission, form, deliveries, erased=not sealed)

    async def try_again(self, submission_id: UUID, actor: Actor) -> None:
        """Sends again what was set aside; checks again what needs review, which helps once its form is published.

        Raises:
            SubmissionUnknown: there is none.
            NothingToTry: it is accepted, or on its way.
        """
        kept = await self._store.read(
            lambda record: (
                (row, record.submissions.sealed(row.id))
                if (row := record.submissions.get(submission_id)) is not None
                else None
            )
        )
        form: Form | None = None
        seen = Looked("form_unknown")
        if kept is not None and kept[0].state is SubmissionState.NEEDS_REVIEW:
            row, sealed = kept
            form = await self._forms.find(row.form_id, row.form_version)
            outside = (row.id, row.reference, row.form_id, row.form_version, row.key_id)
            arrival = Arrival(*outside, sealed, row.made_at, row.time_uncertain)
            loop = asyncio.get_running_loop()
            seen = await loop.run_in_executor(self._opening, self._looked_at, arrival, form)
        now = self._clock.now()

        def work(record: Record) -> None:
            row = record.submissions.get(submission_id)
            if row is None:
                raise SubmissionUnknown
            if row.state is SubmissionState.NEEDS_REVIEW:
                if form is None or seen.reason is not None:
                    raise NothingToTry(seen.reason or "form_unknown")
                self._owe(record, row.id, form, seen, now)
            else:
                dead = [found for found, _ in record.deliveries.of(row.id) if found.state is DeliveryState.DEAD]
                if not dead:
                    raise NothingToTry
                for delivery in dead:
                    record.deliveries.ask_again(delivery.id, now)
            record.submissions.mark(row.id, SubmissionState.RECEIVED, None)

        await self._audit.perform(actor, "submission_tried_again", str(submission_id), work)

    def opened(self, key_id: str, sealed: bytes) -> Submission:
        """A kept submission in the clear; blocks.

        Raises:
            CannotOpen: its key is gone.
            SubmissionRefused: what was sealed is no submission.
        """
        return Submission.from_bytes(self._seals.open(key_id, sealed))

    def _opened_or_none(self, key_id: str, sealed: bytes) -> Submission | None:
        try:
            return self.opened(key_id, sealed)
        except (CannotOpen, SubmissionRefused):
            return None

    def _looked_at(self, arrival: Arrival, form: Form | None) -> Looked:
        return look(self._seals, arrival, form, self._store.site_id, self._timezone)

    def _owe(self, record: Record, submission_id: UUID, form: Form, seen: Looked, now: datetime) -> None:
        """Keeps what is owed to each target, and what the person can find their submission by."""
        for target in self._targets(form):
            record.deliveries.add(self._new_id(now), submission_id, target, now)
        record.receipts.know(seen.marks, submission_id)

    def _new_id(self, now: datetime) -> UUID:
        return uuid7(int(now.timestamp() * 1000), random.token_bytes(10))


def _hand_over(record: Record, submission_id: UUID, terminal_id: UUID | None, now: datetime) -> None:
    """A terminal that was enrolled again sends what it still has; from now on it is the one that hears of it."""
    row = record.submissions.get(submission_id)
    if row is None or terminal_id is None or row.terminal_id == terminal_id:
        return
    record.submissions.hand_over(submission_id, terminal_id)
    if row.state is SubmissionState.ACCEPTED:
        record.news.add("submission_accepted", {"id": str(submission_id)}, now, terminal_id)
