"""Keeps one device going on a thread of its own: open, run, back off, open again. Tells only what has changed.

What a driver raises is a `DeviceError`, and says itself how the device is. Anything else is a fault of ours: it is
logged with its place, the device is `failed` for as long as the wait takes, and the others never notice.
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
from devices.errors import DeviceError, NotForService
from kiosk.domain.devices import STARTING, Device, Health, State
from kiosk.events import log

FIRST, LONGEST = 0.2, 2.0
"""Seconds before a device is opened again; the wait doubles from the first to the longest, with jitter."""

STEADY = 3.0
"""Seconds of work after which a device that goes is waited for as if for the first time."""

ENDING = 5.0
"""Seconds a thread may take to end."""


class Supervisor:
    """One device.

    Args:
        device: as it is called, and how it is before anybody has met it.
        driver: makes nothing until it is opened.
        changed: called on the device's thread when it is not what it was.
        simulated_allowed: whether a stand-in may do this work.
    """

    def __init__(
        self, device: Device, driver: Driver[Any], changed: Callable[[], None], *, simulated_allowed: bool
    ) -> None:
        self.driver = driver
        self._device = replace(device, health=STARTING)
        self._changed, self._simulated_allowed = changed, simulated_allowed
        self._duty = Duty(self._tell, self._meet)
        self._thread = threading.Thread(target=self._live, name=f"device-{device.id}", daemon=True)

    @property
    def device(self) -> Device:
        """As it is now. For any thread."""
        return self._device

    def start(self) -> None:
        """Begins. Once only."""
        self._thread.start()

    def end(self) -> None:
        """Says that it is over, without waiting."""
        self._duty.end()
        self.driver.wake()

    def close(self) -> None:
        """Ends the thread. Twice is fine."""
        self.end()
        if self._thread.ident is not None:
            self._thread.join(ENDING)
            if self._thread.is_alive():
                log("device.stuck", device=self._device.id, seconds=ENDING)

    def _live(self) -> None:
        wait = FIRST
        while not self._duty.over:
            begun = time.monotonic()
            try:
                self._serve()
            except DeviceError as error:
                self._tell(error.health)
            except Exception as error:  # noqa: BLE001 - a driver's fault ends neither its thread nor the terminal
                place = traceback.extract_tb(error.__traceback__)[-1]
                where = f"{place.filename.rpartition('/')[2]}:{place.lineno}"
                log("device.driver_failed", device=self._device.id, error=type(error).__name__, where=where)
                self._tell(Health(State.FAILED, ("driver_failed",)))
            finally:
                self.driver.close()
            if time.monotonic() - begun > STEADY:
                wait = FIRST
            self._duty.rest(wait * random.uniform(0.8, 1.2))  # noqa: S311 - jitter, not a secret
            wait = min(wait * 2, LONGEST)

    def _serve(self) -> None:
        self.driver.open()
        self.driver.run(self._duty)

    def _meet(self, said: Introduction) -> None:
        self._device = replace(self._device, model=said.model, simulated=said.simulated)
        if said.simulated and not self._simulated_allowed:
            raise NotForService

    def _tell(self, health: Health) -> None:
        if health == self._device.health:
            return
        self._device = replace(self._device, health=health)
        reasons = " ".join(health.reasons)
        log("device.health_changed", device=self._device.id, state=health.state, reasons=reasons)
        self._changed()
