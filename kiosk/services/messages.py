"""Messages to people outside and alerts to staff: written once, and handed over until somebody takes them.

A message is a row, kept in the transaction that made it due. Where it goes and what it says is sealed, and erased as
soon as it has gone. Limits are counted in that same transaction, among all hubs, so two at once cannot both be the
last that was allowed. What a limit or a rule refuses is a row too, with its reason, for staff; at the screen nothing
shows it, because what a stranger's address may be sent is nothing a stranger should find out.

What staff are told is within no limit but the one of what changes: `domain.alerts`.

While one is handed over its row is held, as with deliveries.
"""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from kiosk.domain import receipts
from kiosk.domain.definition import Form
from kiosk.domain.ids import uuid7
from kiosk.domain.messages import Address, Channel, MessageState, Unfit, address_of, fragments
from kiosk.domain.sites import Site
from kiosk.domain.submissions import Submission
from kiosk.events import log
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.messages import Gateway, Handed
from kiosk.interfaces.records.messages import MessageRow, Sealed
from kiosk.interfaces.store import Held, Record, RecordUnavailable, Store
from kiosk.services import message_contents, message_entries
from kiosk.services.acknowledgements import Written, write
from kiosk.services.bells import Bell
from kiosk.services.measures import Measures
from kiosk.services.message_contents import TooLate
from kiosk.services.message_limits import Limits
from kiosk.services.retries import Retries
from kiosk.services.seals import CannotOpen, Seals

LONGEST_SLEEP, LOOK_AGAIN, RECORD_PAUSE = 60.0, 2.0, 1.0
"""Seconds before the worker looks by itself: at most, for what another hub has under way, and after a failure."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A message as it will be kept, if the limits allow it; `unfit` says why it must not be sent at all."""

    channel: Channel
    content: Sealed
    mark: bytes | None
    cost: int
    unfit: str | None = None


