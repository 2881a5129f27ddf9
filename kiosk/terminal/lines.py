"""The terminal's lines to its hub: a connection and a thread each, so that none waits for another."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from kiosk.terminal.hub_client import HubClient
from kiosk.terminal.settings import TerminalSettings


@dataclass(frozen=True, slots=True)
class Line:
    """One connection, and the one thread that speaks on it."""

    client: HubClient
    executor: ThreadPoolExecutor


class Lines:
    """The three lines: what the terminal owes and takes, what it hears, and how it is.

    Args:
        key: the terminal's.
        on_time: told the hub's clock whenever an answer was believed, on the thread of the line.
    """

    def __init__(self, settings: TerminalSettings, key: str, on_time: Callable[[datetime], None]) -> None:
        def line(name: str) -> Line:
            client = HubClient(
                settings.hub_url,
                key,
                connect_timeout=settings.connect_timeout,
                read_timeout=settings.read_timeout,
                on_time=on_time,
            )
            return Line(client, ThreadPoolExecutor(1, name))

        self.outbox, self.news, self.health = line("outbox"), line("news"), line("health")
        self._free = threading.Event()

    def hold(self, seconds: float) -> None:
        """Has every call wait until `go` is called, so many seconds at most."""
        for line in self._all():
            line.executor.submit(self._free.wait, seconds)

    def go(self) -> None:
        """Calls wait no longer. For any thread."""
        self._free.set()

    def hub_at(self, url: str) -> None:
        """Says where the hub is from now on. For any thread."""
        for line in self._all():
            line.client.url = url

    def cut(self) -> None:
        """Ends every call under way, and every later one at once."""
        self.go()
        for line in self._all():
            line.client.close()

    def close(self) -> None:
        """Ends the threads, once they are idle."""
        for line in self._all():
            line.executor.shutdown()

    def _all(self) -> tuple[Line, ...]:
        return self.outbox, self.news, self.health
