"""Tells the service manager that this program is ready, and ever after that it is alive.

The manager gives a socket and how long it waits (systemd's `Type=notify`, `WatchdogSec=`). Both are taken out of the
environment at once: a child that inherited them would say that it lives when its parent does not.

Source: sd_notify(3), sd_watchdog_enabled(3).
"""

from __future__ import annotations

import functools
import os
import socket
from collections.abc import MutableMapping
from contextlib import suppress
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Manager:
    """Whoever started us, if it listens. `every` is the seconds between two beats; `None` when nobody counts them."""

    address: str | None
    every: float | None

    def ready(self) -> None:
        """The program serves from now on."""
        self._tell("READY=1")

    def beat(self) -> None:
        """The program is alive. To be called from the thread whose standstill people would notice."""
        self._tell("WATCHDOG=1")

    def _tell(self, words: str) -> None:
        if self.address is None:
            return
        address = f"\0{self.address[1:]}" if self.address.startswith("@") else self.address
        # A manager that went away is no reason to stop serving people.
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
            sender.setblocking(False)
            sender.sendto(words.encode("ascii"), address)


def read(environment: MutableMapping[str, str]) -> Manager:
    """The manager that an environment names, which names it no longer afterwards."""
    address = environment.pop("NOTIFY_SOCKET", None)
    environment.pop("WATCHDOG_PID", None)
    limit = environment.pop("WATCHDOG_USEC", "")
    return Manager(address, int(limit) / 3_000_000 if address and limit.isdigit() and int(limit) else None)


@functools.cache
def manager() -> Manager:
    """The manager of this process."""
    return read(os.environ)
