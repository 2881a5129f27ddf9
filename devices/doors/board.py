"""What every board with relays and inputs does: one bounded pulse at a time on each relay, and contacts in between.

Theory of operation. Everything is off when the board is opened, when it is closed, and whenever it could not be told
what it did. A pulse is asked for once: it is never tried again, and what waits when the board goes is answered at
once and never done later. A board that has a timer is told how long, and ends the pulse itself whatever becomes of
us; with another, the thread here ends it, and what that cannot promise stands in docs/devices. A contact counts when
it has been read twice alike.
"""

from __future__ import annotations

import queue
import threading
import time
from abc import abstractmethod
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from typing import ClassVar, Final

from devices.contract import Driver, Duty, Introduction, OptionsT
from devices.errors import DeviceError
from kiosk.domain.devices import Health, Kind, State
from kiosk.domain.doors import Released

LOOK = 0.1
"""Seconds between two looks at the inputs."""

START = 1.0
"""Seconds after which a pulse that has not begun never does: nobody stands there any more."""

LONGEST: Final = 30.0
"""Seconds a pulse lasts at most, whoever asks."""

AFTER = 0.6
"""Seconds after its time in which a board has to have ended a pulse."""

STUCK = Health(State.FAILED, ("stuck_on",))
WELL = Health(State.ONLINE)

Contacts = tuple[bool | None, ...]
"""Whether each input is closed, in their order; `None` while nobody can tell."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a board says: its inputs, and its relays where it can be asked for them."""

    inputs: tuple[bool, ...] = ()
    relays: tuple[bool, ...] | None = None


@dataclass(slots=True)
class Work:
    channel: int
    seconds: float
    until: float
    ended: Future[Released] = field(default_factory=Future)


class Board(Driver[OptionsT]):
    """One board. `release`, `contacts` and `when_contacts` are for any thread, everything else for the device's own.

    Attributes:
        relays, inputs: how many it has; relays are counted from 1.
        timed: whether the board itself ends a pulse.
    """

    kind: ClassVar[Kind] = Kind.RELAY
    relays: int = 0
    inputs: int = 0
    timed: bool = False

    def __init__(self, options: OptionsT) -> None:
        super().__init__(options)
        self.now: Callable[[], float] = time.monotonic
        self._waiting: queue.SimpleQueue[Work | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._taking = False
        self._told: Callable[[], None] = lambda: None
        self.contacts: Contacts = ()
        self._before: tuple[bool, ...] = ()
        self._until: dict[int, float] = {}
        """When the pulse on each relay is over, on our clock."""
        self._stuck = 0

    def when_contacts(self, told: Callable[[], None]) -> None:
        """Calls back, on the device's thread, when a contact is not what it was. To be said before it is opened."""
        self._told = told

    def release(self, channel: int, seconds: float) -> Future[Released]:
        """One pulse. Whether it has begun is known within two seconds; the rest of it is not waited for."""
        work = Work(channel, min(seconds, LONGEST), self.now() + START)
        with self._lock:
            if not 1 <= channel <= self.relays:
                work.ended.set_result(Released("not_released", "no_relay"))
            elif self._taking:
                self._waiting.put(work)
            else:
                work.ended.set_result(Released("not_released", "gone"))
        return work.ended

    def run(self, duty: Duty) -> None:
        try:
            duty.meet(self.introduce())
            with self._lock:
                self._taking = True
            while not duty.over:
                duty.tell(self.look())
                with suppress(queue.Empty):
                    if (work := self._waiting.get(timeout=self._rest())) is not None:
                        self.begin(work)
        finally:
            self._let_go()

    def look(self) -> Health:
        """Ends what is due, and reads everything. Gives how the board is.

        Raises:
            DeviceError: it has gone, or does not answer.
        """
        self._end_due()
        found = self.read()
        if found.inputs == self._before and found.inputs != self.contacts:
            self.contacts = found.inputs
            self._told()
        self._before = found.inputs
        if found.relays is None:
            return WELL
        idle = [at for at, on in enumerate(found.relays, 1) if on and at not in self._until]
        # Once, the board may just not have got to it.
        self._stuck = self._stuck + 1 if idle else 0
        for channel in idle:
            self.switch_off(channel)
        return STUCK if self._stuck > 1 else WELL

    def begin(self, work: Work) -> None:
        """Begins a pulse and says so.

        Raises:
            DeviceError: nobody knows whether it did; the board begins anew, with everything off.
        """
        if not work.ended.set_running_or_notify_cancel():
            return  # nobody waits for it any more
        if refusal := self._refusal(work):
            work.ended.set_result(Released("not_released", refusal))
            return
        self._until[work.channel] = self.now() + work.seconds + (AFTER if self.timed else 0.0)
        try:
            ended = self.pulse(work.channel, work.seconds)
        except DeviceError as error:
            work.ended.set_result(Released("unknown", error.code))
            raise
        except BaseException:
            work.ended.set_result(Released("unknown", "driver_failed"))
            raise
        if ended.outcome == "not_released":
            del self._until[work.channel]
        work.ended.set_result(ended)

    def wake(self) -> None:
        self._waiting.put(None)

    def introduce(self) -> Introduction:
        """Asks the board what it is.

        Raises:
            DeviceError: it has gone.
        """
        return Introduction()

    @abstractmethod
    def read(self) -> Reading:
        """Asks the board.

        Raises:
            DeviceError: it has gone, or does not answer.
        """

    @abstractmethod
    def pulse(self, channel: int, seconds: float) -> Released:
        """Switches a relay on, for that long where the board counts. Asked once, and never again by itself.

        Raises:
            DeviceError: nobody knows whether it did.
        """

    @abstractmethod
    def switch_off(self, channel: int) -> None:
        """Switches a relay off. More often than needed is fine.

        Raises:
            DeviceError: nobody knows whether it did.
        """

    def _refusal(self, work: Work) -> str:
        """Why a pulse does not begin; empty when it may."""
        if self.now() >= work.until:
            return "too_late"
        if work.channel in self._until:
            return "under_way"
        return "stuck_on" if self._stuck > 1 else ""

    def _end_due(self) -> None:
        now = self.now()
        for channel in [channel for channel, until in self._until.items() if now >= until]:
            if not self.timed:
                self.switch_off(channel)
            del self._until[channel]

    def _rest(self) -> float:
        due = min(self._until.values(), default=float("inf")) - self.now()
        return max(0.001, min(LOOK, due))

    def _let_go(self) -> None:
        """Answers everything that waits. Nobody can add to it any more; and nobody knows how a contact is."""
        with self._lock:
            self._taking = False
            while True:
                try:
                    work = self._waiting.get_nowait()
                except queue.Empty:
                    break
                if work is not None and work.ended.set_running_or_notify_cancel():
                    work.ended.set_result(Released("not_released", "gone"))
        self._until.clear()
        self._before, self._stuck = (), 0
        if self.contacts:
            self.contacts = ()
            self._told()
