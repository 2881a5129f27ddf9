"""Keeps one device going: open, run, back off, open again, on a thread of its own. Tells only what has changed.

Theory of operation. What a driver raises is a `DeviceError`, and says itself how the device is. Anything else is a
fault of ours: it is logged with its place, the device is `failed` for as long as the wait takes, and the others never
notice.

A driver that hangs in a call is a life that is lost: no thread can be made to return. A watcher sees that it has not
shown itself for too long, leaves it where it is, and begins a new life with a driver made anew. Whatever the old one
says later is said by nobody. When several were left and none has come back, no more are begun: the device is `failed`
and says that the terminal has to be started again.
"""

from __future__ import annotations

import random
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from devices.contract import Driver, Duty, Introduction
from devices.errors import DeviceError, Gone, NotForService
from kiosk.domain.devices import STARTING, Device, Health, State
from kiosk.events import log

FIRST, LONGEST = 0.2, 2.0
"""Seconds before a device is opened again; the wait doubles from the first to the longest, with jitter."""

STEADY = 3.0
"""Seconds of work after which a device that goes is waited for as if for the first time."""

ENDING = 5.0
"""Seconds a thread may take to end."""

HUNG = 15.0
"""Seconds without a sign of a driver after which it is taken to hang. Every call of one is bounded well below."""

MOST_LEFT = 3
"""Threads of one device that may hang at the same time."""


class _Life:
    """One driver on one thread."""

    def __init__(self, driver: Driver[Any], duty: Duty, thread: threading.Thread) -> None:
        self.driver, self.duty, self.thread = driver, duty, thread


class Supervisor:
    """One device. `start`, `look` and `close` are for one thread, everything else for any.

    Args:
        device: as it is called, and how it is before anybody has met it.
        make: makes a driver, which does nothing until it is opened.
        changed: called on the device's thread when it is not what it was.
        simulated_allowed: whether a stand-in may do this work.

    Raises:
        NoDriver: there is none to be made.
    """

    def __init__(
        self,
        device: Device,
        make: Callable[[], Driver[Any]],
        changed: Callable[[], None],
        *,
        simulated_allowed: bool,
    ) -> None:
        self._device = replace(device, health=STARTING)
        self._make, self._changed, self._simulated_allowed = make, changed, simulated_allowed
        self._left: list[_Life] = []
        self._life = self._new()

    @property
    def device(self) -> Device:
        """As it is now."""
        return self._device

    @property
    def driver(self) -> Driver[Any]:
        """The driver that works now."""
        return self._life.driver

    def start(self) -> None:
        """Begins. Once only."""
        self._life.duty.sign()
        self._life.thread.start()

    def look(self) -> None:
        """Sees whether the driver hangs, and leaves it if it does."""
        life = self._life
        silent = time.monotonic() - life.duty.seen
        if silent < HUNG or life.duty.ended or life.thread.ident is None:
            return
        self._left = [each for each in self._left if each.thread.is_alive()]
        if len(self._left) == MOST_LEFT:
            self._tell(life, Health(State.FAILED, ("stuck",)))
            return
        self._left.append(life)
        # From here on nobody listens to it any more.
        self._life = self._new()
        self._device = replace(self._device, hung=self._device.hung + 1)
        log("device.hung", device=self._device.id, seconds=round(silent, 1), times=self._device.hung)
        self._tell(self._life, Health(State.OFFLINE, ("hung",)))
        life.duty.end()
        threading.Thread(target=_let_go, args=(life.driver,), name=f"left-{self._device.id}", daemon=True).start()
        self._life.thread.start()

    def end(self) -> None:
        """Says that it is over, without waiting."""
        self._life.duty.end()
        self._life.driver.wake()

    def close(self) -> None:
        """Ends the thread. What was left hanging is not waited for. Twice is fine."""
        self.end()
        if self._life.thread.ident is not None:
            self._life.thread.join(ENDING)
        if self._life.thread.is_alive() or any(each.thread.is_alive() for each in self._left):
            log("device.stuck", device=self._device.id, seconds=ENDING)

    def _new(self) -> _Life:
        def tell(health: Health) -> None:
            self._tell(life, health)

        def meet(said: Introduction) -> None:
            self._meet(life, said)

        def live() -> None:
            self._live(life)

        thread = threading.Thread(target=live, name=f"device-{self._device.id}", daemon=True)
        life = _Life(self._make(), Duty(tell, meet), thread)
        return life

    def _live(self, life: _Life) -> None:
        wait, duty = FIRST, life.duty
        while not duty.over:
            begun = time.monotonic()
            try:
                life.driver.open()
                life.driver.run(duty)
            except DeviceError as error:
                self._tell(life, error.health)
            except Exception as error:  # noqa: BLE001 - a driver's fault ends neither its thread nor the terminal
                place = traceback.extract_tb(error.__traceback__)[-1]
                where = f"{place.filename.rpartition('/')[2]}:{place.lineno}"
                log("device.driver_failed", device=self._device.id, error=type(error).__name__, where=where)
                self._tell(life, Health(State.FAILED, ("driver_failed",)))
            finally:
                life.driver.close()
            if time.monotonic() - begun > STEADY:
                wait = FIRST
            duty.rest(wait * random.uniform(0.8, 1.2))  # noqa: S311 - jitter, not a secret
            wait = min(wait * 2, LONGEST)

    def _meet(self, life: _Life, said: Introduction) -> None:
        if life is not self._life:
            raise Gone
        self._device = replace(self._device, model=said.model, simulated=said.simulated)
        if said.simulated and not self._simulated_allowed:
            raise NotForService

    def _tell(self, life: _Life, health: Health) -> None:
        if life is not self._life or health == self._device.health:
            return
        self._device = replace(self._device, health=health)
        reasons = " ".join(health.reasons)
        log("device.health_changed", device=self._device.id, state=health.state, reasons=reasons)
        self._changed()


def _let_go(driver: Driver[Any]) -> None:
    """Closes what a hanging driver holds, so that the next one finds it free. That may hang too, on this thread."""
    driver.wake()
    driver.close()
