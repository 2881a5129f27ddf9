"""Brother's QL label printers, on USB.

Theory of operation. A label is sent as lines of dots, and the printer says by itself when it is through or cannot go
on. While it prints it is not asked. What it holds when it cannot go on, or when the time is up, is thrown away,
because it would come out once the roll was changed, in front of whoever stands there then. A printer that does not
answer is never taken for well; on the network these printers answer nothing, so there they go through CUPS
(`printer.ipp`).
"""

from __future__ import annotations

import time
from contextlib import suppress
from typing import ClassVar, Literal

from pydantic import Field

from devices.contract import Duty, Finding, Introduction, Options
from devices.errors import DeviceError, Misspoke, Silent
from devices.printers import paper
from devices.printers.printer import PrinterOptions, Work
from devices.printers.wired import ANSWERS, STALLED, WiredPrinter
from devices.protocols import brother
from devices.protocols.brother import MEDIA, Media, Noise, Replies, Status
from devices.transports import connections
from devices.transports.connections import PATTERN, Manner
from kiosk.domain.devices import Health
from kiosk.domain.printing import Printed

SIMULATED = "FOYER SIMULATOR"
"""What our simulator says that it is."""

PATIENCE = 8.0
"""Seconds without a word while a label is printed: a long one takes so long, and says nothing meanwhile."""

LARGEST = 1.25
"""How much larger than on receipts type is here, whose dots are smaller."""

_PACE = 0.2


class BrotherOptions(PrinterOptions):
    """One printer.

    Attributes:
        connection: `usb:/dev/usb/lp0`; in the printer's settings *Editor Lite* has to be off.
        media: the roll in it: its width in millimetres, and for labels that are cut already their length.
    """

    connection: str = Field(pattern=PATTERN)
    media: Literal["29", "38", "50", "62", "17x54", "29x90", "38x90", "62x29", "62x100"] = "62"


class BrotherPrinter(WiredPrinter[BrotherOptions]):
    """One of them."""

    options_model: ClassVar[type[Options]] = BrotherOptions

    def __init__(self, options: BrotherOptions) -> None:
        super().__init__(options)
        self._replies = Replies()
        self._said: list[Status] = []
        self._model = ""

    def check_config(self) -> list[Finding]:
        return connections.check(self.options.connection)

    def open(self) -> None:
        self._line = connections.opened(self.options.connection, Manner())
        self._replies, self._said = Replies(), []
        # What a program before us left there must not come out in front of somebody else.
        self._send(brother.CLEAR + brother.RASTER)
        self._status()

    def introduce(self) -> Introduction:
        return Introduction(self._model, simulated=self._model == SIMULATED)

    def look(self) -> Health:
        return brother.health(self._status(), self._media)

    def carry_out(self, work: Work, duty: Duty) -> Printed:
        width = -(-self._media.dots // 8) * 8
        page = paper.fitted(work.ticket, width, self._media.rows, LARGEST)
        if page is None:
            return Printed("not_printed", "too_big")
        rows = paper.rows(page)
        rows += [bytes(width // 8)] * (self._media.rows - len(rows))
        sent = 0
        try:
            for sent, why_not in self._sent(brother.label(rows, self._media), work, duty):
                if why_not:
                    return self._give_up(sent, why_not)
            return self._watch(work, duty, sent)
        except DeviceError as error:
            if not sent:
                raise
            return Printed("unknown", error.code)

    def _watch(self, work: Work, duty: Duty, sent: int) -> Printed:
        heard = time.monotonic()
        while True:
            said = self._wait(_PACE)
            if said is not None:
                heard = time.monotonic()
                if said.what == "done":
                    return Printed("printed")
                now = brother.health(said, self._media)
                duty.tell(now)
                if not now.usable:
                    return self._give_up(sent, now.reason)
            if time.monotonic() >= work.until or duty.over:
                return self._give_up(sent, "too_late")
            if time.monotonic() - heard > PATIENCE:
                duty.tell(Silent().health)
                return self._give_up(sent, Silent.code)

    def _give_up(self, sent: int, reason: str) -> Printed:
        """Throws away what the printer holds. Only when it answers after that is it known that no more will come."""
        if not sent:
            return Printed("not_printed", reason)
        with suppress(DeviceError):
            self._send(brother.CLEAR + brother.RASTER + brother.ASK)
            until = time.monotonic() + STALLED
            while (left := until - time.monotonic()) > 0:
                said = self._wait(left)
                if said is not None and said.what == "done":
                    return Printed("printed")
                if said is not None and said.what == "reply":
                    return Printed("not_printed", reason)
        return Printed("unknown", reason)

    @property
    def _media(self) -> Media:
        return MEDIA[self.options.media]

    def _status(self) -> Status:
        """How the printer is.

        Raises:
            Silent: it does not answer.
        """
        self._send(brother.ASK)
        until = time.monotonic() + ANSWERS
        while (left := until - time.monotonic()) > 0:
            said = self._wait(left)
            if said is not None and said.what == "reply":
                self._model = said.model or self._model
                return said
        raise Silent

    def _wait(self, seconds: float) -> Status | None:
        """The next thing that it says; `None` when it says nothing in that time.

        Raises:
            Misspoke: it is no such printer.
        """
        until = time.monotonic() + seconds
        while not self._said and (left := until - time.monotonic()) > 0:
            for each in self._replies.feed(self._wire.read(left)):
                if isinstance(each, Noise):
                    raise Misspoke
                self._said.append(each)
        return self._said.pop(0) if self._said else None
