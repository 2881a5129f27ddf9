"""Whose card it is that a visitor holds to a reader here.

Theory of operation. Cards of those who are expected today or in the building are among what the terminal knows of
people, so they work while the hub is away. Whose another card is the hub is asked at that moment, and the terminal
keeps nothing of the answer: who comes here now and then is on no terminal. A card that opens something for staff is
nobody's here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final, Literal

from kiosk import events
from kiosk.domain import visit_cards
from kiosk.domain.documents import read_id
from kiosk.domain.errors import Unavailable
from kiosk.domain.staff_door import warden_kind
from kiosk.domain.visit_cards import DAYS, Before
from kiosk.domain.visit_details import text
from kiosk.terminal import answers, staff_door
from kiosk.terminal.hub_client import HubClient, HubRefused, KeyRevoked
from kiosk.terminal.lines import Line
from kiosk.terminal.personal import Document
from kiosk.terminal.visit_finding import Found, VisitFinding

PATIENCE: Final = 2.5
"""Seconds the hub's word is waited for."""

Whose = Found | Before | Literal["unknown", "away"]
"""Somebody expected or inside; somebody who had it remembered; nobody; or the hub would have to be asked and is away.
"""


class VisitCards:
    """Belongs to the terminal's loop; what does not wait is for any thread.

    Args:
        heard: whether the hub answered last time.
        known: what the terminal may know about people just now.
    """

    def __init__(
        self, visits: VisitFinding, line: Line, heard: Callable[[], bool], known: Callable[[], Document | None]
    ) -> None:
        self._visits, self._line, self._heard, self._known = visits, line, heard, known

    @property
    def days(self) -> int:
        """How many days after its last use a card is remembered; 0 where none is."""
        found = (self._known() or {}).get(DAYS)
        return found if isinstance(found, int) and not isinstance(found, bool) and found > 0 else 0

    def staffs(self, digest: str) -> bool:
        """Whether it opens something for staff or a warden here."""
        kinds = ("card", warden_kind("card"))
        return any(each.kind in kinds and each.hashed == digest for each in staff_door.read(self._known()))

    async def whose(self, digest: str) -> Whose:
        """Whose it is, as far as a screen may know."""
        mark = visit_cards.read_mark(digest)
        if not mark or self.staffs(digest):
            return "unknown"
        if (found := self._visits.with_card(mark)) is not None:
            return found
        return await self._asked(digest) if self._heard() else "away"

    async def _asked(self, digest: str) -> Whose:
        ask = partial(_ask, self._line.client, digest)
        try:
            async with asyncio.timeout(PATIENCE):
                told = await asyncio.get_running_loop().run_in_executor(self._line.executor, ask)
        except TimeoutError:
            events.log("visits.card_not_asked", code="too_late")
            return "away"
        except (Unavailable, KeyRevoked) as error:
            events.log("visits.card_not_asked", code=error.code)
            return "away"
        except HubRefused as error:
            # A hub of an older version knows nobody by a card.
            events.log("visits.card_not_asked", code=error.code)
            return "unknown"
        visit_id, name = read_id(told.get("visit")), text(told.get("name"))
        if visit_id is not None:
            return Found(visit_id, here=True)
        return Before(name, text(told.get("company"))) if name else "unknown"


def _ask(client: HubClient, digest: str) -> Mapping[str, object]:
    _, _, body = client.ask("POST", "/api/v1/visit-cards", {200}, document={"card": digest})
    return answers.an_object(body)