class Messages:
    """The messages of one site, and the workers that hand them over: each gateway one, one at a time.

    Args:
        site: gives the site as it is now.
        gateways: who takes what; a way that is not here is off.
    """

    def __init__(
        self,
        store: Store,
        seals: Seals,
        site: Callable[[], Site],
        gateways: Mapping[Channel, Gateway],
        limits: Limits,
        clock: Clock,
        measures: Measures,
        retries: Retries,
    ) -> None:
        self._store = store
        self._seals = seals
        self._site = site
        self._gateways = gateways
        self._limits = limits
        self._clock = clock
        self._measures = measures
        self._retries = retries
        self._bell = Bell()
        self._threads = ThreadPoolExecutor(len(Channel), "message")
        self._workers: list[asyncio.Task[None]] = []
        self._handing: set[asyncio.Task[None]] = set()
        store.listen("messages", self._bell.ring)

    def start(self) -> None:
        """Begins with what is queued from before. What was for a way that is off ends, and its address with it."""
        for ways in _apart(self._gateways):
            self._workers.append(asyncio.create_task(self._work(ways), name=f"messages {ways[0].value}"))

    async def close(self) -> None:
        """Waits for what is under way, which has time-outs. Twice is fine."""
        for worker in self._workers:
            worker.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)
        await asyncio.gather(*self._handing, return_exceptions=True)
        self._threads.shutdown()

    def takes(self, channel: Channel) -> bool:
        """Whether there is anybody to hand such messages to."""
        return channel in self._gateways

    async def of(self, submission_id: UUID) -> list[MessageRow]:
        """The messages that a submission caused."""
        return await self._store.read(lambda record: record.messages.of(submission_id))

    async def those(self, message_ids: Collection[UUID]) -> list[MessageRow]:
        """The messages with these ids, of those that there are."""
        return await self._store.read(lambda record: record.messages.those(message_ids))

    async def alerts(self, most: int) -> list[MessageRow]:
        """The newest that told staff of something."""
        return await self._store.read(lambda record: record.messages.alerts(most))

    def acknowledge(self, submission: Submission, form: Form) -> Prepared | None:
        """What to tell the person, for when the submission is accepted; `None` for nothing. Any thread may ask."""
        try:
            return self._prepared(submission, form)
        except Exception as error:  # noqa: BLE001 - its service has it: our mistake with a message must not undo that
            log("messages.fault", error=type(error).__name__)
            return None

    def _prepared(self, submission: Submission, form: Form) -> Prepared | None:
        to = address_of(form, submission, self._limits.countries)
        if to is None or to.channel not in self._gateways:
            return None
        if isinstance(to, Unfit):
            return Prepared(to.channel, Sealed(self._seals.key_id, b""), None, 0, to.reason)
        site = self._site()
        link = receipts.link(site, submission.link, submission.language)
        return self.prepare(to, write(to.channel, submission, form, site, link))

    def prepare(self, to: Address, written: Written, until: datetime | None = None) -> Prepared:
        """A message to somebody, to be queued; after `until` nobody is sent it. Any thread may ask."""
        sealed = self._seals.seal(message_contents.to_bytes(to.value, written, until))
        mark = self._seals.mark(message_contents.counted_by(to))
        cost = fragments(written.body) * self._limits.sms_price if to.channel is Channel.SMS else 0
        return Prepared(to.channel, Sealed(self._seals.key_id, sealed), mark, cost)

    def queue(
        self,
        record: Record,
        prepared: Prepared,
        submission_id: UUID | None,
        terminal_id: UUID | None,
        now: datetime,
        message_id: UUID | None = None,
    ) -> None:
        """Keeps a message within a unit of work, once for each submission: to be sent, or refused with the reason.

        Args:
            message_id: for who wants to know what becomes of it; one of its own when `None`.
        """
        refused = prepared.unfit or self._limits.broken(record, prepared.mark, prepared.cost, terminal_id, now)
        # Always the same: a hub that was restored, and is sent the submission again, sends nothing anew.
        known = (message_id or _new_id(now)) if submission_id is None else uuid5(submission_id, "acknowledgement")
        row, content = _kept(prepared, refused, now, (known, submission_id, terminal_id))
        if record.messages.add(row, content, prepared.mark) and refused is not None:
            record.audit.add(message_entries.entry(row, now, "message_refused", "refused", refused))

    def notify(self, record: Record, prepared: Prepared, now: datetime) -> UUID:
        """Keeps a notice for somebody of the house within a unit of work. Their address is the directory's, and who
        asks for them counts how often; so of the limits there is the one of what text messages may cost."""
        refused = self._limits.spent_up(record, prepared.cost, now)
        row, content = _kept(prepared, refused, now, (_new_id(now), None, None))
        record.messages.add(row, content, None)
        if refused is not None:
            record.audit.add(message_entries.entry(row, now, "notice_sent", "refused", refused))
        return row.id

    def tell(self, record: Record, channel: Channel, address: str, subject: str, body: str, now: datetime) -> None:
        """Keeps an alert for staff within a unit of work, to be sent."""
        sealed = self._seals.seal(message_contents.to_bytes(address, Written("en", subject, body, {})))
        row = MessageRow(_new_id(now), None, None, channel, MessageState.QUEUED, None, 0, 0, now, now, None)
        record.messages.add(row, Sealed(self._seals.key_id, sealed), None)

    async def _work(self, ways: Collection[Channel]) -> None:
        while True:
            rings = self._bell.rings
            try:
                sleep = await self._hand_over_next(ways)
            except RecordUnavailable as error:
                log("messages.record_unavailable", code=error.code)
                sleep = RECORD_PAUSE
            except Exception as error:  # noqa: BLE001 - if the worker ended, nothing would be sent until a restart
                log("messages.fault", error=type(error).__name__)
                sleep = RECORD_PAUSE
            if sleep:
                await self._bell.wait(rings, sleep)

    async def _hand_over_next(self, ways: Collection[Channel]) -> float:
        """Hands over one that is due; returns the seconds until there may be another."""
        now = self._clock.now()
        held = await self._store.hold(lambda record: _look(record, now, ways))
        row, elsewhere, later = held.found
        if row is None:
            await held.let_go()
            due = LONGEST_SLEEP if later is None else min(LONGEST_SLEEP, (later - now).total_seconds())
            return LOOK_AGAIN if elsewhere else due
        # A task of its own, because closing must not forget that somebody has just taken a message.
        self._handing.add(handing := asyncio.create_task(self._hand_over(held, row), name=f"message {row.id}"))
        handing.add_done_callback(self._handing.discard)
        await asyncio.shield(handing)
        return 0

    async def _hand_over(self, held: Held[_Found], row: MessageRow) -> None:
        """One try, and what follows from it."""
        try:
            content = await self._store.read(lambda record: record.messages.content(row.id))
            loop = asyncio.get_running_loop()
            handed = await loop.run_in_executor(self._threads, self._try, row, content)
            await self._settle(held, row, handed)
        finally:
            await held.let_go()

    def _try(self, row: MessageRow, content: Sealed) -> Handed:
        """One try; blocks."""
        gateway = self._gateways.get(row.channel)
        if gateway is None:
            return Handed("refused", "channel_off")
        try:
            opened = self._seals.open(content.key_id, content.sealed)
            outgoing = message_contents.read(row, opened, self._clock.now())
        except (CannotOpen, TooLate) as error:
            return Handed("refused", error.code)
        try:
            return gateway(outgoing)
        except Exception as error:  # noqa: BLE001 - our own mistake with one message must not stop the others
            log("messages.fault", error=type(error).__name__)
            return Handed("put_off", "fault")

    async def _settle(self, held: Held[_Found], row: MessageRow, handed: Handed) -> None:
        now = self._clock.now()
        wait = None
        if handed.outcome == "put_off":
            wait = self._retries.wait(row.tries + 1, random.random())  # noqa: S311 - spreads load, keeps no secret
        cost = row.cost if handed.fragments is None else handed.fragments * self._limits.sms_price

        def work(record: Record) -> None:
            if wait is not None:
                record.messages.put_off(row.id, now + timedelta(seconds=wait), handed.reason)
            elif handed.outcome == "sent":
                record.messages.settle(row.id, MessageState.SENT, None, cost, now)
                record.audit.add(message_entries.entry(row, now, message_entries.sent(row), "done", None))
            else:
                # Nobody was charged for what nobody took.
                record.messages.settle(row.id, MessageState.FAILED, handed.reason, 0, now)
                record.audit.add(message_entries.entry(row, now, message_entries.sent(row), "failed", handed.reason))

        await held.settle(work)
        self._measures.messages.labels(row.channel.value, handed.outcome).inc()
        log(
            "messages.attempted",
            message=str(row.id),
            submission=None if row.submission_id is None else str(row.submission_id),
            channel=row.channel.value,
            outcome=handed.outcome,
            reason=handed.reason,
            next_try=wait,
        )


