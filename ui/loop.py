"""Kivy's clock, asleep until something happens.

Stock Kivy wakes sixty times a second and hands a press to the widgets one or two frames after it was made. Here the
clock sleeps in `SDL_WaitEventTimeout` until input arrives, a timer is due or another thread wakes it; then it reads
the input first and draws in the same pass. Idle, it uses no processor at all; while something moves it runs at 60
frames a second.

Theory of operation. `Clock.idle` is the one place in which Kivy waits, so that is what `install` replaces, on the
clock's own instance. SDL is told to leave the event it found in its queue (a null pointer), so Kivy's window still
reads every event itself and none is swallowed. Kivy would read them at the end of a frame too, hand them over and go
to sleep on
them: so they are read in one place only, when the clock wakes. A thread that schedules on the clock wakes it through
`Clock.on_schedule`, which Kivy calls for every event that is scheduled.

Source: SDL 2.30 wiki, SDL_WaitEventTimeout, SDL_PeepEvents and SDL_RegisterEvents; kivy/clock.py and kivy/base.py,
2.3.1.
"""

from __future__ import annotations

import ctypes
import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kivy.base import EventLoop
from kivy.cache import Cache
from kivy.clock import Clock, ClockEvent
from kivy.input.factory import MotionEventFactory

FRAME = 1 / 60
"""Seconds between frames while something moves."""

LONGEST = 600.0
"""Seconds after which the clock looks up even if nothing is due."""

_ADD_EVENT = 0
_NO_MORE_EVENT_TYPES = 0xFFFFFFFF
_TOUCH_PROVIDERS = ("mtdev", "hidinput")


class _Event(ctypes.Structure):
    """An `SDL_Event` of which only the type matters; the union is 56 bytes, with room to spare."""

    _fields_ = (("type", ctypes.c_uint32), ("rest", ctypes.c_uint8 * 124))


class Sdl:
    """The waiting half of the SDL that Kivy's window already runs on."""

    def __init__(self) -> None:
        self._sdl = ctypes.CDLL(str(_loaded_library()))
        self._sdl.SDL_WaitEventTimeout.argtypes = [ctypes.c_void_p, ctypes.c_int]
        self._sdl.SDL_PeepEvents.argtypes = [
            ctypes.c_void_p,
            ctypes.c_int,
            ctypes.c_int,
            ctypes.c_uint32,
            ctypes.c_uint32,
        ]
        self._sdl.SDL_RegisterEvents.restype = ctypes.c_uint32
        kind = self._sdl.SDL_RegisterEvents(1)
        if kind == _NO_MORE_EVENT_TYPES:
            raise OSError("SDL has no event type left")
        self._event = _Event(type=kind)

    def wait(self, seconds: float) -> bool:
        """Sleeps until an event is in the queue, and leaves it there; `False` when the time was up first."""
        return bool(self._sdl.SDL_WaitEventTimeout(None, max(1, -int(-seconds * 1000 // 1))))

    def wake(self) -> None:
        """Ends the wait of another thread.

        The event goes straight into the queue. `SDL_PushEvent` would first call Kivy's event filter under a lock and
        ask for Python's; a main thread that holds Python's and asks for the lock would then stand still for good.
        """
        self._sdl.SDL_PeepEvents(ctypes.byref(self._event), 1, _ADD_EVENT, 0, 0)


class Sleeper:
    """Stands in for `Clock.idle`. Made on the Kivy thread.

    Args:
        read: hands the events in SDL's queue to Kivy.
    """

    def __init__(self, sdl: Sdl, read: Callable[[], None]) -> None:
        self._sdl = sdl
        self._read = read
        self._inside = False
        self._thread = threading.get_ident()
        self._woken = False

    def wake(self) -> None:
        """Ends the sleep, from any thread. Waking twice costs one event."""
        if not self._woken:
            self._woken = True
            self._sdl.wake()

    def on_schedule(self, _event: ClockEvent) -> None:
        """Kivy scheduled something; a sleeping clock must hear of it when another thread did."""
        if threading.get_ident() != self._thread:
            self.wake()

    def idle(self) -> float:
        """Sleeps if there is nothing to do, reads the input, and answers with the time of this frame."""
        if not self._inside:  # Kivy draws from within SDL's wait when the window's size changes
            self._inside = True
            try:
                self._wait()
            finally:
                self._inside = False
        now: float = Clock.time()
        Clock._dt = now - Clock._last_tick
        Clock._last_tick = now
        return now

    def _wait(self) -> None:
        self._woken = False
        remaining = self._remaining()
        if remaining > 0:
            self._sdl.wait(remaining)
        self._read()

    def _remaining(self) -> float:
        """Seconds that may be slept now; 0 when something is due."""
        window = EventLoop.window
        if EventLoop.quit or (window is not None and window.canvas.needs_redraw) or Clock.get_before_frame_events():
            return 0
        due = Clock.get_min_timeout()
        if not due:
            events = Clock.get_events()
            if any(event.timeout <= 0 and not event.loop for event in events):
                return 0
            due = Clock._last_tick + FRAME
        return min(max(float(due - Clock.time()), 0.0), LONGEST)


class WakingQueue:
    """The queue between a touch driver's thread and Kivy: what is put in wakes the clock."""

    def __init__(self, queue: deque[Any], wake: Callable[[], None]) -> None:
        self._queue = queue
        self._wake = wake

    def append(self, item: object) -> None:
        self._queue.append(item)
        self._wake()


def install() -> Callable[[], None]:
    """Puts Kivy's clock to sleep between events. Called once, with the window open and before input starts.

    Returns:
        What wakes it from any thread. Scheduling on the clock does so by itself.

    Raises:
        OSError: Kivy's window does not run on SDL 2.
    """
    window = EventLoop.window
    if window is None:
        raise OSError("no window is open")
    sleeper = Sleeper(Sdl(), window.mainloop)
    window.mainloop = lambda: None
    Clock.idle = sleeper.idle
    Clock.on_schedule = sleeper.on_schedule
    for name in _TOUCH_PROVIDERS:
        if provider := MotionEventFactory.get(name):
            MotionEventFactory.register(name, _waking(provider, sleeper.wake))
    # Kivy looks for outdated pictures once a second. Foyer keeps none that grow old, and a session's end empties them
    # all.
    Clock.unschedule(Cache._purge_by_timeout)
    return sleeper.wake


def _waking(provider: type, wake: Callable[[], None]) -> type:
    """A touch driver whose thread wakes the clock with every touch."""

    class Waking(provider):
        def _thread_run(self, **kwargs: Any) -> None:
            super()._thread_run(**{**kwargs, "queue": WakingQueue(kwargs["queue"], wake)})

    return Waking


def _loaded_library() -> Path:
    """The very SDL that is loaded: a second copy would have its own, empty queue."""
    for line in Path("/proc/self/maps").read_text().splitlines():
        path = Path(line.split(maxsplit=5)[-1])
        if path.name.startswith("libSDL2-2"):
            return path
    raise OSError("no SDL 2 is loaded")
