"""The devices of one terminal, each kept going by its own supervisor."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any

from devices import registry
from devices.cameras.camera import Camera
from devices.contract import Driver
from devices.doors.board import Board
from devices.platform.screen import Panel
from devices.printers.printer import Printer
from devices.readers.reader import Marks, Reader
from devices.registry import NoDriver, Wish
from devices.supervisor import Supervisor
from kiosk.domain.devices import Device, Health, State, made_for
from kiosk.domain.doors import Released, Wire
from kiosk.domain.photos import Taken
from kiosk.domain.printing import Printed
from kiosk.domain.readers import Reading
from kiosk.domain.tickets import Ticket
from kiosk.events import log

WATCH = 1.0
"""Seconds between two looks at whether a driver hangs."""


class Rack:
    """Meets `kiosk.interfaces.devices.Devices`. Making it loads the drivers; `start` opens the devices.

    Args:
        wishes: what the operator wrote, by what a device is called.
        simulated_allowed: whether stand-ins may do the work.
    """

    def __init__(self, wishes: Mapping[str, Wish], *, simulated_allowed: bool) -> None:
        self._told: list[Callable[[], None]] = []
        self._shown: list[Callable[[Reading], None]] = []
        self._marks = Marks()
        self._moved: list[Callable[[], None]] = []
        self._kept: dict[str, Supervisor] = {}
        self._off: dict[str, Device] = {}
        for name, wish in wishes.items():
            device = Device(name, wish.driver.partition(".")[0], wish.driver, Health(State.OFFLINE))
            make = partial(self._made, name, wish)
            try:
                made = Supervisor(device, make, self._changed, simulated_allowed=simulated_allowed)
            except NoDriver as error:
                log("device.not_made", device=name, driver=wish.driver, reason=error.reason)
                self._off[name] = replace(device, health=Health(State.FAILED, (error.reason,)))
            else:
                self._kept[name] = made
        self._ended = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="device-watch", daemon=True)

    def start(self) -> None:
        """Begins every thread."""
        for each in self._kept.values():
            each.start()
        if self._kept:
            self._watcher.start()

    def close(self) -> None:
        """Ends them all, side by side. Twice is fine."""
        self._ended.set()
        if self._watcher.ident is not None:
            self._watcher.join()
        for each in self._kept.values():
            each.end()
        for each in self._kept.values():
            each.close()

    def all(self) -> tuple[Device, ...]:
        return (*(_seen(each) for each in self._kept.values()), *self._off.values())

    def when_changed(self, told: Callable[[], None]) -> None:
        self._told.append(told)

    def print(self, ticket: Ticket, seconds: float, what: str = "") -> Future[Printed]:
        reason = ""
        for each in self._kept.values():
            if isinstance(each.driver, Printer) and made_for(each.driver.prints, what):
                health = each.device.health
                if health.usable:
                    return each.driver.submit(ticket, seconds)
                reason = reason or health.reason
        never: Future[Printed] = Future()
        never.set_result(Printed("not_printed", reason or "no_printer"))
        return never

    def photograph(self, seconds: float) -> Future[Taken]:
        reason = ""
        for each in self._kept.values():
            if isinstance(each.driver, Camera):
                if each.device.health.state is State.ONLINE:
                    return each.driver.take(seconds)
                reason = reason or each.device.health.reason
        never: Future[Taken] = Future()
        never.set_result(Taken(None, reason or "no_camera"))
        return never

    def tear_off(self) -> None:
        for each in self._kept.values():
            if isinstance(each.driver, Printer):
                each.driver.tear_off()

    def drop(self) -> None:
        for each in self._kept.values():
            if isinstance(each.driver, Printer):
                each.driver.drop()

    def when_shown(self, told: Callable[[Reading], None]) -> None:
        self._shown.append(told)

    def mark_cards_with(self, key: bytes | None) -> None:
        self._marks.use(key)

    def release(self, device: str, relay: int, seconds: float) -> Future[Released]:
        kept = self._kept.get(device)
        if kept is not None and isinstance(kept.driver, Board) and kept.device.health.usable:
            return kept.driver.release(relay, seconds)
        reason = "no_relay" if kept is None or not isinstance(kept.driver, Board) else kept.device.health.reason
        never: Future[Released] = Future()
        never.set_result(Released("not_released", reason))
        return never

    def contact(self, wire: Wire) -> bool | None:
        device, _, number = wire.rpartition(".")
        kept = self._kept.get(device)
        contacts = kept.driver.contacts if kept is not None and isinstance(kept.driver, Board) else ()
        return contacts[int(number) - 1] if 1 <= int(number) <= len(contacts) else None

    def when_contacts(self, told: Callable[[], None]) -> None:
        self._moved.append(told)

    def _made(self, name: str, wish: Wish) -> Driver[Any]:
        """A driver, with whom it tells of what it reads."""
        driver = registry.made(wish)
        if isinstance(driver, Reader):
            driver.connect(name, self._read, self._marks)
        if isinstance(driver, Printer) and name in self._kept:
            driver.tear_off()  # the one before it hangs, perhaps in the middle of a ticket
        if isinstance(driver, Board):
            driver.when_contacts(self._contacts_moved)
        return driver

    def _watch(self) -> None:
        while not self._ended.wait(WATCH):
            for each in self._kept.values():
                each.look()

    def _read(self, reading: Reading) -> None:
        for told in tuple(self._shown):
            told(reading)

    def _contacts_moved(self) -> None:
        for kept in self._kept.values():
            if isinstance(kept.driver, Panel) and (wire := kept.driver.options.presence):
                kept.driver.somebody(there=self.contact(Wire(wire)) is True)
        for told in tuple(self._moved):
            told()

    def _changed(self) -> None:
        for told in tuple(self._told):
            told()


def _seen(kept: Supervisor) -> Device:
    if isinstance(kept.driver, Reader):
        return replace(kept.device, reads=kept.driver.reads)
    return replace(kept.device, prints=kept.driver.prints) if isinstance(kept.driver, Printer) else kept.device


@contextmanager
def opened(wishes: Mapping[str, Wish], *, simulated_allowed: bool) -> Iterator[Rack]:
    """The devices, until the end."""
    rack = Rack(wishes, simulated_allowed=simulated_allowed)
    rack.start()
    try:
        yield rack
    finally:
        rack.close()
