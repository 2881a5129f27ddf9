"""Whether people can be served and whether the clock is trusted: told to everybody when it changes."""

from __future__ import annotations

import threading
from collections.abc import Callable

from kiosk import events
from kiosk.domain.events import ClockChanged, Service, ServiceChanged
from kiosk.terminal.bus import Bus


class Serving:
    """Belongs to the terminal's loop; `service` and `wait` are for any thread.

    Args:
        back: called when people can be served again.
    """

    def __init__(self, bus: Bus, back: Callable[[], None]) -> None:
        self._bus, self._back = bus, back
        self._served = threading.Event()
        self._clock_trusted: bool | None = None
        self.service = Service("out_of_service", "starting")

    def wait(self, seconds: float) -> bool:
        """Waits until people can be served. Says whether they can."""
        return self._served.wait(seconds)

    def settle(self, reason: str | None) -> None:
        """People cannot be served for that reason; with `None` they can."""
        service = Service("in_service") if reason is None else Service("out_of_service", reason)
        if service == self.service:
            return
        self.service = service
        self._served.set() if reason is None else self._served.clear()
        events.log("terminal.service_changed", state=service.state, reason=service.reason)
        self._bus.tell(ServiceChanged(service))
        if reason is None:
            self._back()

    def clock(self, trusted: bool) -> None:
        """Whether the time is known."""
        if trusted != self._clock_trusted:
            self._clock_trusted = trusted
            events.log("terminal.clock_trusted" if trusted else "terminal.clock_untrusted")
            self._bus.tell(ClockChanged(trusted))
