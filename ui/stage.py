"""The window and all that lives in it, put together and taken apart in order."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from gettext import NullTranslations

from kivy.app import App
from kivy.base import EventLoop, ExceptionManager
from kivy.clock import Clock
from kivy.core.window import Window
from kivy.properties import ObjectProperty
from kivy.uix.widget import Widget

from kiosk import events
from kiosk.domain.ease import PATIENCE, PLAIN
from kiosk.domain.readers import Shown
from kiosk.domain.site import Logo
from kiosk.interfaces.speech import Speech
from kiosk.terminal.settings import ScreenSettings
from ui import glx, loop
from ui.bridge import Bridge
from ui.corner import Corner
from ui.crash import CrashHandler
from ui.damage import damage
from ui.desk import Terminal, TerminalDesk
from ui.exploring import Finger
from ui.keys import Key, Keys
from ui.presenters.journey import Journey
from ui.presenters.reading import Reader
from ui.roll_calls import TerminalRolls
from ui.router import Router
from ui.scanning import Switch
from ui.semantics import LiveTree
from ui.staff import TerminalStaff
from ui.theme import plates
from ui.theme.colour import ColourRefused
from ui.theme.emblem import Emblem
from ui.theme.tokens import Palette, Tokens
from ui.wedge import Wedge

LAST_LOOK = 1.0
"""Seconds for which staff see that the program ends."""

SMALLEST = 15.0
"""Inches of the smallest panel that the steps are laid out for. On a smaller one everything is as much smaller as it
is: letters of their full size would not leave room for the words."""


class Stage(App):
    """The screens, running. `theme` is what the rules of every widget look at.

    Args:
        terminal: started.
        telephone: the council's number from this machine's own settings.
        speech: reads the screens out for whoever wants that.
    """

    theme = ObjectProperty(None, rebind=True)
    logo = ObjectProperty(None, allownone=True)
    """The council's, as a picture; `None` while there is none."""

    def __init__(
        self,
        terminal: Terminal,
        screen: ScreenSettings,
        catalogues: Mapping[str, NullTranslations],
        telephone: str | None,
        speech: Speech,
    ) -> None:
        super().__init__(title="Foyer", kv_file="")
        self.tree = LiveTree()
        self._terminal = terminal
        self._screen = screen
        self._catalogues = catalogues
        self._brand: object = None
        self._logo: Logo | None = None
        self._drawn = False
        self._inches = self._panel_inches()
        self._ease = PLAIN
        self._closed = False
        self._ended = False
        self._wake: Callable[[], None] = loop.install() if screen.loop == "event" else lambda: None
        self.theme = self._tokens(Palette())
        Window.render_context.shader.fs = plates.COPY
        self._dress()
        self.bridge = Bridge(terminal.loop, terminal.bus)
        self.again = False
        """Whether the program shall begin anew once it has ended."""
        staff = TerminalStaff(terminal, speech, catalogues, may_exit=screen.staff_exit, leave=self._leave)
        rolls = TerminalRolls(terminal.rolls, speech, catalogues, self.bridge.call)
        desk = TerminalDesk(terminal, self.bridge, lambda: self.router.changed(), telephone, speech, staff, rolls)
        # Until the journal has said, it speaks as its settings say.
        self.bridge.ask(terminal.staff_door.loudness(), staff.heard, lambda _error: None)
        known = terminal.catalogue
        self.journey = Journey(
            desk,
            language=known.site.languages[0] if known else "en",
            idle_s=screen.idle_warning,
            countdown_s=screen.idle_countdown,
        )
        self._speech = speech
        self.reader = Reader(speech)
        self.root = Widget()
        self.router = Router(
            self.root,
            self.theme,
            self.journey,
            catalogues,
            self.tree,
            self.reader,
            still=screen.reduced_motion,
            dress=self._suit,
        )
        self._crash_handler = CrashHandler(self.router.crashed)

    def on_theme(self, _self: Stage, theme: Tokens) -> None:
        """Clears every frame with the colour of the paper, in place of a rectangle as large as the window."""
        Window.clearcolor = theme.palette.paper

    def _knock(self) -> None:
        """Staff want in."""
        self.router.key(Key.STAFF)

    def _leave(self, again: bool) -> None:
        """Ends the program for staff, once they have seen that it ends."""
        self.again = again
        Clock.schedule_once(lambda _seconds: self.end(), LAST_LOOK)

    def wake(self) -> None:
        """Ends the clock's sleep, from any thread."""
        self._wake()

    def end(self) -> None:
        """Ends the loop after the frame under way. Safe in a signal handler: it takes no lock that the frame may
        hold."""
        self._ended = True
        EventLoop.quit = True
        self._wake()

    def when_drawn(self, callback: Callable[[], None]) -> None:
        """Calls back once, when a picture has been put on the screen."""

        def flipped(*_: object) -> None:
            Window.unbind(on_flip=flipped)
            Clock.schedule_once(lambda _seconds: callback(), 0)

        Window.bind(on_flip=flipped)

    def on_start(self) -> None:
        # Kivy forgets, when its loop begins, an end that was asked for before.
        Clock.schedule_once(lambda _seconds: self.end() if self._ended else None, 0)
        self._switch = Switch(self.journey, self.router, self.tree, self._catalogues, lambda: self.reader.on)
        self._wedge = Wedge(
            self._switch.key,
            self._switch.type,
            waiting=lambda: self.journey.session is None,
            scanned=lambda code: self.router.shown(Shown("code", "keys", time.monotonic(), text=code)),
        )
        self._keys = Keys(Window, self._wedge.key, self._wedge.type, self._screen.switch)
        self._finger = Finger(
            Window,
            self.tree,
            wanted=lambda: self.reader.on,
            patience=lambda: PATIENCE if self._ease.slow else 1,
            touched=self.reader.hush,
            hear=self.router.hear,
            act=self.router.act,
        )
        self._corner = Corner(Window, lambda: self.theme.target, self.journey.knockable, self._knock)
        self.router.listen(self.bridge)
        self._speech.when_plugged(
            lambda plugged: Clock.schedule_once(lambda _seconds: self.router.headphones(plugged), 0)
        )
        ExceptionManager.add_handler(self._crash_handler)
        damage.begin(glx.copy_of_a_rectangle() if self._screen.partial_frames else None)
        self.router.draw()
        self.when_drawn(self._first_drawn)
        events.log("screen.started", width=self.theme.width, height=self.theme.height, loop=self._screen.loop)

    def _first_drawn(self) -> None:
        """The first picture is on the screen: now for what was left out of it."""
        self._drawn = True
        if self._logo is not None:
            self.logo = Emblem(self._logo, smooth=True)
        self.router.warm()

    def on_stop(self) -> None:
        """Puts everything away, in the reverse order of its making. Kivy may call this twice."""
        if self._closed:
            return
        self._closed = True
        damage.close()
        self.router.close()
        self.bridge.close()
        self._corner.close()
        self._finger.close()
        self._keys.close()
        self._switch.close()
        ExceptionManager.remove_handler(self._crash_handler)
        events.log("screen.stopped")

    def open_settings(self, *_: object) -> bool:
        """Kivy's own settings are not for visitors."""
        return False

    def _tokens(self, palette: Palette) -> Tokens:
        width, height = (int(length) for length in Window.size)
        self._palette = palette
        return Tokens(width, height, self._inches, palette, self._ease, self._middle())

    def _middle(self) -> float:
        """Millimetres from the floor to the middle of the panel: staff know better than the settings."""
        details = self._terminal.details
        return (details.mounting_height_mm if details is not None else None) or self._screen.mounting_height_mm

    def _panel_inches(self) -> float:
        """The panel's diagonal: what staff say of this terminal counts more than what its settings say."""
        details = self._terminal.details
        said = details.panel_inches if details is not None else None
        return max(said or self._screen.diagonal_inches, SMALLEST)

    def _measure(self) -> None:
        """Takes note that the panel is of another size than was thought."""
        inches = self._panel_inches()
        if inches != self._inches:
            self._inches = inches
            self.theme = self._tokens(self._palette)

    def _suit(self) -> None:
        """Follows what the person wants, and once nobody is there what the hub has said since the last drawing: for
        another size and for other colours everything is made anew."""
        self._please()
        if self.journey.session is not None:
            return
        before = self.theme
        self._measure()
        self._dress()
        if self.theme is not before:
            self.router.measure(self.theme)

    def _please(self) -> None:
        """Makes the screen as the person at it wants it, and as it was when they are gone."""
        if self.journey.ease != self._ease:
            self._ease = self.journey.ease
            self.theme = self._tokens(self._palette)
            self.router.suit(self.theme)

    def _dress(self) -> None:
        """Puts on the council's colours and logo when its catalogue brings others."""
        known = self._terminal.catalogue
        brand, logo = (known.site.brand, known.site.logo) if known else (None, None)
        if logo != self._logo:
            self._logo = logo
            self.logo = None if logo is None else Emblem(logo, smooth=self._drawn)
        if brand == self._brand:
            return
        self._brand = brand
        palette = Palette()
        try:
            self.theme = self._tokens(
                palette.with_brand(brand.colour, brand.dark, brand.accent) if brand else palette
            )
        except ColourRefused:
            events.log("screen.brand_refused")
