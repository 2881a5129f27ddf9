"""The terminal's link to its hub: whether it stands, and the catalogue that comes over it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

from sqlite_utils import Database

from kiosk import events
from kiosk.domain.errors import Unavailable
from kiosk.domain.events import CatalogueChanged, HubChanged, KeyChanged
from kiosk.terminal import catalogue, records
from kiosk.terminal.backoff import Backoff
from kiosk.terminal.bus import Bus
from kiosk.terminal.catalogue import Catalogue, CatalogueRefused
from kiosk.terminal.hub_client import CatalogueAnswer, HubRefused, KeyRevoked
from kiosk.terminal.journal import Journal
from kiosk.terminal.lines import Line
from kiosk.terminal.settings import TerminalSettings


class Link:
    """Keeps the catalogue as new as the hub allows. `refresh` is a job that goes on until it is cancelled.

    Args:
        now: the best time there is, trusted or not.
        back: called when the hub has come back.
    """

    def __init__(
        self,
        journal: Journal,
        line: Line,
        settings: TerminalSettings,
        bus: Bus,
        *,
        now: Callable[[], datetime],
        back: Callable[[], None],
    ) -> None:
        self._journal, self._line, self._bus = journal, line, bus
        self._every = settings.catalogue_refresh
        self._revoked_wait = settings.retry_revoked
        self._backoff = Backoff(settings.retry_first, settings.retry_longest)
        self._now, self._back = now, back
        self._wanted = asyncio.Event()
        self._etag: str | None = None
        self.catalogue: Catalogue | None = None
        self.reachable = False
        self.key_revoked = False

    def reached(self, reachable: bool, key_known: bool) -> None:
        """Takes note of how the last call to the hub went, and tells when that is news."""
        if reachable and self.key_revoked == key_known:
            self.key_revoked = not key_known
            events.log("link.key_revoked" if self.key_revoked else "link.key_good")
            self._bus.tell(KeyChanged(key_known))
        if reachable == self.reachable:
            return
        self.reachable = reachable
        events.log("link.up" if reachable else "link.down")
        self._bus.tell(HubChanged(reachable))
        if reachable:
            self._wanted.set()
            self._back()

    def want_catalogue(self) -> None:
        """Somebody said that there is a newer one."""
        self._wanted.set()

    def load(self, kept: records.Kept | None) -> None:
        """Takes the catalogue that the journal has, so that people can be served before the hub is heard."""
        if kept is None or self.catalogue is not None:
            return
        try:
            self._take(catalogue.read(kept.body, fresh=False))
        except CatalogueRefused as error:
            events.log("link.catalogue_refused", part=str(error.data.get("part")), source="journal")
        else:
            self._etag = kept.etag

    async def refresh(self) -> None:
        """Asks for the catalogue when it is wanted, and now and then anyhow."""
        while True:
            self._wanted.clear()
            wait = await self._refresh()
            try:
                async with asyncio.timeout(wait):  # `wait_for` can swallow the cancellation that ends this job
                    await self._wanted.wait()
            except TimeoutError:
                continue

    async def _refresh(self) -> float:
        """Asks once. Gives the seconds until it is asked again unprompted."""
        loop = asyncio.get_running_loop()
        try:
            answer = await loop.run_in_executor(self._line.executor, self._line.client.catalogue, self._etag)
            read = None if answer is None else await loop.run_in_executor(self._line.executor, _read, answer)
        except KeyRevoked:
            self.reached(True, False)
            return self._revoked_wait
        except CatalogueRefused as error:
            events.log("link.catalogue_refused", part=str(error.data.get("part")), source="hub")
            return self._backoff.next()
        except (Unavailable, HubRefused) as error:
            events.log("link.catalogue_not_read", code=error.code)
            self.reached(isinstance(error, HubRefused), True)
            return self._backoff.next()
        self._backoff.reset()
        if answer is not None and read is not None:
            await self._journal.transact(partial(_keep, answer=answer, epoch=read.epoch, at=self._now()))
            self._etag = answer.etag
            self._take(read)
            self._back()
        elif self.catalogue is not None:
            self.catalogue = replace(self.catalogue, fresh=True)
        self.reached(True, True)
        return self._every

    def _take(self, read: Catalogue) -> None:
        for form in read.left_out:
            events.log("link.form_left_out", form=form.form, findings=form.findings, reason=form.reason[:200])
        self.catalogue = read
        events.log("link.catalogue_taken", forms=len(read.forms), fresh=read.fresh)
        self._bus.tell(CatalogueChanged())


def _read(answer: CatalogueAnswer) -> Catalogue:
    return catalogue.read(answer.body, fresh=True)


def _keep(database: Database, answer: CatalogueAnswer, epoch: str, at: datetime) -> None:
    records.keep_catalogue(database, answer.body, answer.etag, at)
    records.new_epoch(database, epoch)
