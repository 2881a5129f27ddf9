"""What people thought, kept until the hub has it: each once, however long the hub is away.

A sentence is sealed to the hub before it is written down, as answers are. Nobody waits for any of this.
"""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from kiosk import events
from kiosk.domain.events import OpinionGiven
from kiosk.domain.opinions import Opinion
from kiosk.terminal import opinion_records
from kiosk.terminal.bus import Bus
from kiosk.terminal.catalogue import Catalogue
from kiosk.terminal.hub_client import HubClient, HubRefused
from kiosk.terminal.journal import Journal, NotSaved
from kiosk.terminal.lines import Line

_NOT_ASKED = (404, 405)

Row = Mapping[str, object]


class Opinions:
    """Keeps and tells them. Belongs to the terminal's loop."""

    def __init__(self, journal: Journal, catalogue: Callable[[], Catalogue | None]) -> None:
        self._journal, self._catalogue = journal, catalogue
        self._asked = True

    def follow(self, bus: Bus) -> None:
        """Keeps each that is given."""
        bus.listen(OpinionGiven, lambda fact: self.keep(fact.opinion))

    def keep(self, opinion: Opinion) -> None:
        """Seals one and has it written down. Where there is no catalogue there is no key, and nothing to think of."""
        known = self._catalogue()
        if known is None:
            return
        document: dict[str, object] = {
            "id": str(opinion.id),
            "day": None if opinion.day is None else opinion.day.isoformat(),
            "form": opinion.form_id,
            "form_version": opinion.form_version,
            "language": opinion.language,
            "stars": opinion.stars,
            "recommend": opinion.recommend,
        }
        if opinion.words:
            sealed = known.hub_key.seal(opinion.words.encode("utf-8"))
            document |= {"key_id": known.hub_key.id, "sealed": base64.b64encode(sealed).decode("ascii")}
        self._journal.submit(partial(opinion_records.keep, opinion=document))

    async def tell(self, line: Line) -> None:
        """Tells the hub what it has not got. What goes wrong is left for the next time.

        Raises:
            Unavailable, Refused: it was not told.
        """
        while self._asked:
            try:
                waiting = await self._journal.transact(opinion_records.due)
            except NotSaved:
                return
            if not waiting:
                return
            loop = asyncio.get_running_loop()
            try:
                await loop.run_in_executor(line.executor, _send, line.client, waiting)
            except HubRefused as error:
                if error.data["status"] not in _NOT_ASKED:
                    raise
                # A hub of an older version; the next one is asked when this program begins anew.
                self._asked = False
                return
            await self._journal.transact(partial(opinion_records.told, names=[each["id"] for each in waiting]))
            events.log("opinions.told", count=len(waiting))


def _send(client: HubClient, waiting: Sequence[Row]) -> None:
    client.ask("POST", "/api/v1/opinions", {200}, document={"opinions": list(waiting)})
