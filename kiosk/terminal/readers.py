"""What readers tell, passed on as facts; and the cards that staff add.

Theory of operation. A fact goes to whoever listens at that moment, and is kept for nobody. The key that numbers of
cards are hashed with comes with what the terminal knows about people, which only memory holds: without it no card is
known, as no PIN is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Protocol
from uuid import UUID

from kiosk.domain.events import PersonalChanged
from kiosk.domain.readers import PART
from kiosk.interfaces.devices import Devices
from kiosk.terminal.bus import Bus
from kiosk.terminal.hub_client import HubClient
from kiosk.terminal.lines import Line
from kiosk.terminal.personal import Document


class Known(Protocol):
    """What the terminal may know about people just now."""

    @property
    def document(self) -> Document | None: ...


class Readers:
    """Belongs to the terminal's loop.

    Args:
        call: calls something on the terminal's loop, from any thread.
    """

    def __init__(
        self, devices: Devices, bus: Bus, call: Callable[[Callable[[], None]], None], known: Known, line: Line
    ) -> None:
        self._devices, self._known, self._line = devices, known, line
        devices.when_shown(lambda reading: call(partial(bus.tell, reading)))
        bus.listen(PersonalChanged, lambda _fact: self._take_key())

    async def add(self, command: UUID, digest: str) -> None:
        """Tells the hub of a card that was held to a reader because staff had asked for one.

        Raises:
            HubRefused: it is somebody's already, or nobody asked for it; `KeyRevoked` and `HubAway` as ever.
        """
        tell = partial(_tell, self._line.client, command, digest)
        await asyncio.get_running_loop().run_in_executor(self._line.executor, tell)

    def _take_key(self) -> None:
        document = self._known.document
        said = None if document is None else document.get(PART)
        try:
            key = bytes.fromhex(said) if isinstance(said, str) else None
        except ValueError:
            key = None
        self._devices.mark_cards_with(key)


def _tell(client: HubClient, command: UUID, digest: str) -> None:
    client.ask("POST", "/api/v1/staff-cards", {200}, document={"command": str(command), "card": digest})
