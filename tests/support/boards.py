"""Boards of every driver on every wire, each with a peer at the other end that keeps count of its pulses."""

from __future__ import annotations

import os
import select
import threading
import time
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from devices.rack import Rack, opened
from devices.registry import Wish
from devices.simulators.door_board import SimulatedDoor
from devices.simulators.door_machine import Machine
from kiosk.domain.devices import Device

PATIENCE = 60.0
FLASHING = ("modbus-tcp", "modbus-rtu")
"""Boards that end a pulse by themselves."""

BOARDS = (*FLASHING, "modbus-switched", "lcus", "lcus-mute")
"""Every kind there is a driver for; the last one never answers."""


class LcusPeer:
    """A board of that kind on a pty. Written from leaflets of such boards, by the same people as the driver."""

    def __init__(self, path: Path, *, answers: bool) -> None:
        self._path, self._answers = path, answers
        self.machine = Machine(timers=False)
        self._lock = threading.Lock()
        self._ours: int | None = None
        self._theirs = -1
        self._held = b""
        self._ended = threading.Event()
        self._plug()
        self._thread = threading.Thread(target=self._live, name="lcus-peer")

    def __enter__(self) -> LcusPeer:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ended.set()
        self._thread.join()
        self._unplug()

    @property
    def connection(self) -> str:
        return f"serial:{self._path}"

    def switch(self, name: str, on: bool) -> None:
        with self._lock:
            match name:
                case "cable" | "power":
                    if name == "power" and on:
                        self.machine.power_on()
                    self._unplug() if on else self._plug()
                case "silent":
                    self._answers = not on
                case _:
                    self.machine.faults ^= {name}

    def _live(self) -> None:
        while not self._ended.is_set():
            with self._lock:
                if self._ours is not None and select.select([self._ours], [], [], 0)[0]:
                    with suppress(OSError):
                        self._feed(os.read(self._ours, 512), self._ours)
            self._ended.wait(0.001)

    def _feed(self, data: bytes, ours: int) -> None:
        self._held += data
        while self._held:
            if self._held[0] == 0xFF:
                self._held = self._held[1:]
                if self._answers:
                    states = (f"CH{at + 1}: {'ON' if at in self.machine.until else 'OFF'}\r\n" for at in range(4))
                    os.write(ours, "".join(states).encode())
            elif self._held[0] != 0xA0:
                self._held = self._held[1:]
            elif len(self._held) < 4:
                return
            else:
                _, relay, on, total = self._held[:4]
                assert total == 0xA0 + relay + on & 0xFF
                self._held = self._held[4:]
                address = (relay - 1).to_bytes(2, "big")
                self.machine.answer(b"\x05" + address + (b"\xff\x00" if on else b"\x00\x00"), time.monotonic())

    def _plug(self) -> None:
        self._ours, self._theirs = os.openpty()
        tty.setraw(self._theirs)
        self._path.unlink(missing_ok=True)
        self._path.symlink_to(os.ttyname(self._theirs))

    def _unplug(self) -> None:
        if self._ours is not None:
            self._path.unlink(missing_ok=True)
            os.close(self._theirs)
            os.close(self._ours)
            self._ours, self._held = None, b""


Peer = SimulatedDoor | LcusPeer


@contextmanager
def board(folder: Path, kind: str = "modbus-tcp") -> Iterator[Peer]:
    """A peer of a kind in `BOARDS`."""
    if kind.startswith("lcus"):
        with LcusPeer(folder / "board", answers=kind == "lcus") as peer:
            yield peer
    else:
        machine = Machine(timers=kind != "modbus-switched")
        with SimulatedDoor(0 if kind == "modbus-tcp" else folder / "board", machine) as simulated:
            yield simulated


def wish(peer: Peer, kind: str) -> Wish:
    """What an operator would write of it."""
    if kind.startswith("lcus"):
        return Wish("relay.lcus", {"connection": peer.connection, "relays": 4, "answers": kind == "lcus"})
    pulse = "switch" if kind == "modbus-switched" else "flash"
    return Wish("relay.modbus", {"connection": peer.connection, "relays": 4, "inputs": 4, "pulse": pulse})


class Watched:
    """A rack with one board, and how to wait for what it tells."""

    def __init__(self, rack: Rack) -> None:
        self.rack = rack
        self.told: list[Device] = []
        self._changed = threading.Condition()
        rack.when_changed(self._note)
        rack.when_contacts(self._moved)

    @property
    def device(self) -> Device:
        return self.rack.all()[0]

    def wait(self, wanted: Callable[[], bool]) -> None:
        """Returns once something holds that a device may have changed."""
        with self._changed:
            assert self._changed.wait_for(wanted, PATIENCE), self.device

    def wait_usable(self) -> None:
        self.wait(lambda: self.device.health.usable)

    def wait_for(self, *reasons: str) -> None:
        self.wait(lambda: bool({*reasons} & {*self.device.health.reasons}))

    def _note(self) -> None:
        with self._changed:
            self.told.append(self.device)
            self._changed.notify_all()

    def _moved(self) -> None:
        with self._changed:
            self._changed.notify_all()


@contextmanager
def driven(
    peer: Peer, kind: str = "modbus-tcp", *, simulated_allowed: bool = True, wanted: Wish | None = None
) -> Iterator[Watched]:
    """Its driver, on a thread of its own; the device is called `front`."""
    with opened({"front": wanted or wish(peer, kind)}, simulated_allowed=simulated_allowed) as rack:
        yield Watched(rack)
