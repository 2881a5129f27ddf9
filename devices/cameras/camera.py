"""What every camera does: one photo when somebody asks for it, and a look now and then at whether it could.

Theory of operation. A photo is asked for on any thread and taken on the device's own, one after the other; what waits
when the camera goes is answered at once. To know how it is, the camera is met every few seconds, and asked for a
picture much less often: only whether anything can be seen on that is remembered, and the picture is dropped as it is
read. Nothing a camera sends is ever written to a disk here.
"""

from __future__ import annotations

import queue
import threading
import time
from abc import abstractmethod
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import ClassVar, Final

from devices.cameras import pictures
from devices.contract import Driver, Duty, Introduction, OptionsT
from devices.errors import DeviceError
from devices.transports.stills import NotAPicture
from kiosk.domain.devices import Health, Kind, State
from kiosk.domain.photos import Photo, Taken

MET: Final = 2.0
"""Seconds between two looks at whether it is there."""

SEEN: Final = 60.0
"""Seconds between two looks at whether anything can be seen."""

COVERED: Final = 5.0
"""The same while nothing can be, and while what it sends is no picture."""

ANSWERS: Final = 4.0
"""Seconds a camera may take over a picture that nobody waits for."""

MANNERS: Final = 60.0
"""Seconds before a camera that would not have us is asked again: some shut out whoever tries often."""


@dataclass(slots=True)
class Wanted:
    """A photo that somebody waits for, until an instant of the monotonic clock."""

    until: float
    ended: Future[Taken] = field(default_factory=Future)


class Camera(Driver[OptionsT]):
    """A camera. `take` is for any thread, everything else for the device's own."""

    kind: ClassVar[Kind] = Kind.CAMERA

    def __init__(self, options: OptionsT) -> None:
        super().__init__(options)
        self._waiting: queue.SimpleQueue[Wanted | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._taking = False
        self._looked = 0.0

    def take(self, seconds: float) -> Future[Taken]:
        """Takes a photo. What came of it is known after that many seconds, and one or two for the line."""
        wanted = Wanted(time.monotonic() + seconds)
        with self._lock:
            if self._taking:
                self._waiting.put(wanted)
            else:
                wanted.ended.set_result(Taken(None, "gone"))
        return wanted.ended

    def run(self, duty: Duty) -> None:
        try:
            health, met = self._look(), False
            while not duty.over:
                if health.usable and not met:
                    duty.meet(self.introduce())
                    met = True
                with self._lock:
                    self._taking = met and health.usable
                duty.tell(health)
                health = self._next(health)
        finally:
            self._let_go()

    def wake(self) -> None:
        self._waiting.put(None)

    @abstractmethod
    def introduce(self) -> Introduction:
        """What the camera says it is, once it has sent a picture."""

    @abstractmethod
    def there(self) -> None:
        """Sees whether the camera can be met at all.

        Raises:
            DeviceError: it has gone.
        """

    @abstractmethod
    def picture(self, seconds: float) -> bytes:
        """A picture as the camera sends it, within that time and of a bounded size.

        Raises:
            DeviceError: it has gone, does not answer, or answers with something else.
        """

    def _next(self, before: Health) -> Health:
        """Does what is wanted next, and lets go of it: nothing in `run` keeps a photo while it waits."""
        try:
            wanted = self._waiting.get(timeout=MET)
        except queue.Empty:
            return self._again(before)
        return before if wanted is None else self._do(wanted, before)

    def _do(self, wanted: Wanted, before: Health) -> Health:
        if not wanted.ended.set_running_or_notify_cancel():
            return before
        left = wanted.until - time.monotonic()
        if left <= 0:
            wanted.ended.set_result(Taken(None, "too_late"))
            return before
        try:
            photo, health = self._photo(left)
        except DeviceError as error:
            wanted.ended.set_result(Taken(None, error.code))
            raise
        except BaseException:
            wanted.ended.set_result(Taken(None, "driver_failed"))
            raise
        wanted.ended.set_result(Taken(photo, health.reason))
        return health

    def _again(self, before: Health) -> Health:
        """How it is when nobody wanted anything for a while."""
        match before.state:
            case State.ONLINE:
                pause = SEEN
            case State.FAILED:
                pause = MANNERS
            case _:
                pause = COVERED
        if time.monotonic() - self._looked >= pause:
            return self._look()
        if before.usable:
            self.there()
        return before

    def _look(self) -> Health:
        self._looked = time.monotonic()
        try:
            return self._photo(ANSWERS)[1]
        except DeviceError as error:
            if error.state is not State.FAILED and not isinstance(error, NotAPicture):
                raise
            # It is there: opened anew, it would be asked for as much again every two seconds.
            return error.health

    def _photo(self, seconds: float) -> tuple[Photo | None, Health]:
        """A photo; none, where nothing can be seen on it."""
        photo, seen = pictures.read(self.picture(seconds))
        return (photo, Health(State.ONLINE)) if seen else (None, Health(State.DEGRADED, ("covered",)))

    def _let_go(self) -> None:
        """Answers everybody who waits. Nobody can add to them any more."""
        with self._lock:
            self._taking = False
            while True:
                try:
                    wanted = self._waiting.get_nowait()
                except queue.Empty:
                    return
                if wanted is not None and wanted.ended.set_running_or_notify_cancel():
                    wanted.ended.set_result(Taken(None, "gone"))
