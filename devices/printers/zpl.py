"""Label printers that speak ZPL, on a serial line, on USB or on the network: Zebra's, and those that imitate them.

Theory of operation. A label is sent as a picture in one format. The printer is asked how it is (`~HS`) before, while
and after; it is through when it has said often enough that it holds nothing more. As soon as it says that it cannot
go on, or its time is up, what it holds is cancelled, because it prints by itself what it holds when somebody puts a
new roll in, in front of whoever stands there then. A printer that does not answer is never taken for well.
"""

from __future__ import annotations

import time
from contextlib import suppress
from typing import ClassVar

from pydantic import Field

from devices.contract import Duty, Finding, Introduction, Options
from devices.errors import DeviceError, Misspoke, Silent
from devices.printers import paper
from devices.printers.printer import PrinterOptions, Work
from devices.printers.wired import ANSWERS, STALLED, WiredPrinter
from devices.protocols import zpl
from devices.protocols.zpl import Model, Noise, Replies, Status
from devices.transports import connections
from devices.transports.connections import PATTERN, Flow, Manner
from kiosk.domain.devices import Health
from kiosk.domain.printing import Printed

SIMULATED = "FOYER SIMULATOR"
"""What our simulator answers when it is asked for its model."""

PATIENCE = 2.5
"""Seconds without a word after a label was sent, after which nobody is there. Screens learn of it within three."""

EMPTY = 3
"""Times in a row that a printer has to say that it holds nothing, before a label counts as printed: it may answer
before it has begun to read one."""

_PACE = 0.1


class ZplOptions(PrinterOptions):
    """One printer.

    Attributes:
        connection: `serial:/dev/…`, `usb:/dev/usb/lp0` or `tcp:address:9100`.
        baud, flow: of a serial line: bits a second, and who says when to wait.
        width, height: of a label, in dots; a height of 0 is a roll without gaps, cut or torn where the picture ends.
    """

    connection: str = Field(pattern=PATTERN)
    baud: int = Field(default=9600, ge=1200, le=921600)
    flow: Flow = "none"
    width: int = Field(default=576, ge=192, le=2432, multiple_of=8)
    height: int = Field(default=0, ge=0, le=4800)


class ZplPrinter(WiredPrinter[ZplOptions]):
    """One of them."""

    options_model: ClassVar[type[Options]] = ZplOptions

    def __init__(self, options: ZplOptions) -> None:
        super().__init__(options)
        self._replies = Replies()

    def check_config(self) -> list[Finding]:
        return connections.check(self.options.connection)

    def open(self) -> None:
        self._line = connections.opened(self.options.connection, Manner(self.options.baud, self.options.flow))
        self._replies = Replies()
        # What a program before us left there must not come out in front of somebody else.
        self._send(zpl.CANCEL + zpl.START)
        self._status()

    def introduce(self) -> Introduction:
        self._send(zpl.WHO)
        said = self._wait(Model, ANSWERS)
        model = said.name if isinstance(said, Model) else ""
        return Introduction(model, simulated=model == SIMULATED)

    def look(self) -> Health:
        status = self._status()
        if status.bits["paused"] and zpl.health(status.bits).reason == "paused":
            # Somebody pressed its button, or an error paused it that is over. One that stays paused says so.
            self._send(zpl.GO_ON)
            status = self._status()
        return zpl.health(status.bits)

    def carry_out(self, work: Work, duty: Duty) -> Printed:
        page = paper.fitted(work.ticket, self.options.width, self.options.height)
        if page is None:
            return Printed("not_printed", "too_big")
        height = self.options.height or page.height
        data = zpl.label(paper.rows(page), height, gaps=bool(self.options.height))
        sent = 0
        try:
            for sent, why_not in self._sent(data, work, duty):
                if why_not:
                    return self._give_up(sent, why_not)
            return self._watch(work, duty, sent)
        except DeviceError as error:
            if not sent:
                raise
            return Printed("unknown", error.code)

    def _watch(self, work: Work, duty: Duty, sent: int) -> Printed:
        """Asks until the printer has nothing left. Its answers may be late: what is asked stands behind the label."""
        empty, heard = 0, time.monotonic()
        while empty < EMPTY:
            if time.monotonic() >= work.until or duty.over:
                return self._give_up(sent, "too_late")
            self._send(zpl.ASK)
            status = self._wait(Status, PATIENCE + connections.underway(self.options.connection, self.options.baud))
            if not isinstance(status, Status):
                duty.tell(Silent().health)
                return self._give_up(sent, Silent.code)
            heard = time.monotonic()
            now = zpl.health(status.bits)
            duty.tell(now)
            if not now.usable:
                return self._give_up(sent, now.reason)
            empty = 0 if status.left else empty + 1
            duty.rest(max(0.0, _PACE - (time.monotonic() - heard)))
        return Printed("printed")

    def _give_up(self, sent: int, reason: str) -> Printed:
        """Cancels what the printer holds. Only when it says that nothing is left is it known that no more will
        come."""
        if not sent:
            return Printed("not_printed", reason)
        with suppress(DeviceError):
            # The end of a format, so that what follows is not taken for a part of the picture.
            self._send(b"^XZ" + zpl.CANCEL + zpl.ASK)
            status = self._wait(Status, STALLED)
            if isinstance(status, Status) and not status.left:
                return Printed("not_printed", reason)
        return Printed("unknown", reason)

    # --- the line ---

    def _status(self) -> Status:
        """How the printer is.

        Raises:
            Silent: it does not answer.
        """
        self._send(zpl.ASK)
        status = self._wait(Status, ANSWERS)
        if not isinstance(status, Status):
            raise Silent
        return status

    def _wait(self, wanted: type[Status | Model], seconds: float) -> Status | Model | None:
        """The first reply of a kind; `None` when it does not come in time.

        Raises:
            Misspoke: it is no such printer, or the line's speed is not its own.
        """
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            for each in self._replies.feed(self._wire.read(left)):
                if isinstance(each, Noise):
                    raise Misspoke
                if isinstance(each, wanted):
                    return each
        return None
