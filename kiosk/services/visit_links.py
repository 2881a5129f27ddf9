"""The link in an invitation: which visit it is of, and a mark that only this hub can have made.

It is not what is in the code at the door. Whoever photographs that code over somebody's shoulder cannot open the
page, and whoever has the page has no more of the visit than its day, its code and a question what would help.

Nothing is kept for it, so an invitation can be sent again at any time, by any hub of the record.
"""

from __future__ import annotations

import base64
import hmac
import re
from typing import Final
from uuid import UUID

from kiosk.services.seals import Seals

MARK: Final = 11
"""Bytes of the mark: 88 bits, of which a page lets somebody try one every few seconds. With the id they fill 36
characters."""

_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{36}")


class VisitLinks:
    """Those of one site.

    Args:
        what: the links are to: one to a visit is none to anything else with its id.
    """

    def __init__(self, seals: Seals, site_id: str, what: bytes = b"visit") -> None:
        self._seals, self._site_id, self._what = seals, site_id, what

    def token(self, visit_id: UUID) -> str:
        """What stands in the link."""
        mark = self._seals.mark(self._marked(visit_id))[:MARK]
        return base64.urlsafe_b64encode(visit_id.bytes + mark).decode("ascii")

    def read(self, token: str) -> UUID | None:
        """The visit a link is of; `None` for one that this hub did not make."""
        if _TOKEN.fullmatch(token) is None:
            return None
        data = base64.urlsafe_b64decode(token)
        visit_id = UUID(bytes=data[:16])
        # Those of older keys too: what was sent before a key was changed is still good.
        good = [hmac.compare_digest(data[16:], each[:MARK]) for each in self._seals.marks(self._marked(visit_id))]
        return visit_id if any(good) else None

    def _marked(self, visit_id: UUID) -> bytes:
        return self._what + b" link " + self._site_id.encode("ascii") + visit_id.bytes
