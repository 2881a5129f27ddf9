"""What printers on a line have in common: the line, what is left on it, and how a ticket goes out in pieces."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Generic

from devices.contract import Duty, OptionsT
from devices.errors import Gone, Silent
from devices.printers.printer import Printer, Work
from devices.transports.line import Line

ANSWERS = 0.8
"""Seconds a printer may take to say how it is. What is obeyed at once is answered in milliseconds."""

STALLED = 2.0
"""Seconds without a byte taken after which a line is stalled."""

PIECE = 2048


class WiredPrinter(Printer[OptionsT], Generic[OptionsT]):
    """A printer on a line."""

    def __init__(self, options: OptionsT) -> None:
        super().__init__(options)
        self._line: Line | None = None

    def close(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.close()

    @property
    def _wire(self) -> Line:
        if self._line is None:
            raise Gone
        return self._line

    def _send(self, command: bytes) -> None:
        if self._wire.write(command, ANSWERS) < len(command):
            raise Silent

    def _sent(self, data: bytes, work: Work, duty: Duty) -> Iterator[tuple[int, str]]:
        """Sends a ticket piece by piece. Gives after each how many bytes have left, and why no more will; empty while
        all is well."""
        sent = 0
        for at in range(0, len(data), PIECE):
            piece = data[at : at + PIECE]
            if duty.over:
                yield sent, "too_late"
                return
            taken = self._wire.write(piece, min(STALLED, max(0.0, work.until - time.monotonic())))
            sent += taken
            if taken < len(piece):
                yield sent, "stalled" if work.until > time.monotonic() else "too_late"
                return
            yield sent, ""
