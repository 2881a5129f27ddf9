"""A real terminal in the test's own process, and how to wait for what it tells."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID, uuid4

from kiosk.domain import events as facts
from kiosk.domain.events import Receipt, ReceiptState
from kiosk.runtime.clock import SystemClock
from kiosk.runtime.settings import load
from kiosk.terminal import identity
from kiosk.terminal.hub_client import Enrolment
from kiosk.terminal.printing import ALONE, Equipment
from kiosk.terminal.terminal import Terminal
from tests.support.answers import complete, missed_bin
from tests.support.stand_in_hub import KEY

T = TypeVar("T")
PATIENCE = 30.0
"""Seconds after which a wait has failed. Nothing here takes a fraction of it."""


WATCHED = (
    "ReceiptChanged",
    "CatalogueChanged",
    "HubChanged",
    "ServiceChanged",
    "ClockChanged",
    "FormTaken",
    "DevicesChanged",
)


class SetClock(SystemClock):
    """The machine's clock, set wrong by so much."""

    def __init__(self, wrong_by: timedelta = timedelta(0)) -> None:
        self.wrong_by = wrong_by

    def now(self) -> datetime:
        return datetime.now(UTC) + self.wrong_by


class Started:
    """A started terminal that is enrolled already. Remembers every fact it tells."""

    def __init__(
        self,
        data: Path,
        url: str,
        clock: SystemClock | None = None,
        key: str = KEY,
        equipment: Equipment = ALONE,
        **settings: object,
    ) -> None:
        if identity.load(data) is None:
            identity.keep(data, Enrolment(uuid4(), "llanfair-road", key))
        quick = {"hub_url": url, "retry_first": 0.02, "retry_longest": 0.2, "news_wait": 2, "connect_timeout": 2}
        self.terminal = Terminal(
            load("demo").terminal.model_copy(update=quick | settings),
            data,
            clock or SystemClock(),
            equipment=equipment,
        )
        self.facts: list[object] = []
        self._changed = threading.Condition()
        for name in WATCHED:
            self.terminal.bus.listen(vars(facts)[name], self._note)

    def __enter__(self) -> Started:
        self.terminal.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.terminal.close()

    def _note(self, fact: object) -> None:
        with self._changed:
            self.facts.append(fact)
            self._changed.notify_all()

    def wait_for(self, condition: Callable[[], bool]) -> bool:
        """Waits until something holds that a fact may have changed."""
        with self._changed:
            return self._changed.wait_for(condition, PATIENCE)

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Runs a coroutine on the terminal's loop, and gives its answer."""
        return asyncio.run_coroutine_threadsafe(coroutine, self.terminal.loop).result(PATIENCE)

    def submit(self, marker: str = "", session: UUID | None = None) -> Receipt:
        """Sends the missed-bin form, filled in."""
        form = missed_bin()
        return self.run(self.terminal.submit(form, complete(form, marker), "en", session or uuid4()))

    def state(self, receipt: Receipt) -> str:
        """How far a submission has come, by the journal."""
        return self.run(self.terminal.receipt(receipt.id)).state

    def reaches(self, receipt: Receipt, state: ReceiptState) -> bool:
        """Waits until a receipt is in a state."""
        wanted = facts.ReceiptChanged(Receipt(receipt.id, receipt.reference, state))
        return self.wait_for(lambda: wanted in self.facts)
