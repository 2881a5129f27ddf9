"""A reader of each kind at the end of its wire, with a driver at the other end, and everything that was told."""

from __future__ import annotations

import errno
import itertools
import os
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest

from devices.protocols.keyboard import EVENT, LAYOUTS, Layout
from devices.rack import Rack
from devices.registry import Wish
from devices.simulators.readers import FRAMING, SimulatedCards, SimulatedScanner, framed
from devices.transports import keyboard, pcsc
from kiosk.domain.devices import Device
from kiosk.domain.readers import Reading, Shown
from tests.support.memory_pcsc import MemoryPcsc

PATIENCE = 60.0
KEY: Final = bytes(range(32))
DEVICE, PLACE = "front", "beside the screen"


class Heard:
    """A rack of one reader, and everything that was told by it and of it."""

    def __init__(self, rack: Rack) -> None:
        self.rack = rack
        self.readings: list[Reading] = []
        self.healths: list[Device] = []
        self._changed = threading.Condition()
        rack.when_shown(self._read)
        rack.when_changed(self._note)

    @property
    def device(self) -> Device:
        return self.rack.all()[0]

    @property
    def shown(self) -> list[Shown]:
        return [each for each in self.readings if isinstance(each, Shown)]

    def wait(self, wanted: Callable[[], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(wanted, PATIENCE), (self.device, self.readings)

    def wait_usable(self) -> Device:
        self.wait(lambda: self.device.health.usable)
        return self.device

    def wait_for(self, reason: str) -> Device:
        self.wait(lambda: reason in self.device.health.reasons)
        return self.device

    def wait_shown(self, count: int) -> Shown:
        """The reading of that number, counted from 1, once it has come."""
        self.wait(lambda: len(self.shown) >= count)
        return self.shown[count - 1]

    def _read(self, reading: Reading) -> None:
        with self._changed:
            self.readings.append(reading)
            self._changed.notify_all()

    def _note(self) -> None:
        with self._changed:
            self.healths.append(self.device)
            self._changed.notify_all()


@dataclass
class Stand:
    """One reader on its wire.

    Attributes:
        show: shows the thing of that number; `plug` puts its cable in or pulls it; `spoil` sends what cannot be read.
        secret: what must never be logged of the thing of that number.
    """

    driver: str
    options: dict[str, object]
    show: Callable[[int], None]
    plug: Callable[[bool], None]
    spoil: Callable[[], None]
    secret: Callable[[int], str]
    reads: str = "card"
    close: Callable[[], None] = field(default=lambda: None)
    once: Callable[[int], None] | None = None
    """Shows it and takes it away at once, where what is shown lies there until it is taken away."""


@contextmanager
def driven(stand: Stand, *, simulated_allowed: bool = True) -> Iterator[Heard]:
    """Its driver, on a thread of its own, with a key for cards."""
    wish = Wish(stand.driver, {**stand.options, "place": PLACE})
    rack = Rack({DEVICE: wish}, simulated_allowed=simulated_allowed)
    rack.mark_cards_with(KEY)
    heard = Heard(rack)
    rack.start()
    try:
        yield heard
    finally:
        rack.close()


def number(count: int) -> bytes:
    """The number of a card that is not there."""
    return bytes.fromhex("0F00301D2B")[:-1] + bytes([count % 256])


def serial_cards(folder: Path) -> Stand:
    reader = SimulatedCards(folder / "cards")

    def show(count: int) -> None:
        reader.present(number(count))

    options = {"connection": reader.connection, "reads": "card", **FRAMING}
    return Stand(
        "reader.serial",
        options,
        show,
        lambda wanted: (reader.present(None), reader.plug(wanted))[1],
        lambda: reader.send(b"\x020F00301D2BFF\x03"),
        lambda count: number(count).hex().upper(),
        once=lambda count: reader.send(framed(number(count))),
        close=reader.close,
    )


def serial_codes(folder: Path) -> Stand:
    scanner = SimulatedScanner(folder / "scanner")
    return Stand(
        "reader.serial",
        {"connection": scanner.connection, "reads": "code"},
        lambda count: scanner.scan(code(count)),
        scanner.plug,
        lambda: scanner.send(b"\xff\x1b[2J secret-\x00\r"),
        code,
        "code",
        scanner.close,
    )


def code(count: int) -> str:
    """A code somebody shows."""
    return f"https://example.org/pass?n={count}&who=Siân"


def wedge(folder: Path) -> Stand:
    """A line that carries what a keyboard would send. `pretend` has to stand in for the kernel's part."""
    scanner = SimulatedScanner(folder / "keyboard")
    return Stand(
        "reader.wedge",
        {"keyboard": str(folder / "keyboard"), "reads": "code", "layout": "gb-extended"},
        lambda count: scanner.send(typed(code(count), "gb-extended")),
        scanner.plug,
        lambda: scanner.send(presses(29, 46) + typed("secret", "gb-extended")),
        code,
        "code",
        scanner.close,
    )


def memory_pcsc(service: MemoryPcsc) -> Stand:
    def show(count: int) -> None:
        service.put(card=None)
        service.put(card=number(count))

    def spoil() -> None:
        service.put(card=None)
        service.put(card=bytes.fromhex("08C0FFEE"))

    return Stand(
        "reader.pcsc",
        {},
        show,
        lambda wanted: service.put(plugged=wanted),
        spoil,
        lambda count: number(count).hex(),
    )


STANDS: Final = ("serial cards", "serial codes", "wedge", "pcsc in memory")


@contextmanager
def stand(kind: str, folder: Path, patch: pytest.MonkeyPatch) -> Iterator[Stand]:
    """A reader of that kind."""
    match kind:
        case "serial cards":
            made = serial_cards(folder)
        case "serial codes":
            made = serial_codes(folder)
        case "wedge":
            pretend(patch)
            made = wedge(folder)
        case _:
            service = MemoryPcsc()
            patch.setattr(pcsc, "Watch", service.watch)
            patch.setattr(pcsc, "ask", service.ask)
            made = memory_pcsc(service)
    try:
        yield made
    finally:
        made.close()


def pretend(patch: pytest.MonkeyPatch) -> None:
    """Has a pty answer as an input device does to whoever grabs it."""
    grabbed: dict[int, int] = {}

    def control(descriptor: int, what: int, _with: int | bytes) -> bytes:
        if what == keyboard._GRAB:
            line, owner = os.fstat(descriptor).st_rdev, grabbed.get(os.fstat(descriptor).st_rdev)
            if owner is not None and owner != descriptor and _is(owner, line):
                raise OSError(errno.EBUSY, "grabbed")
            grabbed[line] = descriptor
            return b""
        return struct.pack("@4H", 6, 1, 1, 1) if what == keyboard._ID else b"Foyer Test Scanner\0"

    patch.setattr(keyboard, "control", control)


def _is(descriptor: int, line: int) -> bool:
    try:
        return os.fstat(descriptor).st_rdev == line
    except OSError:
        return False


def typed(text: str, layout: Layout, end: int = 28) -> bytes:
    """What a scanner sends that types a text for a layout, with Shift, the right Alt key and dead keys as needed."""
    return b"".join(_key(sign, layout) for sign in text) + presses(end)


def _key(sign: str, layout: Layout) -> bytes:
    import unicodedata

    for table, held in zip(LAYOUTS[layout], ((), (42,), (100,)), strict=True):
        for key, found in table.items():
            if found == sign:
                return presses(key, held=held)
    if sign == " ":
        return presses(57)
    letter, *marks = unicodedata.normalize("NFD", sign)
    return b"".join(_key(each, layout) for each in (*marks, letter))


def presses(*keys: int, held: tuple[int, ...] = ()) -> bytes:
    """Keys that go down one after the other, and up again; those held go down first and up last."""
    down, up = (*held, *keys), (*reversed(keys), *reversed(held))
    return b"".join(
        EVENT.pack(0, 0, 1, key, value) + EVENT.pack(0, 0, 0, 0, 0)
        for key, value in itertools.chain(((each, 1) for each in down), ((each, 0) for each in up))
    )
