"""An uninterruptible power supply, by way of Network UPS Tools' server, which knows every make.

Theory of operation. Its state is asked for every two seconds. A supply whose data is stale (its cable to the server
is loose, or its driver is stuck) is how it last was for a minute, and then nobody knows: never low. Foyer only tells
people and serves nobody any more; it is upsmon, on the same machine, that switches the machine off in time.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import ClassVar, Final

from pydantic import Field

from devices.contract import Driver, Duty, Finding, Introduction, Options
from devices.errors import Gone, Misconfigured, Misspoke, NoPermission, Silent
from devices.protocols import nut
from devices.protocols.nut import Lines, Refused, Value
from devices.transports import connections
from devices.transports.connections import Manner
from devices.transports.line import Line
from kiosk.domain.devices import Health, Kind, State

LOOK = 2.0
"""Seconds between two looks."""

ANSWERS = 1.0
"""Seconds the server may take to answer."""

STALE = 60.0
"""Seconds for which stale data counts."""

SIMULATED = "FOYER SIMULATOR"
"""Who made it, in our simulator."""

_FLAGS: Final[Mapping[str, str]] = {
    "FSD": "battery_low",
    "LB": "battery_low",
    "OB": "on_battery",
    "RB": "battery_old",
    "OVER": "overloaded",
    "OFF": "no_output",
    "BYPASS": "no_battery",
}
"""What a word of the state means, the worst first. Source: NUT developer guide, "Status data"."""


class UpsOptions(Options):
    """One supply.

    Attributes:
        connection: `tcp:address:port` of the server.
        supply: what the server calls it, as in its ups.conf.
    """

    connection: str = Field(default="tcp:127.0.0.1:3493", pattern=r"^tcp:\S+:[0-9]{1,5}$")
    supply: str = Field(default="ups", pattern=r"^[A-Za-z0-9_.-]{1,40}$")


def health(status: str) -> Health:
    """How a supply is, from the words of its state. Charging and the like are no news."""
    words = set(status.split())
    if not words & {"OL", "OB", "FSD", "BYPASS", "OFF"}:
        return Health(State.OFFLINE, ("stale",))  # such as WAIT: its driver has not met it yet
    if "LB" in words and not words & {"OB", "FSD"}:
        words -= {"LB"}  # on the mains a battery that is not full yet is nothing to fear
    reasons = tuple(dict.fromkeys(reason for word, reason in _FLAGS.items() if word in words))
    return Health(State.DEGRADED if reasons else State.ONLINE, reasons)


class NutSupply(Driver[UpsOptions]):
    """One of them."""

    kind: ClassVar[Kind] = Kind.UPS
    options_model: ClassVar[type[Options]] = UpsOptions

    def __init__(self, options: UpsOptions) -> None:
        super().__init__(options)
        self._line: Line | None = None
        self._lines = Lines()
        self._fresh: tuple[Health, float] | None = None

    def check_config(self) -> list[Finding]:
        return connections.check(self.options.connection)

    def open(self) -> None:
        self._line, self._lines = connections.opened(self.options.connection, Manner()), Lines()

    def run(self, duty: Duty) -> None:
        met = False
        while not duty.over:
            now = self.look()
            if now.usable and not met:
                # A server that hears nothing of the supply cannot say what it is.
                duty.meet(self._introduction())
                met = True
            duty.tell(now)
            duty.rest(LOOK)

    def close(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.close()

    def look(self) -> Health:
        """How it is, or last was when the server has heard nothing of it for less than a minute.

        Raises:
            DeviceError: the server has gone, or knows no such supply.
        """
        answer = self._ask("ups.status")
        if isinstance(answer, Value):
            self._fresh = health(answer.text), time.monotonic()
            return self._fresh[0]
        match answer.code:
            case "DATA-STALE" | "DRIVER-NOT-CONNECTED":
                if self._fresh is not None and time.monotonic() - self._fresh[1] < STALE:
                    return self._fresh[0]
                return Health(State.OFFLINE, ("stale",))
            case "ACCESS-DENIED":
                raise NoPermission
        raise Misconfigured(supply=self.options.supply)

    def _introduction(self) -> Introduction:
        made = [answer.text for name in ("ups.mfr", "ups.model") if isinstance(answer := self._ask(name), Value)]
        return Introduction(" ".join(made), simulated=SIMULATED in made)

    def _ask(self, name: str) -> nut.Answer:
        if self._line is None:
            raise Gone
        question = nut.ask(self.options.supply, name)
        if self._line.write(question, ANSWERS) < len(question):
            raise Silent
        until = time.monotonic() + ANSWERS
        try:
            while (left := until - time.monotonic()) > 0:
                for answer in self._lines.feed(self._line.read(left)):
                    if isinstance(answer, Refused) or answer.name == name:
                        return answer
        except ValueError:
            raise Misspoke from None
        raise Silent
