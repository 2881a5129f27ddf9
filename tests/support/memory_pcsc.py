"""The PC/SC service in memory, for the driver's own manners: it answers as pcscd does, at once and a hundred times.

The service itself is met in tests/devices/test_pcsc.py, where the machine has it.
"""

from __future__ import annotations

import threading

from devices.errors import Gone, NoService
from devices.transports import pcsc
from devices.transports.pcsc import CHANGED, PRESENT, CardGone, Standing

NAME = "Virtual PCD 00 00"
RESET = bytes.fromhex("3B8F8001804F0CA000000306030001000000006A")


class MemoryPcsc:
    """One reader, which can be unplugged, and a service that can end."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.plugged, self.running = True, True
        self.card: bytes | None = None
        self.answers = b"\x90\x00"
        self.moves = 0
        self.bits = 0
        self.open = 0
        self.called_off = 0

    def put(self, **state: object) -> None:
        """Makes it so, and tells whoever waits."""
        with self.changed:
            if "card" in state:
                self.moves += 1
            for name, value in state.items():
                setattr(self, name, value)
            self.changed.notify_all()

    def standing(self) -> Standing:
        """How the reader stands, as the service would tell it."""
        if not self.running:
            raise NoService
        if not self.plugged:
            raise Gone
        present = self.card is not None
        return Standing(self.moves << 16 | self.bits | (PRESENT if present else 0x10), RESET if present else b"")

    def ask(self, _reader: str, _question: bytes) -> bytes:
        """What `pcsc.ask` gives."""
        with self.changed:
            self.standing()
            if self.card is None:
                raise CardGone
            return self.card + self.answers

    def watch(self) -> MemoryWatch:
        """What `pcsc.Watch` gives."""
        if not self.running:
            raise NoService
        return MemoryWatch(self)


class MemoryWatch(pcsc.Watch):
    """One conversation with it."""

    def __init__(self, service: MemoryPcsc) -> None:
        self._service = service
        service.open += 1

    def readers(self) -> list[str]:
        if not self._service.running:
            raise NoService
        return [NAME] if self._service.plugged else []

    def wait(self, reader: str, known: int, seconds: float) -> Standing | None:
        assert reader == NAME
        service = self._service
        with service.changed:
            calls = service.called_off
            service.changed.wait_for(
                lambda: service.standing().state != known & ~CHANGED or service.called_off != calls, seconds
            )
            standing = service.standing()
            return None if standing.state == known else standing

    def cancel(self) -> None:
        self._service.put(called_off=self._service.called_off + 1)

    def close(self) -> None:
        self._service.open -= 1
