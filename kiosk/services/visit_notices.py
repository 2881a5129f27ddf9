"""What each notice to visitors ever said: a visit keeps the version that was accepted, and here is what that was."""

from __future__ import annotations

import json
from collections.abc import Collection

from kiosk.domain.visit_settings import Notice, read_notice
from kiosk.interfaces.clock import Clock
from kiosk.interfaces.records.visit_rules import NoticeVersion
from kiosk.interfaces.store import Record, Store


class VisitNotices:
    """Those of one site."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock
        self._kept: set[tuple[str, str]] = set()

    async def keep(self, notices: Collection[Notice]) -> None:
        """Keeps what these say, before a terminal can show them."""
        new = [each for each in notices if (each.id, each.version) not in self._kept]
        if not new:
            return
        now = self._clock.now()

        def work(record: Record) -> None:
            for each in new:
                text = json.dumps(each.document(), ensure_ascii=False, sort_keys=True)
                record.visit_rules.keep_notice(NoticeVersion(each.id, each.version, text, now))

        await self._store.transact(work)
        self._kept |= {(each.id, each.version) for each in new}

    async def said(self, notice_id: str, version: str) -> Notice | None:
        """A notice as it was; `None` when this hub never had it."""
        found = await self._store.read(lambda record: record.visit_rules.notice(notice_id, version))
        return None if found is None else read_notice(json.loads(found.document))
