"""Gives the hub what the terminal owes it: in order, again and again, until the hub says that it has it.

Only one that the hub itself fails at gives way to those behind it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from functools import partial

from kiosk import events
from kiosk.domain.errors import Unavailable
from kiosk.domain.events import Receipt
from kiosk.terminal import records
from kiosk.terminal.backoff import Backoff
from kiosk.terminal.hub_client import HubRefused, KeyRevoked, Payload
from kiosk.terminal.journal import Journal
from kiosk.terminal.lines import Line
from kiosk.terminal.settings import TerminalSettings

_ABOUT_THE_SUBMISSION = (400, 409, 413, 422)
"""Refusals that no waiting mends and that say nothing of the next submission in the queue."""

_FAILED_AT_IT = 500
"""The hub met a fault of its own, perhaps with this very submission: it is tried again after the others."""


class Outbox:
    """One sender. `send` is a job that goes on until it is cancelled.

    Args:
        now: the best time there is, trusted or not.
        changed: told each receipt that came further.
        reached: told after each try whether the hub was reached, and whether it knows our key.
    """

    def __init__(
        self,
        journal: Journal,
        line: Line,
        settings: TerminalSettings,
        *,
        now: Callable[[], datetime],
        changed: Callable[[Receipt], None],
        reached: Callable[[bool, bool], None],
    ) -> None:
        self._journal, self._line = journal, line
        self._backoff = Backoff(settings.retry_first, settings.retry_longest)
        self._revoked_wait = settings.retry_revoked
        self._now, self._changed, self._reached = now, changed, reached
        self._nudge = asyncio.Event()

    def nudge(self) -> None:
        """There is something new, or the hub is back: no need to wait any longer."""
        self._nudge.set()

    async def send(self) -> None:
        """Sends what is due, waits, and so on."""
        while True:
            self._nudge.clear()
            payload = await self._journal.transact(records.next_due)
            if payload is None:
                await self._nudge.wait()
            elif (wait := await self._send(payload)) is not None:
                await self._rest(wait)

    async def _send(self, payload: Payload) -> float | None:
        """Tries one. Gives the seconds to wait before the next try, `None` for none."""
        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(self._line.executor, self._line.client.send, payload)
        except KeyRevoked:
            events.log("outbox.key_revoked")
            self._reached(True, False)
            await asyncio.sleep(self._revoked_wait)
            return None
        except HubRefused as error:
            self._reached(True, True)
            if error.data["status"] not in _ABOUT_THE_SUBMISSION:
                events.log("outbox.not_sent", id=str(payload.id), code=error.code)
                return self._backoff.next()
            events.log("outbox.held", id=str(payload.id), code=error.code)
            await self._journal.transact(partial(records.held, submission=payload.id, reason=error.code))
            return None
        except Unavailable as error:
            events.log("outbox.not_sent", id=str(payload.id), code=error.code)
            self._reached(False, True)
            if error.data.get("status") == _FAILED_AT_IT:
                await self._journal.transact(partial(records.go_behind, submission=payload.id))
            return self._backoff.next()
        self._backoff.reset()
        self._reached(True, True)
        receipt = await self._journal.transact(partial(records.sent, submission=payload.id, at=self._now()))
        events.log("outbox.sent", id=str(payload.id))
        self._changed(receipt)
        return None

    async def _rest(self, wait: float) -> None:
        try:
            async with asyncio.timeout(wait):  # `wait_for` can swallow the cancellation that ends this job
                await self._nudge.wait()
        except TimeoutError:
            return
