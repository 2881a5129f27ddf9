"""Finds submissions by the words in their answers, and gives many of them out at once.

Answers are kept sealed, so there is no index of their words: they are opened one after another, on a thread of their
own, and only so many of the newest. Whoever asks is told how far that went. Nothing that was opened is kept.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from kiosk.domain.definition import AnswerValue, Form
from kiosk.domain.ids import nearby, read_beginning, read_reference
from kiosk.domain.searches import SubmissionSearch, stands_in
from kiosk.domain.submissions import Submission, SubmissionRefused, shown
from kiosk.domain.uploads import Upload, asked_for
from kiosk.domain.written import lines
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.facts import SubmissionRow
from kiosk.interfaces.store import Store
from kiosk.services.audit import Actor, Audit
from kiosk.services.forms import Forms
from kiosk.services.seals import CannotOpen

WINDOW = 1_000
"""Submissions opened for one search at most, the newest of those that fit."""

AT_ONCE = 25
"""Opened in one piece of work: what a terminal sends meanwhile waits no longer than that takes."""

MOST_HITS = 50
"""Found at most; whoever gets so many has to say more."""

MOST_EXPORTED = 5_000
"""Submissions in one export, the newest of those that fit."""

Known = Mapping[tuple[str, int], Form | None]


@dataclass(frozen=True, slots=True)
class Hits:
    """What a search for words found, and how far it looked.

    Attributes:
        opened: how many were opened and read; `erased` had nothing left in them, `closed` could not be opened.
        fitting: how many there are that could have been looked at.
        back_to: when the oldest of those looked at was received.
        full: whether it stopped because it had found enough.
    """

    rows: Sequence[SubmissionRow]
    opened: int
    erased: int
    closed: int
    fitting: int
    back_to: datetime | None
    full: bool

    @property
    def looked_at(self) -> int:
        """How many were taken in hand."""
        return self.opened + self.erased + self.closed


@dataclass(frozen=True, slots=True)
class Given:
    """A submission that is given out: opened, where that could be done; and the files that came with it."""

    row: SubmissionRow
    submission: Submission | None
    form: Form | None
    erased: bool
    uploads: Sequence[Upload] = ()


class Searches:
    """Searches among the submissions of one site.

    Args:
        opened: gives a kept submission in the clear; blocks.
        opening: threads on which that is done.
        uploads: gives the files of a submission.
    """

    def __init__(
        self,
        store: Store,
        audit: Audit,
        forms: Forms,
        clock: Clock,
        opened: Callable[[str, bytes], Submission],
        opening: Executor,
        uploads: Callable[[UUID], Awaitable[Sequence[Upload]]],
    ) -> None:
        self._store, self._audit, self._forms, self._clock = store, audit, forms, clock
        self._opened, self._opening, self._uploads = opened, opening, uploads

    async def by_reference(self, typed: str) -> tuple[SubmissionSearch, tuple[str, ...]]:
        """What to look for when somebody typed a reference: it, or those that begin so. And, where there is none,
        the references there are that they may have misread."""
        whole, start = read_reference(typed), read_beginning(typed)
        if start is not None:
            return SubmissionSearch(beginning=start), ()
        likely = nearby(typed)
        there = await self._store.read(
            lambda record: record.submissions.there([*likely, *([whole] if whole else [])])
        )
        if whole is not None and whole in there:
            return SubmissionSearch(references=(whole,)), ()
        # One that nothing can have finds nothing, which is what was asked for.
        return SubmissionSearch(references=(whole or typed.strip()[:20] or "?",)), tuple(there)

    async def by_words(self, wanted: SubmissionSearch, words: Sequence[str], actor: Actor) -> Hits:
        """The newest submissions in whose answers all of the words stand. How many were opened is audited; what was
        looked for is not: it may be a name."""
        wanted = self._as_of_now(wanted)
        fitting = await self._store.read(lambda record: record.submissions.fitting(wanted))
        found: list[SubmissionRow] = []
        opened = erased = closed = 0
        back_to: datetime | None = None
        for offset in range(0, WINDOW, AT_ONCE):
            part = await self._part(wanted, offset)
            for each in part:
                back_to = each.row.received_at
                if each.erased:
                    erased += 1
                elif each.submission is None:
                    closed += 1
                else:
                    opened += 1
                    if stands_in(words, texts(each.submission, each.form)):
                        found.append(each.row)
            if len(part) < AT_ONCE or len(found) >= MOST_HITS:
                break
        await self._audit.record(actor, "submissions_searched", f"{opened} opened", "done")
        full = len(found) >= MOST_HITS
        return Hits(found[:MOST_HITS], opened, erased, closed, fitting, back_to, full)

    async def export(self, wanted: SubmissionSearch, kind: str, actor: Actor) -> list[Given]:
        """The newest submissions that fit, opened, to be given out as a file. How many is audited before."""
        wanted = self._as_of_now(wanted)
        given: list[Given] = []
        while len(given) < MOST_EXPORTED:
            part = await self._part(wanted, len(given))
            given += part
            if len(part) < AT_ONCE:
                break
        await self._audit.record(actor, "submissions_exported", f"{len(given)} as {kind}", "done")
        return [await self._with_files(each) for each in given]

    async def _with_files(self, given: Given) -> Given:
        """With the files it names; most name none, and nothing is looked for then."""
        if given.form is None or given.submission is None or not asked_for(given.form, given.submission.answers):
            return given
        return replace(given, uploads=await self._uploads(given.row.id))

    def _as_of_now(self, wanted: SubmissionSearch) -> SubmissionSearch:
        """What comes in meanwhile would push others into the next part, where they would be met twice."""
        now = self._clock.now()
        return replace(wanted, until=now if wanted.until is None else min(wanted.until, now))

    async def _part(self, wanted: SubmissionSearch, offset: int) -> list[Given]:
        rows = await self._store.read(lambda record: record.submissions.find_sealed(wanted, offset, AT_ONCE))
        forms = {
            (row.form_id, row.form_version): await self._forms.find(row.form_id, row.form_version) for row, _ in rows
        }
        return await asyncio.get_running_loop().run_in_executor(self._opening, self._open, rows, forms)

    def _open(self, rows: Sequence[tuple[SubmissionRow, bytes]], forms: Known) -> list[Given]:
        return [self._one(row, sealed, forms[row.form_id, row.form_version]) for row, sealed in rows]

    def _one(self, row: SubmissionRow, sealed: bytes, form: Form | None) -> Given:
        if not sealed:
            return Given(row, None, form, erased=True)
        try:
            return Given(row, self._opened(row.key_id, sealed), form, erased=False)
        except (CannotOpen, SubmissionRefused):
            return Given(row, None, form, erased=False)


def texts(submission: Submission, form: Form | None) -> list[str]:
    """Everything that people would read of the answers."""
    found: list[str] = []
    for name, value in submission.answers.items():
        found += _written(value)
        if form is not None:
            try:
                found.append(shown(form.component(name), value))
            except KeyError:
                # An answer to a question the form does not have is why staff must look at it.
                continue
    return found


def _written(value: AnswerValue) -> list[str]:
    if isinstance(value, bool):
        return []
    return [value] if isinstance(value, str) else lines(None, value)
