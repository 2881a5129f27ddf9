"""What staff write about a submission. It is sealed like the answers it is about, and only ever added to."""

from __future__ import annotations

import asyncio
import secrets as random
from collections.abc import Sequence
from concurrent.futures import Executor
from uuid import UUID

from kiosk.domain.errors import Refused
from kiosk.domain.ids import uuid7
from kiosk.domain.notes import LONGEST, Note, SealedNote
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.store import Record, Store
from kiosk.services.audit import Actor, Audit
from kiosk.services.seals import CannotOpen, Seals
from kiosk.services.submissions import SubmissionUnknown


class NoteUnfit(Refused, ValueError):
    """A note says something, and no more than `LONGEST` characters of it."""

    code = "note_unfit"


class Notes:
    """The notes on the submissions of one site.

    Args:
        opening: threads on which sealed bytes are made and opened.
    """

    def __init__(self, store: Store, audit: Audit, seals: Seals, clock: Clock, opening: Executor) -> None:
        self._store, self._audit, self._seals, self._clock = store, audit, seals, clock
        self._opening = opening

    async def add(self, submission_id: UUID, text: str, actor: Actor) -> None:
        """Keeps a note, with its author and the time.

        Raises:
            NoteUnfit: it is empty or too long.
            SubmissionUnknown: there is no such submission.
        """
        text = text.replace("\r\n", "\n").strip()
        if not text or len(text) > LONGEST:
            raise NoteUnfit
        now = self._clock.now()
        loop = asyncio.get_running_loop()
        sealed = await loop.run_in_executor(self._opening, self._seals.seal, text.encode("utf-8", "replace"))
        note = SealedNote(
            uuid7(int(now.timestamp() * 1000), random.token_bytes(10)),
            submission_id,
            now,
            actor.who,
            actor.account_id,
            self._seals.key_id,
            sealed,
        )

        def work(record: Record) -> None:
            if record.submissions.get(submission_id) is None:
                raise SubmissionUnknown
            record.notes.add(note)

        await self._audit.perform(actor, "submission_noted", str(submission_id), work)

    async def of(self, submission_id: UUID) -> Sequence[Note]:
        """The notes on a submission, the first first."""
        kept = await self._store.read(lambda record: record.notes.of(submission_id))
        return await asyncio.get_running_loop().run_in_executor(self._opening, lambda: [*map(self._read, kept)])

    def _read(self, note: SealedNote) -> Note:
        try:
            text = self._seals.open(note.key_id, note.sealed).decode("utf-8")
        except CannotOpen:
            return Note(note.at, note.who, None)
        return Note(note.at, note.who, text)
