"""Hands a submission to somebody of the staff, and follows how far they get with it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from uuid import UUID

from kiosk.domain.errors import Refused
from kiosk.domain.hand_overs import HandOver, Holder, Work
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.facts import SubmissionRow
from kiosk.interfaces.store import Record, Store
from kiosk.services.audit import Actor, Audit
from kiosk.services.submissions import SubmissionUnknown


class HolderUnknown(Refused, LookupError):
    """Nobody of that name can be handed a submission here."""

    code = "holder_unknown"


class NotHandedOver(Refused, LookupError):
    """The submission is with nobody."""

    code = "not_handed_over"


class HandOvers:
    """Whose turn it is with the submissions of one site.

    Args:
        holders: gives those who can be handed one now, in the order they are offered.
    """

    def __init__(
        self, store: Store, audit: Audit, clock: Clock, holders: Callable[[], Awaitable[Sequence[Holder]]]
    ) -> None:
        self._store, self._audit, self._clock = store, audit, clock
        self.holders = holders

    async def give(self, submission_id: UUID, holder_id: UUID, actor: Actor) -> None:
        """From now on it is their turn.

        Raises:
            HolderUnknown: they cannot be handed one.
            SubmissionUnknown: there is no such submission.
        """
        holder = next((each for each in await self.holders() if each.id == holder_id), None)
        if holder is None:
            raise HolderUnknown
        now = self._clock.now()

        def work(record: Record) -> None:
            if record.submissions.get(submission_id) is None:
                raise SubmissionUnknown
            record.hand_overs.put(HandOver(submission_id, holder, Work.NEW, actor.who, now, now))

        await self._audit.perform(actor, "submission_handed_over", str(submission_id), work, f"to_{holder.kind}")

    async def mark(self, submission_id: UUID, how: Work, actor: Actor) -> None:
        """How far its holder has got.

        Raises:
            NotHandedOver: it is with nobody.
        """
        now = self._clock.now()

        def work(record: Record) -> None:
            if record.hand_overs.of(submission_id) is None:
                raise NotHandedOver
            record.hand_overs.mark(submission_id, how, now)

        await self._audit.perform(actor, "submission_work_marked", str(submission_id), work, how.value)

    async def of(self, submission_id: UUID) -> HandOver | None:
        """With whom it is."""
        return await self._store.read(lambda record: record.hand_overs.of(submission_id))

    async def on(self, submissions: Collection[UUID]) -> Mapping[UUID, HandOver]:
        """With whom each of these is, where it is with somebody."""
        found = await self._store.read(lambda record: record.hand_overs.on(submissions))
        return {given.submission_id: given for given in found}

    async def open_with(self, holders: Collection[UUID]) -> Sequence[tuple[HandOver, SubmissionRow]]:
        """What these still have to do, the oldest first."""
        return await self._store.read(lambda record: _with_rows(record, record.hand_overs.open_with(holders)))

    async def forsaken(self) -> Sequence[tuple[HandOver, SubmissionRow]]:
        """What is with somebody who can no longer see to it."""
        still_here = {holder.id for holder in await self.holders()}

        def work(record: Record) -> list[tuple[HandOver, SubmissionRow]]:
            gone = [given for given in record.hand_overs.all_open() if given.holder.id not in still_here]
            return _with_rows(record, gone)

        return await self._store.read(work)


def _with_rows(record: Record, given: Sequence[HandOver]) -> list[tuple[HandOver, SubmissionRow]]:
    rows = ((each, record.submissions.get(each.submission_id)) for each in given)
    return [(each, row) for each, row in rows if row is not None]
