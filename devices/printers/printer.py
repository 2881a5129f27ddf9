"""What every printer does: one piece of work at a time, each with its end known, and a look at the paper in between.

Theory of operation. Work waits in a queue that only the device's thread empties. Work is taken only while the printer
is open; what waits when it goes is answered at once and never comes out later. Nothing here is done twice.
"""

from __future__ import annotations

import math
import queue
import threading
import time
from abc import abstractmethod
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import ClassVar, Literal
from weakref import WeakSet

from devices.contract import Driver, Duty, Introduction, Options, OptionsT
from devices.errors import DeviceError, Silent
from kiosk.domain.devices import Health, Kind
from kiosk.domain.printing import Printed
from kiosk.domain.tickets import Ticket

LOOK = 0.5
"""Seconds between two looks at a printer that has nothing to do."""


class PrinterOptions(Options):
    """What every printer is told.

    Attributes:
        prints: kinds of tickets that come out of it; every kind when there are none.
    """

    prints: tuple[Literal["receipt", "badge", "roll-call", "queue"], ...] = ()


@dataclass(slots=True, eq=False, weakref_slot=True)
class Work:
    """One ticket to be printed by an instant of the monotonic clock."""

    ticket: Ticket
    until: float
    ended: Future[Printed] = field(default_factory=Future)


class Printer(Driver[OptionsT]):
    """A printer. `submit` is for any thread, everything else for the device's own."""

    kind: ClassVar[Kind] = Kind.PRINTER

    def __init__(self, options: OptionsT) -> None:
        super().__init__(options)
        self._waiting: queue.SimpleQueue[Work | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._taking = False
        self._under_way: WeakSet[Work] = WeakSet()

    @property
    def prints(self) -> tuple[str, ...]:
        """The kinds of tickets that come out of it; every kind when there are none."""
        return self.options.prints if isinstance(self.options, PrinterOptions) else ()

    def submit(self, ticket: Ticket, seconds: float) -> Future[Printed]:
        """Prints it. How it ended is known after that many seconds at the latest, and a second or two for the
        line."""
        work = Work(ticket, time.monotonic() + seconds)
        with self._lock:
            if self._taking:
                self._under_way.add(work)
                self._waiting.put(work)
            else:
                work.ended.set_result(Printed("not_printed", "gone"))
        return work.ended

    def tear_off(self) -> None:
        """Says that a program before this one was ended in the middle of a ticket: what hangs from the printer comes
        off before the next one. For any thread; nothing to do where tickets come off by themselves."""
        return

    def drop(self) -> None:
        """Gives up the ticket that is in hand and those that wait, as if their time were over. For any thread."""
        with self._lock:
            for work in self._under_way:
                work.until = -math.inf

    def run(self, duty: Duty) -> None:
        met = False
        try:
            while not duty.over:
                health = self.look()
                if health.usable and not met:
                    # One that cannot work answers nothing but how it is.
                    duty.meet(self.introduce())
                    met = True
                with self._lock:
                    self._taking = met
                duty.tell(health)
                try:
                    work = self._waiting.get(timeout=LOOK)
                except queue.Empty:
                    continue
                if work is not None:
                    self._do(work, duty)
                work = None  # what stands on it may be somebody's name
        finally:
            self._let_go()

    def wake(self) -> None:
        self._waiting.put(None)

    @abstractmethod
    def introduce(self) -> Introduction:
        """Asks the printer what it is.

        Raises:
            DeviceError: it has gone.
        """

    @abstractmethod
    def look(self) -> Health:
        """How the printer is. It is asked; nothing is guessed.

        Raises:
            DeviceError: it has gone, or does not answer.
        """

    @abstractmethod
    def carry_out(self, work: Work, duty: Duty) -> Printed:
        """Prints, and stays until it is through or cannot be any more.

        Raises:
            DeviceError: it has gone before anything was sent.
        """

    def _do(self, work: Work, duty: Duty) -> None:
        if not work.ended.set_running_or_notify_cancel():
            return  # nobody waits for it any more, so nobody would take it
        if time.monotonic() >= work.until:
            work.ended.set_result(Printed("not_printed", "too_late"))
            return
        try:
            health = self.look()
            duty.tell(health)
            ended = self.carry_out(work, duty) if health.usable else Printed("not_printed", health.reason)
        except DeviceError as error:
            work.ended.set_result(Printed("not_printed", error.code))
            raise
        except BaseException:
            work.ended.set_result(Printed("unknown", "driver_failed"))
            raise
        work.ended.set_result(ended)
        if ended.outcome == "unknown":
            # The line begins anew: an answer that comes late must not be taken for the next ticket's.
            raise Silent(ended.reason)

    def _let_go(self) -> None:
        """Answers everything that waits. Nobody can add to it any more."""
        with self._lock:
            self._taking = False
            while True:
                try:
                    work = self._waiting.get_nowait()
                except queue.Empty:
                    return
                if work is not None and work.ended.set_running_or_notify_cancel():
                    work.ended.set_result(Printed("not_printed", "gone"))
