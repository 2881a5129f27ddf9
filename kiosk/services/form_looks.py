"""Looks at a definition as staff hand it in: whether it can be used, and if not, why."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Collection
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from kiosk.domain import trials
from kiosk.domain.definition import Finding, Form
from kiosk.domain.forms import FormRefused, load
from kiosk.interfaces.clock import Clock

PATIENCE: Final = 4.0
"""Seconds a definition is tried for: one that has more ways than that is tried in part, and the page says so."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of it.

    Attributes:
        form: `None` when it is no form.
        findings: what keeps it from being published.
        notes: what its author should know though it can be.
        ways: how many ways through it were gone to their end.
        whole: whether those were all.
    """

    form: Form | None
    findings: tuple[Finding, ...]
    notes: tuple[Finding, ...] = ()
    ways: int = 0
    whole: bool = True

    @property
    def fit(self) -> bool:
        """Whether it can be published."""
        return self.form is not None and not self.findings


class FormLooks:
    """Looks for one site.

    Args:
        destinations: what the settings call the services that receive what is sent.
        trying: the threads on which it is looked, off the event loop.
    """

    def __init__(
        self, clock: Clock, today: Callable[[], date], destinations: Collection[str], trying: Executor
    ) -> None:
        self._clock, self._today, self._trying = clock, today, trying
        self._destinations = frozenset(destinations)

    async def look(self, content: bytes) -> Looked:
        """A definition looked at, and tried along every way through it."""
        until = self._clock.monotonic() + PATIENCE
        loop = asyncio.get_running_loop()
        looked = await loop.run_in_executor(
            self._trying, _look, content, self._today(), lambda: self._clock.monotonic() < until
        )
        if looked.form is None or (lost := self.undeliverable(looked.form)) is None:
            return looked
        return replace(looked, findings=(*looked.findings, lost))

    def undeliverable(self, form: Form) -> Finding | None:
        """Why nothing that is sent with a form would arrive; `None` when it would."""
        if form.destination in self._destinations:
            return None
        return Finding(None, None, f"the settings of this site name no destination “{form.destination}”")


def _look(content: bytes, today: date, goes_on: Callable[[], bool]) -> Looked:
    try:
        document = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        return Looked(None, (Finding(None, None, f"the file is not JSON: {str(error)[:200]}"),))
    try:
        form = load(document)
    except FormRefused as refused:
        return Looked(None, refused.findings)
    trial = trials.of(form, today, goes_on)
    return Looked(form, trial.findings, form.notes, trial.ways, trial.whole)