_Found = tuple[MessageRow | None, bool, datetime | None]
"""What is handed over next. If nothing: whether another hub has it under way, and when something falls due later."""


def _apart(gateways: Mapping[Channel, Gateway]) -> list[list[Channel]]:
    """The ways by who takes them: a mail server that hangs must not hold up a text message."""
    found: dict[int, list[Channel]] = {}
    for channel in Channel:
        found.setdefault(id(gateways.get(channel)), []).append(channel)
    return [*found.values()]


def _kept(
    prepared: Prepared, refused: str | None, now: datetime, of: tuple[UUID, UUID | None, UUID | None]
) -> tuple[MessageRow, Sealed]:
    """How a message is kept: to be sent, or without its words where it was refused."""
    if refused is None:
        row = MessageRow(*of, prepared.channel, MessageState.QUEUED, None, prepared.cost, 0, now, now, None)
        return row, prepared.content
    row = MessageRow(*of, prepared.channel, MessageState.REFUSED, refused, 0, 0, now, now, now)
    return row, Sealed(prepared.content.key_id, b"")


def _look(record: Record, now: datetime, ways: Collection[Channel]) -> _Found:
    row = record.messages.take(now, ways)
    if row is not None:
        return row, False, None
    return None, record.messages.any_due(now, ways), record.messages.next_due(now, ways)


def _new_id(now: datetime) -> UUID:
    return uuid7(int(now.timestamp() * 1000), os.urandom(10))
