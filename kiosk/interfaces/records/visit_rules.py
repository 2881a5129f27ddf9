"""The rows of the watch-list and of notices to visitors, as services know them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from kiosk.domain.watch_list import SealedWatched


@dataclass(frozen=True, slots=True)
class NoticeVersion:
    """What a notice said; `document` is its JSON."""

    notice_id: str
    version: str
    document: str
    first_at: datetime


class VisitRuleRecord(Protocol):
    def watch(self, one: SealedWatched) -> None: ...

    def watched(self, day: date) -> Sequence[SealedWatched]:
        """Those that count on a day, the newest first."""

    def watch_no_more(self, watched_id: UUID) -> bool:
        """Whether there was one."""

    def keep_notice(self, version: NoticeVersion) -> None:
        """Keeps what a notice says; once, however often it is told."""

    def notice(self, notice_id: str, version: str) -> NoticeVersion | None: ...
