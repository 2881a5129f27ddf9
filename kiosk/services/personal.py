"""The personal part of the catalogue, sealed for each terminal with its key of the day."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from nacl.secret import Aead

from kiosk.domain.personal import DayKey
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.facts import Terminal
from kiosk.interfaces.store import Record, Store
from kiosk.services.seals import Seals
from kiosk.services.terminals import KeyUnknown

CHANGED = "personal_changed"
"""What terminals are told in the news."""

Part = Callable[[], Awaitable[Mapping[str, object]]]
"""What a service adds to it: names in JSON and what stands under them."""


@dataclass(frozen=True, slots=True)
class SealedPart:
    """The bytes for one terminal, the key they open with, and a tag that changes when what is in them does."""

    key_id: str
    sealed: bytes
    etag: str


class Personal:
    """What terminals of one site know about people.

    Args:
        zone: of the site's walls, where days begin.
        parts: asked in turn.
    """

    def __init__(self, store: Store, seals: Seals, clock: Clock, zone: ZoneInfo, parts: tuple[Part, ...]) -> None:
        self._store = store
        self._seals = seals
        self._clock = clock
        self._zone = zone
        self._parts = parts

    async def key(self, terminal: Terminal) -> DayKey:
        """A terminal's key of today.

        Raises:
            KeyUnknown: it was withdrawn.
        """
        await self._store.read(partial(_still_good, terminal=terminal))
        return self._key(terminal)

    async def read(self, terminal: Terminal) -> SealedPart:
        """The personal part as it stands, for a terminal.

        Raises:
            KeyUnknown: it was withdrawn.
        """
        await self._store.read(partial(_still_good, terminal=terminal))
        document: dict[str, object] = {}
        for part in self._parts:
            document |= await part()
        body = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")
        key = self._key(terminal)
        # With the key, because the tag lies beside the sealed bytes on the terminal's disk: whoever finds it there
        # must not be able to try out what it might be the tag of.
        tag = hashlib.blake2b(body, key=key.secret, digest_size=16).hexdigest()
        return SealedPart(key.id, Aead(key.secret).encrypt(body, key.bound(terminal.id)), f'"{tag}"')

    def _key(self, terminal: Terminal) -> DayKey:
        here = self._clock.now().astimezone(self._zone)
        name = here.date().isoformat()
        ends = datetime.combine(here.date() + timedelta(days=2), time(), self._zone)
        secret = self._seals.mark(f"personal {self._store.site_id} {terminal.id} {name}".encode())
        return DayKey(name, secret, ends.timestamp() - here.timestamp())


def changed(record: Record, now: datetime) -> None:
    """Tells the terminals of a site that what they know about people is no longer so."""
    record.news.add(CHANGED, {}, now, None)


def _still_good(record: Record, terminal: Terminal) -> None:
    if not record.terminals.good(terminal.id):
        raise KeyUnknown
