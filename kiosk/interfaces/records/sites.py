"""The rows of what staff changed about a site, as services know them."""

from __future__ import annotations

from typing import Protocol

from kiosk.domain.overlays import Change


class SiteChangeRecord(Protocol):
    def list(self) -> list[Change]:
        """All of them, also of parts that only a later version knows."""

    def get(self, part: str) -> Change | None: ...

    def put(self, change: Change) -> None:
        """Keeps a change, in place of the one before."""

    def remove(self, part: str) -> bool:
        """Forgets one. `False` when there was none."""
