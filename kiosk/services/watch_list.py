"""The watch-list of a site, and who has to be let in before they get a badge."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID

from kiosk.domain import watch_list
from kiosk.domain.errors import Refused
from kiosk.domain.ids import uuid7
from kiosk.domain.search import words
from kiosk.domain.visit_details import Details
from kiosk.domain.visit_settings import VisitSettings
from kiosk.domain.visits import Visit
from kiosk.domain.watch_list import LEAST_WORDS, LONGEST, MOST, SealedWatched, Watched
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.store import Record, Store
from kiosk.services.audit import Actor, Audit
from kiosk.services.seals import CannotOpen, Seals

LONGEST_NAME, LONGEST_WHY = 80, 300


class WatchUnfit(Refused, ValueError):
    """`part` will not do: `name`, `why` or `until`."""

    code = "watch_unfit"

    def __init__(self, part: str) -> None:
        self.part = part
        super().__init__(None, part=part)


class WatchUnknown(Refused, LookupError):
    """There is no such entry."""

    code = "watch_unknown"


class WatchList:
    """That of one site.

    Args:
        today: the day on the site's wall.
        visits: how visitors are received, as it is now.
    """

    def __init__(
        self,
        store: Store,
        audit: Audit,
        seals: Seals,
        clock: Clock,
        today: Callable[[], date],
        visits: Callable[[], VisitSettings],
    ) -> None:
        self._store, self._audit, self._seals, self._clock = store, audit, seals, clock
        self._today, self._visits = today, visits
        self._sounds: dict[UUID, frozenset[str]] = {}

    async def list(self) -> Sequence[Watched]:
        """Everybody who is on it today, the newest first."""
        today = self._today()
        rows = await self._store.read(lambda record: record.visit_rules.watched(today))
        return [found for row in rows if (found := self._opened(row)) is not None]

    async def alike(self, name: str) -> Sequence[Watched]:
        """Those on it whom a name sounds like."""
        return [each for each in await self.list() if watch_list.alike(name, (watch_list.sounds(each.name),))]

    async def add(self, name: str, why: str, until: date, actor: Actor) -> None:
        """Puts somebody on it.

        Raises:
            WatchUnfit: this cannot be.
        """
        name, why, today = " ".join(name.split()), " ".join(why.split()), self._today()
        if len(name) > LONGEST_NAME or len(words(name)) < LEAST_WORDS or not name.isprintable():
            raise WatchUnfit("name")
        if not why or len(why) > LONGEST_WHY or not why.isprintable():
            raise WatchUnfit("why")
        if not today <= until <= today + LONGEST:
            raise WatchUnfit("until")
        now = self._clock.now()
        sealed = self._seals.seal(json.dumps({"name": name, "why": why}, ensure_ascii=False).encode("utf-8"))
        watched_id = uuid7(int(now.timestamp() * 1000), secrets.token_bytes(10))
        row = SealedWatched(watched_id, self._seals.key_id, sealed, until, actor.who[:80], now)

        def work(record: Record) -> None:
            if len(record.visit_rules.watched(today)) >= MOST:
                raise WatchUnfit("name")
            record.visit_rules.watch(row)

        await self._audit.perform(actor, "watch_added", str(watched_id), work)

    async def remove(self, watched_id: UUID, actor: Actor) -> None:
        """Takes somebody off it.

        Raises:
            WatchUnknown: they are not on it.
        """

        def work(record: Record) -> None:
            if not record.visit_rules.watch_no_more(watched_id):
                raise WatchUnknown

        await self._audit.perform(actor, "watch_removed", str(watched_id), work)

    def has_to_wait(self, record: Record, visit: Visit, details: Details) -> bool:
        """Whether somebody has to be let in, because of their type of visitor or their name. Within a transaction."""
        visitor_type = self._visits().type(visit.type)
        if visitor_type is not None and visitor_type.approval:
            return True
        return bool(details.name) and self.found(record, details.name)

    def found(self, record: Record, name: str) -> bool:
        """Whether a name sounds like one on the list."""
        rows = record.visit_rules.watched(self._today())
        for row in rows:
            if row.id not in self._sounds:
                opened = self._opened(row)
                self._sounds[row.id] = frozenset() if opened is None else watch_list.sounds(opened.name)
        return watch_list.alike(name, (self._sounds[row.id] for row in rows))

    def _opened(self, row: SealedWatched) -> Watched | None:
        try:
            told = json.loads(self._seals.open(row.key_id, row.sealed))
        except CannotOpen:
            return None
        return Watched(row.id, told["name"], told["why"], row.until, row.added_by, row.added_at)
