"""Says that the screen is alive, and only when it has drawn: a timer that runs says nothing of what people see.

Now and then a frame is asked for. The one beat that it is worth comes on the pass after it was presented: a display
that never comes back from presenting gets none, nor do screens that no longer draw.
"""

from __future__ import annotations

from collections.abc import Callable

from kivy.clock import Clock
from kivy.core.window import Window


def keep(seconds: float, beat: Callable[[], None]) -> None:
    """Has every so many seconds a frame drawn, and calls back when it is on the screen. On Kivy's thread."""

    def drawn(*_: object) -> None:
        Window.unbind(on_flip=drawn)
        Clock.schedule_once(lambda _seconds: beat(), 0)

    def ask(_seconds: float) -> None:
        # Who binds last is told first: the frame may be presented in part, and then nobody after is told.
        Window.unbind(on_flip=drawn)
        Window.bind(on_flip=drawn)
        Window.canvas.ask_update()

    Clock.schedule_interval(ask, seconds)
