"""Hears what other hubs of the same record have committed."""

from __future__ import annotations

import contextlib
import os
import select
import threading
from collections.abc import Callable, Iterable

import psycopg

from kiosk.events import log
from kiosk.store.home import Told
from kiosk.store.postgres import Postgres

PAUSE = 1.0
"""Seconds before the next try to connect."""

GATHERING = 0.01
"""Seconds from one look to the next: hubs that are busy call out with every commit, and we hear ourselves too."""


class Ears:
    """A thread with a connection of its own.

    Args:
        told: given the sites and topics somebody else had something new for.
        everything: tells of all there are. It is called whenever the connection is made, for what was missed without.
    """

    def __init__(
        self, home: Postgres, told: Callable[[Iterable[Told]], None], everything: Callable[[], None]
    ) -> None:
        self._home = home
        self._told = told
        self._everything = everything
        self._stop_reading, self._stop = os.pipe()
        self._thread = threading.Thread(target=self._run, name="record-ears", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """Ends the thread. Once only."""
        os.close(self._stop)
        self._thread.join()
        os.close(self._stop_reading)

    def _run(self) -> None:
        while True:
            try:
                with contextlib.closing(self._home.ear()) as connection:
                    self._everything()
                    self._listen(connection)
                    return
            except psycopg.Error as error:
                log("record.listening_failed", error=type(error).__name__)
            if self._stopping(PAUSE):
                return

    def _listen(self, connection: psycopg.Connection[tuple[object, ...]]) -> None:
        """Returns when it is time to end."""
        while True:
            # What came during the last look is in the connection's memory, where `select` cannot see it.
            words = {notice.payload for notice in connection.notifies(timeout=0)}
            topics = {topic for topic in map(self._home.heard, words) if topic is not None}
            if topics:
                self._told(topics)
            ready, _, _ = select.select([connection.fileno(), self._stop_reading], [], [])
            if self._stop_reading in ready or self._stopping(GATHERING):
                return

    def _stopping(self, wait: float) -> bool:
        return bool(select.select([self._stop_reading], [], [], wait)[0])
