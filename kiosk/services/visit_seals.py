"""Who visitors are, opened and sealed; and the codes of their invitations."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Final
from uuid import UUID

from kiosk.domain import visit_codes, visit_details
from kiosk.domain.visit_codes import InvitationCode
from kiosk.domain.visit_details import NOBODY, Details
from kiosk.interfaces.records.visits import VisitRow
from kiosk.services.seals import CannotOpen, Seals

_REMEMBERED: Final = 4_000
"""Details held in memory: a day's, so that a terminal which asks who is in does not have all of them opened anew."""


class VisitSeals:
    """For any thread."""

    def __init__(self, seals: Seals, site_id: str) -> None:
        self._seals, self._site_id = seals, site_id
        self._opened = lru_cache(_REMEMBERED)(self._open)

    def seal(self, details: Details) -> tuple[str, bytes]:
        """The name of the key, and the sealed bytes; empty where there is nothing to seal."""
        if details == NOBODY:
            return "", b""
        return self._seals.key_id, self._seals.seal(visit_details.to_bytes(details))

    def open(self, row: VisitRow) -> Details | None:
        """What is known of them; `None` when it is forgotten, or cannot be opened any more."""
        if row.anonymised_at is not None:
            return None
        return self._opened(row.key_id, row.sealed) if row.sealed else NOBODY

    def opened(self, key_id: str, sealed: bytes) -> Details | None:
        """What was sealed; `None` when it cannot be opened any more. It is not held in memory."""
        return self._open(key_id, sealed)

    def same(self, text: str) -> list[bytes]:
        """What stands for a text, and tells nothing of it, under each key the hub has had; nothing for none."""
        return self._seals.marks(f"{self._site_id} visitor {text}".encode()) if text else []

    def forget(self) -> None:
        """Holds nothing in memory any more."""
        self._opened.cache_clear()

    def code(self, visit_id: UUID, day: date, mark: bytes | None = None) -> InvitationCode:
        """The code of an invitation: always the same for the same visit on the same day.

        Args:
            mark: what was kept of it, so that the one made with an older key of the hub is found again.
        """
        made = [each[: visit_codes.NONCE] for each in self._seals.marks(b"visit " + visit_id.bytes)]
        nonce = next((each for each in made if visit_codes.mark(each) == mark), made[0])
        return InvitationCode(day, nonce, self._seals.sign(visit_codes.signed(self._site_id, day, nonce)))

    def _open(self, key_id: str, sealed: bytes) -> Details | None:
        try:
            return visit_details.from_bytes(self._seals.open(key_id, sealed))
        except (CannotOpen, ValueError):
            return None
