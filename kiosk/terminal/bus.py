"""Tells facts to whoever listens. Facts only: commands are plain awaited methods."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TypeVar

from kiosk import events

Fact = TypeVar("Fact")


class Bus:
    """Listeners by the type of fact. Not thread-safe: everything here happens on one thread, `terminal-loop`.

    A fact told while another is being told waits its turn, so that every listener hears facts in the same order.
    """

    def __init__(self) -> None:
        self._listeners: dict[type, list[Callable[[object], None]]] = {}
        self._waiting: deque[object] = deque()
        self._telling = False

    def listen(self, kind: type[Fact], callback: Callable[[Fact], None]) -> Callable[[], None]:
        """Calls back for every fact of a kind, until the returned function is called. Calling that twice is fine."""

        def heard(fact: object) -> None:
            if isinstance(fact, kind):
                callback(fact)

        listeners = self._listeners.setdefault(kind, [])
        listeners.append(heard)

        def cancel() -> None:
            if heard in listeners:
                listeners.remove(heard)

        return cancel

    def tell(self, fact: object) -> None:
        """Tells a fact. A listener that fails is logged, and the others still hear it."""
        self._waiting.append(fact)
        if self._telling:
            return
        self._telling = True
        try:
            while self._waiting:
                self._tell(self._waiting.popleft())
        finally:
            self._telling = False

    def _tell(self, fact: object) -> None:
        for listener in tuple(self._listeners.get(type(fact), ())):
            try:
                listener(fact)
            except Exception as error:  # noqa: BLE001 - one listener's fault must not silence the others
                events.log("terminal.listener_failed", fact=type(fact).__name__, error=type(error).__name__)
