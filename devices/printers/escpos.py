"""Receipt printers that speak ESC/POS, on a serial line, on USB or on the network.

Theory of operation. A ticket is sent as a picture, cut, and followed by a fence (`GS r 1`), which the printer answers
when it has worked through all of it: only then is it *printed*. While it works it is asked how it is. As soon as it
says that it cannot go on, or its time is up, what it still holds is cleared, because a printer prints by itself what
it holds when somebody changes the roll, in front of whoever stands there then. A printer that does not answer is
never taken for well.
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
from devices.protocols import escpos
from devices.protocols.escpos import Cleared, Noise, Replies, Reply, Said, Status, Through
from devices.transports import connections
from devices.transports.connections import PATTERN, Flow, Manner
from kiosk.domain.devices import Health
from kiosk.domain.printing import Printed

SIMULATED = "FOYER SIMULATOR"
"""What our simulator answers when it is asked for its model."""

PATIENCE = 2.5
"""Seconds without a word after a ticket was sent, after which nobody is there. Screens learn of it within three."""

_PACE = 0.05


class EscposOptions(PrinterOptions):
    """One printer.

    Attributes:
        connection: `serial:/dev/…`, `usb:/dev/usb/lp0` or `tcp:address:9100`.
        baud, flow: of a serial line: bits a second, and who says when to wait.
        width: dots across the paper: 576 for 80 mm, 384 for 58 mm.
        cut: whether it has a blade.
    """

    connection: str = Field(pattern=PATTERN)
    baud: int = Field(default=38400, ge=1200, le=921600)
    flow: Flow = "none"
    width: int = Field(default=576, ge=192, le=832, multiple_of=8)
    cut: bool = True


class EscposPrinter(WiredPrinter[EscposOptions]):
    """One of them."""

    options_model: ClassVar[type[Options]] = EscposOptions

    def __init__(self, options: EscposOptions) -> None:
        super().__init__(options)
        self._replies = Replies()
        self._bits: dict[str, bool] = {}
        self._through = False
        self._torn = False
        """Whether a part of a ticket hangs from the printer."""

    def tear_off(self) -> None:
        self._torn = True

    def check_config(self) -> list[Finding]:
        return connections.check(self.options.connection)

    def open(self) -> None:
        self._line = connections.opened(self.options.connection, Manner(self.options.baud, self.options.flow))
        self._replies, self._bits, self._through = Replies(), {}, False
        # What a program before us left there must not come out in front of somebody else.
        self._send(escpos.CLEAR)
        self._wait(Cleared, ANSWERS)
        self._bits = {}
        self._ask()
        self._send(escpos.START)

    def introduce(self) -> Introduction:
        self._send(escpos.MODEL)
        said = self._wait(Said, ANSWERS)
        model = said.text if isinstance(said, Said) else ""
        return Introduction(model, simulated=model == SIMULATED)

    def look(self) -> Health:
        self._ask()
        now = escpos.health(self._bits)
        if self._torn and now.usable:
            # What came out of a ticket that was given up must not hang at the top of the next one.
            self._send(escpos.START + self._cut)
            self._torn = False
        return now

    def carry_out(self, work: Work, duty: Duty) -> Printed:
        self._through = False
        sent = 0
        try:
            for sent, why_not in self._sent(self._written(work), work, duty):
                if why_not:
                    return self._give_up(sent, why_not)
                self._heard(0)
                # Nothing is asked while a ticket is sent, but a printer says by itself when it cannot go on.
                if not (now := escpos.health(self._bits)).usable:
                    duty.tell(now)
                    return self._give_up(sent, now.reason)
            return self._watch(work, duty, sent)
        except DeviceError as error:
            if not sent:
                raise
            self._torn = True
            return Printed("unknown", error.code)

    def _written(self, work: Work) -> bytes:
        page = paper.drawn(work.ticket, self.options.width)
        return b"".join([escpos.START, *escpos.picture(paper.rows(page)), self._cut, escpos.FENCE])

    def _watch(self, work: Work, duty: Duty, sent: int) -> Printed:
        """Waits for the answer to the fence, and asks the printer how it is meanwhile. Its answers may be late: what
        it is asked stands behind the ticket."""
        self._replies.asked.clear()
        turn, heard = 0, time.monotonic()
        while not self._through:
            if time.monotonic() >= work.until or duty.over:
                return self._give_up(sent, "too_late")
            if time.monotonic() - heard > PATIENCE + connections.underway(self.options.connection, self.options.baud):
                duty.tell(Silent().health)
                return self._give_up(sent, Silent.code)
            if not self._replies.asked:
                if turn == len(escpos.STATUSES):
                    turn = 0
                    now = escpos.health(self._bits)
                    duty.tell(now)
                    if not now.usable:
                        return self._give_up(sent, now.reason)
                    duty.rest(_PACE)
                self._replies.asked.append(escpos.STATUSES[turn])
                self._send(escpos.ask(escpos.STATUSES[turn]))
                turn += 1
            if self._heard(_PACE):
                heard = time.monotonic()
        return Printed("printed")

    def _give_up(self, sent: int, reason: str) -> Printed:
        """Clears what the printer holds. Only when it says that nothing is left is it known that no more will
        come."""
        if not sent:
            return Printed("not_printed", reason)
        self._torn = True
        with suppress(DeviceError):
            self._send(escpos.CLEAR)
            cleared = self._wait(Cleared, STALLED)
            if self._through:
                return Printed("printed")
            if cleared is not None:
                return Printed("not_printed", reason)
        return Printed("unknown", reason)

    @property
    def _cut(self) -> bytes:
        return escpos.CUT if self.options.cut else escpos.FEED

    # --- the line ---

    def _ask(self) -> None:
        """Asks for all four statuses, one after the other.

        Raises:
            Silent: it does not answer.
        """
        for status in escpos.STATUSES:
            self._replies.asked[:] = [status]
            self._send(escpos.ask(status))
            until = time.monotonic() + ANSWERS
            while self._replies.asked:
                if (left := until - time.monotonic()) <= 0:
                    raise Silent
                self._heard(left)

    def _heard(self, seconds: float) -> list[Reply]:
        """What the printer says in that time, noted.

        Raises:
            Misspoke: it is no such printer, or the line's speed is not its own.
        """
        replies = list(self._replies.feed(self._wire.read(seconds)))
        for each in replies:
            if isinstance(each, Status):
                self._bits |= each.bits
            self._through |= isinstance(each, Through)
        if replies and all(isinstance(each, Noise) for each in replies):
            raise Misspoke
        return replies

    def _wait(self, wanted: type[Reply], seconds: float) -> Reply | None:
        """The first reply of a kind; `None` when it does not come in time."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            for each in self._heard(left):
                if isinstance(each, wanted):
                    return each
        return None
