"""A window with a word on a rectangle that changes colour when it is pressed, asleep between events: the least Kivy
can do.

    python -m tests.bench.bare_kivy WIDTH HEIGHT

Prints a line when its first picture is on the screen.
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading


def main(width: int, height: int) -> None:
    """Opens the window and stays until it is killed."""
    os.environ |= {
        "KIVY_NO_ARGS": "1",
        "KIVY_NO_CONSOLELOG": "1",
        "KIVY_NO_FILELOG": "1",
        "KIVY_HOME": tempfile.mkdtemp(),
    }
    from kivy.config import Config

    Config.set("input", "mouse", "mouse,disable_multitouch")
    for name, value in {
        "width": width,
        "height": height,
        "borderless": 1,
        "position": "custom",
        "left": 0,
        "top": 0,
    }.items():
        Config.set("graphics", name, value)
    from kivy.app import App
    from kivy.clock import Clock
    from kivy.core.window import Window
    from kivy.graphics import Color, Rectangle
    from kivy.uix.label import Label
    from kivy.uix.widget import Widget

    from ui import loop

    class Pressed(Widget):
        """Blue, or red while it is held."""

        def __init__(self) -> None:
            super().__init__()
            with self.canvas:
                self._colour = Color(0, 0, 1)
                Rectangle(pos=(0, 0), size=Window.size)
            self.add_widget(Label(text="Welcome", font_size=88, size=Window.size))

        def on_touch_down(self, *_: object) -> bool:
            self._colour.rgb = (1, 0, 0)
            return True

        def on_touch_up(self, *_: object) -> bool:
            self._colour.rgb = (0, 0, 1)
            return True

    class Bare(App):
        def build(self) -> Widget:
            return Pressed()

        def on_start(self) -> None:
            loop.install()
            Clock.schedule_once(lambda _: Window.bind(on_flip=self.shown))

        def shown(self, *_: object) -> None:
            Window.unbind(on_flip=self.shown)
            threading.Thread(target=print, args=("shown",), kwargs={"flush": True}).start()

    Bare().run()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
