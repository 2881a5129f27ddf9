"""Knows until when the certificates are good that a site depends on, before they are not."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from kiosk.domain.certificates import Certificate
from kiosk.events import log

EVERY = 6 * 3600.0
"""Seconds between two looks: a certificate is renewed weeks before it ends."""


class Certificates:
    """The certificates of some addresses.

    Args:
        urls: those that begin with https are looked at.
        look: at one of them; blocks for some seconds at most.
    """

    def __init__(self, urls: Sequence[str], look: Callable[[str], Certificate]) -> None:
        self._urls = sorted({url for url in urls if url.startswith("https://")})
        self._look = look
        self._known: list[Certificate] = []
        self._task: asyncio.Task[None] | None = None

    def known(self) -> Sequence[Certificate]:
        """As they were looked at last; nothing before the first time."""
        return self._known

    def start(self) -> None:
        """Begins to look, now and every few hours; never when there is nothing to look at."""
        if self._urls:
            self._task = asyncio.create_task(self._live(), name="certificates")

    async def close(self) -> None:
        """Ends. Twice is fine."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def refresh(self) -> None:
        """Looks at all of them, one after another."""
        known: list[Certificate] = []
        for url in self._urls:
            found = await asyncio.to_thread(self._look, url)
            if found.trouble:
                log("certificates.not_seen", code=found.trouble)
            # One host with several addresses has one certificate.
            known += [] if any(each.host == found.host for each in known) else [found]
        self._known = known

    async def _live(self) -> None:
        while True:
            await self.refresh()
            await asyncio.sleep(EVERY)
