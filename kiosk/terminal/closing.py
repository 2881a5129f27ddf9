"""Whether staff have closed the terminal for the night. It remembers that over a restart, with no hub to ask."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

from kiosk import events
from kiosk.terminal import records
from kiosk.terminal.journal import Journal


class Closing:
    """Belongs to the terminal's loop.

    Args:
        now: the time, `None` while no clock can be trusted: then nothing opens by itself.
        changed: called when it has closed or opened.
    """

    def __init__(self, journal: Journal, now: Callable[[], datetime | None], changed: Callable[[], None]) -> None:
        self._journal, self._now, self._changed = journal, now, changed
        self._kept = ""

    @property
    def closed(self) -> bool:
        """Whether nobody is served."""
        return bool(self._kept)

    def remember(self, kept: str) -> None:
        """Takes what was known before a restart, once: what was said since counts more."""
        self._kept = self._kept or kept

    def close(self, args: Mapping[str, str]) -> None:
        """Serves nobody, until the instant that staff said, or until they open it."""
        try:
            until = datetime.fromisoformat(args.get("until", ""))
        except ValueError:
            self._keep(records.CLOSED)
        else:
            self._keep(until.isoformat() if until.tzinfo is not None else records.CLOSED)

    def open(self) -> None:
        """Serves people again."""
        if self.closed:
            self._keep("")

    def look(self) -> None:
        """Opens when it is time."""
        now = self._now()
        if not self._kept or self._kept == records.CLOSED or now is None:
            return
        if now >= datetime.fromisoformat(self._kept):
            self.open()

    def _keep(self, kept: str) -> None:
        self._kept = kept
        self._journal.submit(partial(records.remember, key="closed", value=kept))
        events.log("terminal.closed" if kept else "terminal.opened", until=kept)
        self._changed()
