"""Counts how often each form is begun here, and how each ends, and tells the hub the sums. Nobody is to be found in
them.

The sums of one life of the program are told again and again, with the id of that life: the hub keeps the largest, so
an answer that is lost counts nothing twice, and a crash loses a minute's worth.
"""

from __future__ import annotations

import threading
from collections import Counter
from typing import Final
from uuid import uuid4

from kiosk.domain.events import FormBegun, FormEnded
from kiosk.terminal.bus import Bus
from kiosk.terminal.hub_client import HubClient, HubRefused

MOST: Final = 200
"""Sums told at once: of the latest days."""

_NOT_ASKED = (404, 405)


class Starts:
    """The sums. Counted on the terminal's loop, told on the thread of a line."""

    def __init__(self) -> None:
        self._run = uuid4()
        self._lock = threading.Lock()
        self._sums: Counter[FormBegun | FormEnded] = Counter()
        self._told: dict[FormBegun | FormEnded, int] = {}
        self._asked = True

    def follow(self, bus: Bus) -> None:
        """Counts each form that is begun, and each that ends."""
        bus.listen(FormBegun, self._count)
        bus.listen(FormEnded, self._count)

    def tell(self, client: HubClient) -> None:
        """Tells the hub what it has not been told; nothing when there is nothing new, or when it does not ask.

        Raises:
            HubRefused, Unavailable: it was not told; the next time will tell it.
        """
        with self._lock:
            sums = dict(self._sums)
        if not self._asked or sums == self._told:
            return
        latest = sorted(sums.items(), key=lambda pair: pair[0].day, reverse=True)
        started = [
            {"day": begun.day.isoformat(), "form": begun.form_id, "language": begun.language, "total": total}
            for begun, total in latest
            if isinstance(begun, FormBegun)
        ]
        ended = [
            {
                "day": end.day.isoformat(),
                "form": end.form_id,
                "form_version": end.form_version,
                "what": end.what,
                "value": end.value,
                "total": total,
            }
            for end, total in latest
            if isinstance(end, FormEnded)
        ]
        document = {"run": str(self._run), "started": started[:MOST], "ended": ended[:MOST]}
        try:
            client.ask("POST", "/api/v1/uses", {200}, document=document)
        except HubRefused as error:
            if error.data["status"] not in _NOT_ASKED:
                raise
            self._asked = False
        self._told = sums

    def _count(self, fact: FormBegun | FormEnded) -> None:
        with self._lock:
            self._sums[fact] += 1
