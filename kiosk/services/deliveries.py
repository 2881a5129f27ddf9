"""Sends submissions to the targets that need them, until they are accepted or set aside with a reason.

What is owed is a row for each target, written in the same transaction as the submission. While it is sent the row is
held, so that of several hubs only one sends it; nothing that lasts says "being sent". If the hub is killed between
the target's answer and our commit, the row is still owed and is sent again with the same key, and the target lets its
effect happen once. An answer and what follows from it (state, attempt, news) are one transaction. A submission is
accepted once all of its targets have it; one that fails holds up none of the others.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import random
from collections import Counter
from collections.abc import Collection
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from kiosk.domain.errors import Fault
from kiosk.events import log
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.facts import Attempt, DeliveryRow, DeliveryState, SubmissionRow, SubmissionState
from kiosk.interfaces.registrations import LONGEST, UNREACHABLE
from kiosk.interfaces.store import Held, Record, RecordUnavailable, Store
from kiosk.services.bells import Bell
from kiosk.services.dispatches import Dispatches
from kiosk.services.hands import Hands
from kiosk.services.measures import Measures
from kiosk.services.messages import Messages, Prepared
from kiosk.services.pauses import Pauses
from kiosk.services.registrations import Answer, Registrations
from kiosk.services.retries import Retries

AT_ONCE = 4
"""Deliveries under way at the same time; each holds a thread while the target thinks."""

AT_ONCE_TO_ONE = 3
"""Of these, how many may be to the same target: one that is slow leaves room for the others."""

LONGEST_SLEEP = 60.0
"""Seconds after which the worker looks by itself, should the clock have been set meanwhile."""

LOOK_AGAIN = 2.0
"""Seconds before it looks again for what another hub has under way, and which is free should that hub die."""

RECORD_PAUSE = 1.0
"""Seconds before it looks again after the record could not be read or written."""

GATHERING = 0.1
"""Seconds from a look that found nothing to begin to the next: a flood of submissions to a service that is away would
otherwise be a flood of looks."""


@dataclass(frozen=True, slots=True)
class _Look:
    """What is begun next. If nothing: whether another hub has something due under way, and what falls due later."""

    owed: tuple[DeliveryRow, SubmissionRow, bytes] | None
    elsewhere: bool
    later: datetime | None


_Tried = tuple[Answer, Prepared | None]
"""What a target said, and what the person is told when it was the last that had to say so."""


class Deliveries:
    """The worker. It lives on the event loop; what blocks runs on threads of each target's own.

    Args:
        longest: seconds that a target may take over one submission before it is not waited for any more.
    """

    def __init__(
        self,
        store: Store,
        dispatches: Dispatches,
        registrations: Registrations,
        clock: Clock,
        measures: Measures,
        retries: Retries,
        messages: Messages,
        longest: float = LONGEST,
    ) -> None:
        self._messages = messages
        self._store = store
        self._dispatches = dispatches
        self._registrations = registrations
        self._clock = clock
        self._measures = measures
        self._retries = retries
        self._longest = longest
        self._pauses = Pauses(clock, retries.first, retries.longest)
        self._bell = Bell()
        self._hands: dict[str, Hands[_Tried]] = {}
        self._hanging: Counter[str] = Counter()
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
        """Takes nothing new and waits for what is under way, which is bounded in time. Twice is fine."""
        if self._worker is not None:
            self._worker.cancel()
            await asyncio.gather(self._worker, return_exceptions=True)
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for hands in self._hands.values():
            hands.close()

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
            busy = Counter(self._under_way.values()) + self._hanging
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
                answer, message = await self._tried(delivery, row, sealed)
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

    async def _tried(self, delivery: DeliveryRow, row: SubmissionRow, sealed: bytes) -> _Tried:
        """One attempt; a target that does not come back in time is left to itself."""
        beside = await self._dispatches.beside(row)
        if delivery.destination not in self._hands:
            self._hands[delivery.destination] = Hands("delivery", AT_ONCE_TO_ONE)
        loop = asyncio.get_running_loop()

        def attempt() -> _Tried:
            dispatch = self._dispatches.write(row, sealed, beside, loop)
            if isinstance(dispatch, str):
                return Answer("refused", None, dispatch), None
            answer = self._registrations.register(delivery.destination, dispatch)
            accepted = answer.outcome == "accepted"
            return answer, self._messages.acknowledge(dispatch.submission, dispatch.form) if accepted else None

        future = self._hands[delivery.destination].do(attempt)
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), self._longest)
        except TimeoutError:
            self._hanging[delivery.destination] += 1
            future.add_done_callback(functools.partial(self._back_at_last, delivery.destination, loop))
            return Answer("put_off", None, "overran"), None

    def _back_at_last(self, destination: str, loop: asyncio.AbstractEventLoop, _: Future[_Tried]) -> None:
        """A thread that was not waited for is free again."""

        def free() -> None:
            self._hanging[destination] -= 1
            self._bell.ring()

        with contextlib.suppress(RuntimeError):  # the loop has closed: nobody counts any more
            loop.call_soon_threadsafe(free)

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

        def work(record: Record) -> None:
            if wait is not None:
                record.deliveries.record(delivery.id, attempt, DeliveryState.WAITING, due_at)
                return
            accepted = answer.outcome == "accepted"
            state = DeliveryState.DELIVERED if accepted else DeliveryState.DEAD
            record.deliveries.record(delivery.id, attempt, state, due_at, answer.reference)
            _follow(record, row, answer, now)
            if message is not None and record.deliveries.states(row.id) == {DeliveryState.DELIVERED}:
                self._messages.queue(record, message, row.id, _waiting(record, row).terminal_id, now)

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


def _follow(record: Record, row: SubmissionRow, answer: Answer, now: datetime) -> None:
    """What an answer that ends a delivery means for the submission, and the news of it."""
    waiting = _waiting(record, row)
    if answer.outcome != "accepted":
        reason = answer.reason or "refused"
        record.submissions.mark(row.id, SubmissionState.FAILED, reason)
        news, data = "submission_failed", {"id": str(row.id), "reason": reason}
    elif record.deliveries.states(row.id) == {DeliveryState.DELIVERED}:
        record.submissions.mark(row.id, SubmissionState.ACCEPTED, None)
        news, data = "submission_accepted", {"id": str(row.id)}
    else:
        return
    if waiting.terminal_id is not None:
        record.news.add(news, data, now, waiting.terminal_id)


def _waiting(record: Record, row: SubmissionRow) -> SubmissionRow:
    """The row as it is now: the terminal that waits may have been enrolled again meanwhile."""
    return record.submissions.get(row.id) or row


def _look(record: Record, now: datetime, full: Collection[str], begun: Collection[UUID]) -> _Look:
    """Takes what is begun next, passing over targets that have enough under way."""
    delivery = record.deliveries.take(now, full, begun)
    if delivery is None:
        return _Look(None, record.deliveries.any_due(now, full, begun), record.deliveries.next_due(now))
    row = record.submissions.get(delivery.submission_id)
    if row is None:
        raise Fault("delivery_without_submission", delivery=str(delivery.id))
    return _Look((delivery, row, record.submissions.sealed(row.id)), False, None)
