"""What a driver is: plain blocking code that opens a device, stays with it, and lets go of it.

Theory of operation. A driver is made without touching anything. The supervisor then calls, on a thread of the
device's own, `open`, `run` and `close`, in this order and again after every error. `open` raises a `DeviceError` when
the device is not there. `run` returns when its duty is over, and raises one when the device goes. `close` may be
called at any time and twice, never raises, and leaves no file and no lock behind. Every call a driver makes is
bounded in time, so that a duty ends within two seconds of its being over. A driver shows that it does not hang by
asking whether its duty is over, and by everything else that it does with its duty; one that has not for long is left
where it is (see `devices.supervisor`).
"""

from __future__ import annotations

import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from pydantic import BaseModel, ConfigDict

from kiosk.domain.devices import Health, Kind


class Options(BaseModel):
    """What an operator sets for one device, beside its driver. A key that is not known is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


OptionsT = TypeVar("OptionsT", bound=Options)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a device that somebody has to see to: what is wrong, and what mends it."""

    problem: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Introduction:
    """What a device says it is. `simulated` when it says that it is a stand-in."""

    model: str = ""
    simulated: bool = False


class Duty:
    """A driver's one link to the house: what it tells, and when it ends.

    Args:
        told: called with each health, on the device's thread; only changes go further.
        met: called with what the device says it is, as soon as it has. Raises `NotForService` when it may not do this
            work, which the driver lets through.
    """

    def __init__(self, told: Callable[[Health], None], met: Callable[[Introduction], None]) -> None:
        self._told, self._met = told, met
        self._over = threading.Event()
        self.seen = time.monotonic()
        """When the driver last gave a sign of itself, by the monotonic clock; a rest is one until its end."""

    @property
    def over(self) -> bool:
        """Whether it is time to end. For the driver to ask."""
        self.sign()
        return self._over.is_set()

    @property
    def ended(self) -> bool:
        """The same, for everybody else."""
        return self._over.is_set()

    def sign(self) -> None:
        """The driver does not hang: for one that has work to do for long and nothing to tell."""
        self.seen = time.monotonic()

    def tell(self, health: Health) -> None:
        """Says how the device is."""
        self.sign()
        self._told(health)

    def meet(self, said: Introduction) -> None:
        """Says what the device says it is.

        Raises:
            NotForService: it may not do this work.
        """
        self.sign()
        self._met(said)

    def end(self) -> None:
        """Says that it is. For any thread."""
        self._over.set()

    def rest(self, seconds: float) -> bool:
        """Waits that long, or until it is time to end. Says whether it is."""
        self.seen = time.monotonic() + seconds
        return self._over.wait(seconds)


class Driver(ABC, Generic[OptionsT]):
    """One device. Making it does nothing."""

    kind: ClassVar[Kind]
    options_model: ClassVar[type[Options]]

    def __init__(self, options: OptionsT) -> None:
        self.options = options

    def check_config(self) -> list[Finding]:
        """What is wrong with the settings that can be seen without opening the device: a path that is not there, a
        user who may not open it."""
        return []

    @abstractmethod
    def open(self) -> None:
        """Takes the device.

        Raises:
            DeviceError: it is not there, or is not what it should be.
        """

    @abstractmethod
    def run(self, duty: Duty) -> None:
        """Stays with the device until the duty is over.

        Raises:
            DeviceError: it has gone.
        """

    @abstractmethod
    def close(self) -> None:
        """Lets go of it, in a safe state. At any time, twice is fine, never raises."""

    def wake(self) -> None:
        """Called on another thread when the duty is over, for a driver that waits for something else."""
        return
