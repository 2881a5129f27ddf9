"""Sends submissions to the services that need them, until they are accepted or set aside with a reason.

What is owed is a row, written in the same transaction as the submission. While it is sent the row is held, so that
of several hubs only one sends it; nothing that lasts says "being sent". If the hub is killed between the service's
answer and our commit, the row is still owed and is sent again with the same key, and the service lets its effect
happen once. An answer and what follows from it (state, attempt, news) are one transaction.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import json
import random
from collections import Counter
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from kiosk.domain.errors import Fault
from kiosk.domain.forms import Form
from kiosk.domain.submissions import SubmissionRefused, envelope
from kiosk.events import log
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.facts import Attempt, DeliveryRow, DeliveryState, SubmissionRow, SubmissionState
from kiosk.interfaces.store import Held, Record, RecordUnavailable, Store
from kiosk.services.bells import Bell
from kiosk.services.forms import Forms
from kiosk.services.measures import Measures
from kiosk.services.messages import Messages, Prepared
from kiosk.services.pauses import Pauses
from kiosk.services.retries import Retries
from kiosk.services.seals import CannotOpen
from kiosk.services.submissions import Submissions

AT_ONCE = 4
"""Deliveries under way at the same time; each holds a thread while the service thinks."""

AT_ONCE_TO_ONE = 3
"""Of these, how many may be to the same service: one that is slow leaves room for the others."""

UNREACHABLE = "cannot_connect"
"""The reason of an answer when nobody was there to give one."""

LONGEST_SLEEP = 60.0
"""Seconds after which the worker looks by itself, should the clock have been set meanwhile."""

LOOK_AGAIN = 2.0
"""Seconds before it looks again for what another hub has under way, and which is free should that hub die."""

RECORD_PAUSE = 1.0
"""Seconds before it looks again after the record could not be read or written."""

GATHERING = 0.05
"""Seconds from a look that found nothing to begin to the next: a flood of submissions to a service that is away would
otherwise be a flood of looks."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service said. `put_off` may be tried again; `refused` may not. `reason` is a code."""

    outcome: Literal["accepted", "refused", "put_off"]
    status: int | None = None
    reason: str | None = None


Send = Callable[[str, UUID, bytes], Answer]
"""Gives a destination, by name, a body under an idempotency key. Blocks within time-outs of its own; never raises."""


@dataclass(frozen=True, slots=True)
class _Look:
    """What is begun next. If nothing: whether another hub has something due under way, and what falls due later."""

    owed: tuple[DeliveryRow, SubmissionRow, bytes] | None
    elsewhere: bool
    later: datetime | None


