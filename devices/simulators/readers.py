"""A scanner and a card reader in a program: each on a serial line that can be unplugged, speaking as real ones do.

The card reader behaves as an RDM6300 does: it sends the card's number as soon as one lies on it, and again and again
until it is taken away. The scanner sends a code and a carriage return, once.
"""

from __future__ import annotations

import threading
from functools import reduce
from operator import xor
from pathlib import Path
from typing import Final, Self

from devices.simulators.escpos_printer import Serial

REPEATS: Final = 0.3
"""Seconds after which a card that still lies there is sent again."""


CARDS: Final = {
    "card_a": bytes.fromhex("0F00A1B2C3"),
    "card_b": bytes.fromhex("0F00D4E5F6"),
    "card_c": bytes.fromhex("0F00718293"),
}
"""The cards of the bench, by the names they have in addresses."""

SWITCHES: Final = (*CARDS, "cable")
"""What can be done to the card reader; to the scanner, only the last."""


class Cabled:
    """Something at the end of a serial line.

    Args:
        link: the path under which the line is found while the cable is in.
    """

    def __init__(self, link: Path) -> None:
        self._link = link
        self._lock = threading.Lock()
        self._wire: Serial | None = Serial(link)

    @property
    def connection(self) -> str:
        """Where a driver finds it."""
        return f"serial:{self._link}"

    @property
    def plugged(self) -> bool:
        """Whether the cable is in."""
        return self._wire is not None

    def plug(self, wanted: bool) -> None:
        """Puts the cable in, or pulls it."""
        with self._lock:
            if wanted and self._wire is None:
                self._wire = Serial(self._link)
            elif not wanted and self._wire is not None:
                self._wire.close()
                self._wire = None

    def send(self, data: bytes) -> None:
        """Sends bytes, which are lost while the cable is out."""
        with self._lock:
            if self._wire is not None:
                self._wire.write(data)

    def switch(self, name: str, on: bool) -> None:
        """Pulls the cable (`cable`), or puts it in again."""
        if name == "cable":
            self.plug(not on)

    def state(self) -> dict[str, object]:
        """What was done to it."""
        return {"wrong": [] if self.plugged else ["cable"], "connection": self.connection}

    def close(self) -> None:
        """Takes it away."""
        self.plug(wanted=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


class SimulatedScanner(Cabled):
    """A scanner of codes."""

    def scan(self, text: str) -> None:
        """Somebody holds a code before it."""
        self.send(text.encode("utf-8") + b"\r")


class SimulatedCards(Cabled):
    """A reader of cards, with its own thread for as long as it is open."""

    def __init__(self, link: Path) -> None:
        super().__init__(link)
        self.card: bytes | None = None
        """The number of the card that lies on it."""
        self._moved, self._ended = threading.Event(), False
        self._thread = threading.Thread(target=self._live, name="simulated-cards", daemon=True)
        self._thread.start()

    def present(self, number: bytes | None) -> None:
        """Lays a card of that number (5 bytes) on it, or takes away what lies there."""
        self.card = number
        self._moved.set()

    def switch(self, name: str, on: bool) -> None:
        """Lays one of `CARDS` on it, or takes it away; or the cable."""
        if name not in CARDS:
            super().switch(name, on)
        elif on or self.card == CARDS[name]:
            self.present(CARDS[name] if on else None)

    def state(self) -> dict[str, object]:
        lies = [name for name, number in CARDS.items() if number == self.card]
        return {"wrong": lies + ([] if self.plugged else ["cable"]), "connection": self.connection}

    def close(self) -> None:
        self._ended = True
        self._moved.set()
        self._thread.join()
        super().close()

    def _live(self) -> None:
        while not self._ended:
            card = self.card
            if card is not None:
                self.send(framed(card))
            self._moved.wait(None if card is None else REPEATS)
            self._moved.clear()


def framed(number: bytes) -> bytes:
    """What an RDM6300 sends for a card."""
    return b"\x02" + (number + bytes([reduce(xor, number)])).hex().upper().encode("ascii") + b"\x03"


FRAMING: Final[dict[str, object]] = {"start": "\x02", "end": "\x03", "length": 12, "checksum": "xor"}
"""The options that a driver needs for it."""
