"""Small relay boards on a serial line (LCUS-1 to LCUS-8 and the like, with a CH340 on USB).

They cannot end a pulse by themselves, and most cannot say what they did: of those it is only known what they were
told. Off is said again every two seconds, for nobody else keeps such a board in order.
"""

from __future__ import annotations

import time
from contextlib import suppress
from typing import ClassVar

from pydantic import Field

from devices.contract import Finding, Options
from devices.doors.board import Board, Reading
from devices.doors.modbus import UNTIMED
from devices.errors import DeviceError, Gone, Misspoke, Silent
from devices.protocols import lcus
from devices.transports import connections
from devices.transports.connections import Manner
from devices.transports.line import Line
from kiosk.domain.doors import Released

ANSWERS = 0.4
"""Seconds a board may take to answer."""

AGAIN = 2.0
"""Seconds after which a relay that is off is told so again."""


class LcusOptions(Options):
    """One board.

    Attributes:
        connection: `serial:/dev/…`.
        baud: bits a second.
        relays: how many it has.
        answers: whether it says how its relays are when it is asked.
        timer: whether a timer relay stands behind it that ends a pulse.
    """

    connection: str = Field(pattern=r"^serial:/\S+$")
    baud: int = Field(default=9600, ge=1200, le=115200)
    relays: int = Field(default=1, ge=1, le=8)
    answers: bool = False
    timer: bool = False


class LcusRelays(Board[LcusOptions]):
    """One of them."""

    options_model: ClassVar[type[Options]] = LcusOptions

    def __init__(self, options: LcusOptions) -> None:
        super().__init__(options)
        self.relays = options.relays
        self._line: Line | None = None
        self._said_off = 0.0
        self._answers = lcus.Answers(options.relays)

    def check_config(self) -> list[Finding]:
        return [*connections.check(self.options.connection), *([] if self.options.timer else [UNTIMED])]

    def open(self) -> None:
        self._line = connections.opened(self.options.connection, Manner(self.options.baud, discards=False))
        self._all_off()

    def close(self) -> None:
        line = self._line
        if line is not None:
            with suppress(DeviceError):
                self._all_off()
                line.settle(ANSWERS)
            self._line = None
            line.close()

    def read(self) -> Reading:
        if self.now() - self._said_off >= AGAIN:
            self._all_off(but=set(self._until))
        if not self.options.answers:
            self._wire.read(0)  # a line whose board has gone says so
            return Reading()
        return Reading(relays=self._states())

    def pulse(self, channel: int, seconds: float) -> Released:  # noqa: ARG002 - it cannot count
        self._send(lcus.switch(channel, on=True))
        if not self.options.answers:
            return Released("unknown", "no_answer")
        return Released("released") if self._states()[channel - 1] else Released("not_released", "board_refused")

    def switch_off(self, channel: int) -> None:
        self._send(lcus.switch(channel, on=False))

    def _all_off(self, but: set[int] | None = None) -> None:
        for channel in range(1, self.relays + 1):
            if channel not in (but or ()):
                self.switch_off(channel)
        self._said_off = self.now()

    @property
    def _wire(self) -> Line:
        if self._line is None:
            raise Gone
        return self._line

    def _send(self, command: bytes) -> None:
        if self._wire.write(command, ANSWERS) < len(command):
            raise Silent

    def _states(self) -> tuple[bool, ...]:
        while self._wire.read(0):
            """What comes before the question is no answer to it."""
        self._answers.forget()
        self._send(lcus.ASK)
        until = time.monotonic() + ANSWERS
        try:
            while (left := until - time.monotonic()) > 0:
                if (found := self._answers.feed(self._wire.read(left))) is not None:
                    return found
        except ValueError:
            raise Misspoke from None
        raise Silent
