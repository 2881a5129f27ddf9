"""What the hubs of one record agree on, as services know it. These rows are the estate's."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol


class FleetRecord(Protocol):
    def keys(self) -> frozenset[str]:
        """The ids of every key that something in the record may be sealed to."""

    def add_keys(self, ids: Iterable[str], at: datetime) -> None:
        """From now on something may be sealed to these too."""

    def last_backup(self) -> datetime | None:
        """When the newest backup that was told of was made."""

    def note_backup(self, made_at: datetime) -> None:
        """There is a backup. An older one than is known changes nothing."""

    def claim_backup(self, now: datetime, until: datetime) -> bool:
        """Whether a hub may make the backup now; the others may not before `until`."""
