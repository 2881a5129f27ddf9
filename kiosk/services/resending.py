"""Sends a submission to one of its targets again, because somebody asks for it."""

from __future__ import annotations

from uuid import UUID

from kiosk.interfaces.clock import Clock
from kiosk.interfaces.facts import DeliveryState, SubmissionState
from kiosk.interfaces.store import Record, Store
from kiosk.services.audit import Actor, Audit
from kiosk.services.submissions import NothingToTry, SubmissionUnknown


class Resending:
    """That of one site."""

    def __init__(self, store: Store, audit: Audit, clock: Clock) -> None:
        self._store, self._audit, self._clock = store, audit, clock

    async def again(self, submission_id: UUID, destination: str, actor: Actor) -> None:
        """To one target, whether it took it before or not; the others are left alone.

        Raises:
            SubmissionUnknown: there is none.
            NothingToTry: it is on its way there, never was meant to go there, or its answers were erased.
        """
        now = self._clock.now()

        def work(record: Record) -> None:
            if record.submissions.get(submission_id) is None:
                raise SubmissionUnknown
            found = {each.destination: each for each, _ in record.deliveries.of(submission_id)}
            delivery = found.pop(destination, None)
            if delivery is None or delivery.state is DeliveryState.WAITING:
                raise NothingToTry
            if not record.submissions.sealed(submission_id):
                raise NothingToTry("erased")
            record.deliveries.ask_again(delivery.id, now)
            dead = [each for each in found.values() if each.state is DeliveryState.DEAD]
            if dead:
                record.submissions.mark(submission_id, SubmissionState.FAILED, dead[0].reason)
            else:
                record.submissions.mark(submission_id, SubmissionState.RECEIVED, None)

        await self._audit.perform(actor, "submission_resent", str(submission_id), work, f"to_{destination}"[:64])
