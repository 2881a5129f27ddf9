"""Relay boards and input boards that speak Modbus, on a serial line (RS-485) or on the network.

Theory of operation. A question is sent once and its answer waited for. Reading is tried once more before the board is
taken for silent, for a line may be noisy; switching on never is. A board that has flash coils, as those of Waveshare
have, is given the length of a pulse with the command, and ends it even when the terminal is gone.
"""

from __future__ import annotations

import time
from contextlib import suppress
from typing import ClassVar, Literal

from pydantic import Field

from devices.contract import Finding, Introduction, Options, OptionsT
from devices.doors.board import Board, Reading
from devices.errors import DeviceError, Gone, Misspoke, Silent
from devices.protocols import modbus
from devices.protocols.modbus import BoardRefused, Framing, Rtu, Tcp
from devices.transports import connections
from devices.transports.connections import Manner
from devices.transports.line import Line
from kiosk.domain.devices import Kind
from kiosk.domain.doors import Released

ANSWERS = 0.4
"""Seconds a board may take to answer. They take a few milliseconds, and a slow line another forty."""

SIMULATED = "FOYER SIMULATOR"
"""What our simulator says it is."""

PATTERN = r"^(serial:/\S+|tcp:\S+:[0-9]{1,5})$"
UNTIMED = Finding(
    "only the terminal ends a pulse of this board: if it fails in between, the door stays open",
    "use a board with flash coils, or fit a timer relay behind it and set timer = true",
)


class InputOptions(Options):
    """A board that is only read.

    Attributes:
        connection: `serial:/dev/…` or `tcp:address:port`.
        baud: of a serial line, bits a second.
        unit: the board's own address.
        inputs: how many it has.
    """

    connection: str = Field(pattern=PATTERN)
    baud: int = Field(default=9600, ge=1200, le=115200)
    unit: int = Field(default=1, ge=1, le=247)
    inputs: int = Field(default=8, ge=1, le=64)


class RelayOptions(Options):
    """A board with relays.

    Attributes:
        connection, baud, unit: as of a board that is only read.
        relays, inputs: how many of each it has.
        pulse: `flash` for a board that ends a pulse itself, `switch` for one that has to be told.
        timer: whether a timer relay of its own stands behind one that has to be told.
    """

    connection: str = Field(pattern=PATTERN)
    baud: int = Field(default=9600, ge=1200, le=115200)
    unit: int = Field(default=1, ge=1, le=247)
    relays: int = Field(default=8, ge=1, le=64)
    inputs: int = Field(default=8, ge=0, le=64)
    pulse: Literal["flash", "switch"] = "flash"
    timer: bool = False


class _Modbus(Board[OptionsT]):
    """What both have in common: one line, and one question at a time on it."""

    def __init__(self, options: OptionsT, connection: str, baud: int, unit: int) -> None:
        super().__init__(options)
        self._connection, self._baud, self._unit = connection, baud, unit
        self._line: Line | None = None
        self._framing: Framing = Rtu(unit)

    def check_config(self) -> list[Finding]:
        return connections.check(self._connection)

    def open(self) -> None:
        self._line = connections.opened(self._connection, Manner(self._baud))
        self._framing = Tcp(self._unit) if self._connection.startswith("tcp:") else Rtu(self._unit)

    def close(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.close()

    def introduce(self) -> Introduction:
        with suppress(BoardRefused, Silent, ValueError):
            said = modbus.identity(self._asked(modbus.IDENTITY))
            return Introduction(" ".join(said[:2]), simulated=SIMULATED in said)
        return Introduction()

    def _read(self, question: bytes, count: int) -> tuple[bool, ...]:
        """Bits of the board, asked for twice at most: asking changes nothing."""
        try:
            answer = self._asked(question)
        except (Silent, ValueError):
            answer = self._certain(question)
        try:
            return modbus.bits(answer, count)
        except ValueError:
            raise Misspoke from None

    def _certain(self, question: bytes) -> bytes:
        """The board's answer.

        Raises:
            DeviceError: there is none that can be used.
        """
        try:
            return self._asked(question)
        except (ValueError, BoardRefused):
            raise Misspoke from None

    def _asked(self, question: bytes) -> bytes:
        """Asks once.

        Raises:
            BoardRefused: the board says no.
            Silent, Gone: it says nothing.
            ValueError: it says what no such board says.
        """
        line = self._line
        if line is None:
            raise Gone
        while line.read(0):
            """What comes before the question is no answer to it."""
        frame = self._framing.frame(question)
        if line.write(frame, ANSWERS) < len(frame):
            raise Silent
        until = time.monotonic() + ANSWERS
        while (left := until - time.monotonic()) > 0:
            if (answer := self._framing.feed(line.read(left))) is not None:
                return modbus.check(question, answer)
        raise Silent


class ModbusInputs(_Modbus[InputOptions]):
    """A board that is only read."""

    kind: ClassVar[Kind] = Kind.CONTACT
    options_model: ClassVar[type[Options]] = InputOptions

    def __init__(self, options: InputOptions) -> None:
        super().__init__(options, options.connection, options.baud, options.unit)
        self.inputs = options.inputs

    def read(self) -> Reading:
        return Reading(self._read(modbus.read_inputs(self.inputs), self.inputs))

    def pulse(self, channel: int, seconds: float) -> Released:  # noqa: ARG002 - it has no relay
        return Released("not_released", "no_relay")

    def switch_off(self, channel: int) -> None:
        """It has no relay."""


class ModbusRelays(_Modbus[RelayOptions]):
    """A board with relays, and perhaps with inputs."""

    options_model: ClassVar[type[Options]] = RelayOptions

    def __init__(self, options: RelayOptions) -> None:
        super().__init__(options, options.connection, options.baud, options.unit)
        self.relays, self.inputs = options.relays, options.inputs
        self.timed = options.pulse == "flash"

    def check_config(self) -> list[Finding]:
        return [*super().check_config(), *([] if self.timed or self.options.timer else [UNTIMED])]

    def open(self) -> None:
        super().open()
        self._certain(modbus.all_off(self.relays))

    def close(self) -> None:
        if self._line is not None:
            with suppress(DeviceError, ValueError, BoardRefused):
                self._asked(modbus.all_off(self.relays))
        super().close()

    def read(self) -> Reading:
        inputs = self._read(modbus.read_inputs(self.inputs), self.inputs) if self.inputs else ()
        return Reading(inputs, self._read(modbus.read_coils(self.relays), self.relays))

    def pulse(self, channel: int, seconds: float) -> Released:
        question = modbus.flash(channel - 1, seconds) if self.timed else modbus.switch(channel - 1, on=True)
        try:
            self._asked(question)
        except BoardRefused:
            return Released("not_released", "board_refused")
        except ValueError:
            raise Misspoke from None
        return Released("released")

    def switch_off(self, channel: int) -> None:
        self._certain(modbus.switch(channel - 1, on=False))