class Deliveries:
    """The worker. It lives on the event loop; what blocks runs on its own threads."""

    def __init__(
        self,
        store: Store,
        submissions: Submissions,
        forms: Forms,
        send: Send,
        clock: Clock,
        measures: Measures,
        retries: Retries,
        messages: Messages,
    ) -> None:
        self._messages = messages
        self._store = store
        self._submissions = submissions
        self._forms = forms
        self._send = send
        self._clock = clock
        self._measures = measures
        self._retries = retries
        self._pauses = Pauses(clock, retries.first, retries.longest)
        self._bell = Bell()
        self._threads = ThreadPoolExecutor(AT_ONCE, "delivery")
        self._under_way: dict[UUID, str] = {}
        self._nothing_at = -GATHERING
        self._room = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._worker: asyncio.Task[None] | None = None
        store.listen("deliveries", self._bell.ring)

    def start(self) -> None:
        """Begins with what is owed from before."""
        self._worker = asyncio.create_task(self._work(), name="deliveries")

    async def close(self) -> None:
        """Takes nothing new and waits for what is under way, which has time-outs. Twice is fine."""
        if self._worker is not None:
            self._worker.cancel()
            await asyncio.gather(self._worker, return_exceptions=True)
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._threads.shutdown()

    async def _work(self) -> None:
        while True:
            rings = self._bell.rings
            try:
                sleep = await self._begin_due()
            except RecordUnavailable as error:
                log("deliveries.record_unavailable", code=error.code)
                sleep = RECORD_PAUSE
            except Exception as error:  # noqa: BLE001 - if the worker ended, nothing would be sent until a restart
                log("deliveries.fault", submission=None, error=type(error).__name__)
                sleep = RECORD_PAUSE
            await self._bell.wait(rings, sleep)
            await self._gather()

    async def _begin_due(self) -> float:
        """Starts what is due and there is room for; returns the seconds until there may be more."""
        while len(self._under_way) < AT_ONCE:
            now = self._clock.now()
            busy = Counter(self._under_way.values())
            full = [destination for destination, count in busy.items() if count >= AT_ONCE_TO_ONE]
            full += (paused := self._pauses.now())
            held = await self._store.hold(functools.partial(_look, now=now, full=full, begun=set(self._under_way)))
            if (owed := held.found.owed) is None:
                await held.let_go()
                self._nothing_at = self._clock.monotonic()
                self._room.clear()
                if held.found.elsewhere:
                    return LOOK_AGAIN
                later = held.found.later
                due = LONGEST_SLEEP if later is None else (later - now).total_seconds()
                return min(LONGEST_SLEEP, due, *paused.values())
            self._under_way[owed[0].id] = owed[0].destination
            task = asyncio.create_task(self._deliver(held, *owed), name=f"delivery {owed[0].id}")
            self._tasks.add(task)
            task.add_done_callback(functools.partial(self._done, owed[0].id))
        return LONGEST_SLEEP

    async def _gather(self) -> None:
        """Waits a moment if nothing was there to begin a moment ago, unless one that was under way has made room."""
        rest = self._nothing_at + GATHERING - self._clock.monotonic()
        if rest > 0:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._room.wait(), rest)

    def _done(self, delivery_id: UUID, task: asyncio.Task[None]) -> None:
        del self._under_way[delivery_id]
        self._tasks.discard(task)
        self._room.set()
        self._bell.ring()

    async def _deliver(self, held: Held[_Look], delivery: DeliveryRow, row: SubmissionRow, sealed: bytes) -> None:
        """One attempt, and what follows from it."""
        try:
            try:
                form = await self._forms.find(row.form_id, row.form_version)
                loop = asyncio.get_running_loop()
                attempt = self._attempt
                answer, message = await loop.run_in_executor(self._threads, attempt, delivery, row, sealed, form)
            except RecordUnavailable:
                raise
            except Exception as error:  # noqa: BLE001 - our own mistake with one delivery must not stop the others
                log("deliveries.fault", submission=str(row.id), error=type(error).__name__)
                answer, message = Answer("put_off", None, "fault"), None
            await self._settle(held, delivery, row, answer, message)
        except RecordUnavailable as error:
            # It is still owed and due. The pause keeps a full disk from being asked without rest.
            log("deliveries.record_unavailable", code=error.code)
            await held.let_go()
            await asyncio.sleep(RECORD_PAUSE)
        except Exception as error:  # noqa: BLE001 - it is still owed; without a pause it would be tried without rest
            log("deliveries.fault", submission=str(row.id), error=type(error).__name__)
            await held.let_go()
            await asyncio.sleep(RECORD_PAUSE)

    def _attempt(
        self, delivery: DeliveryRow, row: SubmissionRow, sealed: bytes, form: Form | None
    ) -> tuple[Answer, Prepared | None]:
        """Opens, writes the envelope and sends; blocks. What is accepted also gives what the person is told of it."""
        if form is None:
            return Answer("refused", None, "form_unknown"), None
        try:
            submission = self._submissions.opened(row.key_id, sealed)
        except (CannotOpen, SubmissionRefused) as error:
            return Answer("refused", None, error.code), None
        body = json.dumps(envelope(submission, form), ensure_ascii=False, separators=(",", ":")).encode("utf-8")
        answer = self._send(delivery.destination, row.id, body)
        return answer, self._messages.acknowledge(submission, form) if answer.outcome == "accepted" else None

    async def _settle(
        self,
        held: Held[_Look],
        delivery: DeliveryRow,
        row: SubmissionRow,
        answer: Answer,
        message: Prepared | None,
    ) -> None:
        now = self._clock.now()
        if answer.reason == UNREACHABLE:
            self._pauses.unreachable(delivery.destination)
        elif answer.status is not None:
            self._pauses.reached(delivery.destination)
        attempt = Attempt(delivery.attempts + 1, now, answer.outcome, answer.status, answer.reason)
        wait = None
        if answer.outcome == "put_off":
            wait = self._retries.wait(delivery.tries + 1, random.random())  # noqa: S311 - spreads load, keeps no secret
        due_at = now + timedelta(seconds=wait or 0)
        reason = answer.reason or "refused"

        def work(record: Record) -> None:
            if wait is not None:
                record.deliveries.record(delivery.id, attempt, DeliveryState.WAITING, due_at)
                return
            # The row as it is now: the terminal that waits may have been enrolled again meanwhile.
            waiting = record.submissions.get(row.id) or row
            if answer.outcome == "accepted":
                record.deliveries.record(delivery.id, attempt, DeliveryState.DELIVERED, due_at)
                record.submissions.mark(row.id, SubmissionState.ACCEPTED, None)
                record.news.add("submission_accepted", {"id": str(row.id)}, now, waiting.terminal_id)
                if message is not None:
                    self._messages.queue(record, message, row.id, waiting.terminal_id, now)
            else:
                record.deliveries.record(delivery.id, attempt, DeliveryState.DEAD, due_at)
                record.submissions.mark(row.id, SubmissionState.FAILED, reason)
                news = {"id": str(row.id), "reason": reason}
                record.news.add("submission_failed", news, now, waiting.terminal_id)

        await held.settle(work)
        self._measures.attempts.labels(answer.outcome).inc()
        log(
            "deliveries.attempted",
            submission=str(row.id),
            destination=delivery.destination,
            number=attempt.number,
            outcome=answer.outcome,
            status=answer.status,
            reason=answer.reason,
            next_try=wait,
        )


def _look(record: Record, now: datetime, full: Collection[str], begun: Collection[UUID]) -> _Look:
    """Takes what is begun next, passing over services that have enough under way."""
    delivery = record.deliveries.take(now, full, begun)
    if delivery is None:
        return _Look(None, record.deliveries.any_due(now, full, begun), record.deliveries.next_due(now))
    row = record.submissions.get(delivery.submission_id)
    if row is None:
        raise Fault("delivery_without_submission", delivery=str(delivery.id))
    return _Look((delivery, row, record.submissions.sealed(row.id)), False, None)
