"""The window, and what holds for all that is drawn in it: its colours, its measures and its loop.

It knows nothing of a terminal, so that it can be opened, and a picture be on it, while the terminal is still being
read from the disk.
"""

from __future__ import annotations

from collections.abc import Callable

from kivy.app import App
from kivy.base import EventLoop, runTouchApp, stopTouchApp
from kivy.clock import Clock
from kivy.core.window import Window
from kivy.properties import ObjectProperty
from kivy.uix.widget import Widget

from kiosk import events
from kiosk.domain.ease import PLAIN, Ease
from kiosk.domain.site import Brand, Logo
from ui import glx, loop
from ui.damage import damage
from ui.greeting import Greeting, Panel
from ui.screens.front import Front
from ui.theme import plates
from ui.theme.colour import ColourRefused
from ui.theme.emblem import Emblem
from ui.theme.tokens import Palette, Tokens
from ui.widgets.block import Say


class Glass(App):
    """The window, open. `theme` is what the rules of every widget look at.

    Args:
        inches: the panel's diagonal.
        middle: millimetres from the floor to the middle of the panel.

    Attributes:
        root: holds the screens, which `front` puts into it.
    """

    theme = ObjectProperty(None, rebind=True)
    logo = ObjectProperty(None, allownone=True)
    """The council's, as a picture; `None` while there is none."""

    def __init__(self, panel: Panel, inches: float, middle: float) -> None:
        super().__init__(title="Foyer", kv_file="")
        self.panel = panel
        self._inches, self._middle = inches, middle
        self._palette, self._ease = Palette(), PLAIN
        self._brand: Brand | None = None
        self._logo: Logo | None = None
        self._smooth = self._begun = self._ended = False
        self._wake: Callable[[], None] = loop.install() if panel.loop == "event" else lambda: None
        self._renew()
        Window.render_context.shader.fs = plates.COPY
        self.root = Widget()
        self.front = Front(self.root, self.theme)

    # --- how it looks ---

    def dress(self, brand: Brand | None, logo: Logo | None) -> None:
        """Puts on the council's colours and its logo, where they are others than before."""
        if logo != self._logo:
            self._logo = logo
            self.logo = None if logo is None else Emblem(logo, smooth=self._smooth)
        if brand == self._brand:
            return
        self._brand, palette = brand, Palette()
        try:
            self._palette = palette.with_brand(brand.colour, brand.dark, brand.accent) if brand else palette
        except ColourRefused:
            events.log("screen.brand_refused")
        else:
            self._renew()

    def measure(self, inches: float, middle: float) -> None:
        """Takes note of how large the panel is and how high it hangs, where that is not what was thought."""
        if (inches, middle) != (self._inches, self._middle):
            self._inches, self._middle = inches, middle
            self._renew()

    def suit(self, ease: Ease) -> bool:
        """Makes everything as the person at the screen wants it; says whether that is another way than before."""
        if ease == self._ease:
            return False
        self._ease = ease
        self._renew()
        return True

    def smooth(self) -> None:
        """From now on the edges of the logo are drawn smoothly, which takes as long as the rest of the picture."""
        self._smooth = True
        if self._logo is not None:
            self.logo = Emblem(self._logo, smooth=True)

    def on_theme(self, _self: Glass, theme: Tokens) -> None:
        """Clears every frame with the colour of the paper, in place of a rectangle as large as the window."""
        Window.clearcolor = theme.palette.paper

    def _renew(self) -> None:
        width, height = (int(length) for length in Window.size)
        self.theme = Tokens(width, height, self._inches, self._palette, self._ease, self._middle)

    # --- its life ---

    def greet(self, greeting: Greeting, say: Say) -> None:
        """Shows a welcome; what is pressed on it is kept for whoever follows the front."""
        self.dress(greeting.brand, greeting.logo)
        self.front.measure(self.theme)
        self.begin()
        self.front.greet(greeting.view, say, greeting.held)

    def begin(self) -> None:
        """Input is heard from now on. Twice is fine."""
        if self._begun:
            return
        self._begun = True
        self._run_prepare()
        runTouchApp(embedded=True)
        damage.begin(glx.copy_of_a_rectangle() if self.panel.partial_frames else None)

    def turn(self) -> None:
        """One turn of the loop: sleeps until something happens, hears it, and draws."""
        EventLoop.idle()
        Window.mainloop()  # which reads the input, unless the loop has read it

    def run(self) -> None:
        """Turns until the end."""
        self.begin()
        EventLoop.quit = self._ended  # an end that was asked for before the loop began, Kivy forgets
        try:
            EventLoop.mainloop()
        finally:
            stopTouchApp()
        self._stop()

    def wake(self) -> None:
        """Ends the clock's sleep, from any thread."""
        self._wake()

    def end(self) -> None:
        """Ends the loop after the frame under way. Safe in a signal handler: it takes no lock that the frame may
        hold."""
        self._ended = EventLoop.quit = True
        self._wake()

    def when_drawn(self, callback: Callable[[], None]) -> None:
        """Calls back once, when a picture has been put on the screen."""

        def flipped(*_: object) -> None:
            Window.unbind(on_flip=flipped)
            Clock.schedule_once(lambda _seconds: callback(), 0)

        Window.bind(on_flip=flipped)
        Window.canvas.ask_update()

    def open_settings(self, *_: object) -> bool:
        """Kivy's own settings are not for visitors."""
        return False
