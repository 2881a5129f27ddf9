"""What goes on behind the glass, put together and taken apart in order."""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import partial
from gettext import NullTranslations
from pathlib import Path

from kivy.base import ExceptionManager
from kivy.clock import Clock
from kivy.core.window import Window
from kivy.uix.widget import Widget

from kiosk import events
from kiosk.domain.ease import PATIENCE
from kiosk.domain.readers import Shown
from kiosk.interfaces.speech import Speech
from kiosk.terminal.settings import ScreenSettings
from ui import greeting
from ui.bridge import Bridge
from ui.corner import Corner
from ui.crash import CrashHandler
from ui.damage import damage
from ui.desk import Terminal, TerminalDesk
from ui.exploring import Finger
from ui.glass import Glass
from ui.greeting import Greeting
from ui.keys import Key, Keys
from ui.presenters import attract
from ui.presenters.journey import Journey
from ui.presenters.reading import Reader
from ui.roll_calls import TerminalRolls
from ui.router import Router
from ui.scanning import Switch
from ui.semantics import LiveTree
from ui.staff import TerminalStaff
from ui.theme.tokens import Tokens
from ui.wedge import Wedge

LAST_LOOK = 1.0
"""Seconds for which staff see that the program ends."""

SMALLEST = 15.0
"""Inches of the smallest panel that the steps are laid out for. On a smaller one everything is as much smaller as it
is: letters of their full size would not leave room for the words."""


class Stage:
    """The screens, running.

    Args:
        glass: the window; it may greet already.
        terminal: started.
        telephone: the council's number from this machine's own settings.
        speech: reads the screens out for whoever wants that.
        keeps: the folder in which it is kept what the next start greets with.
    """

    def __init__(
        self,
        glass: Glass,
        terminal: Terminal,
        screen: ScreenSettings,
        catalogues: Mapping[str, NullTranslations],
        telephone: str | None,
        speech: Speech,
        keeps: Path | None,
    ) -> None:
        self.tree = LiveTree()
        self.wake, self.end, self.when_drawn = glass.wake, glass.end, glass.when_drawn
        self._glass = glass
        self._terminal = terminal
        self._screen = screen
        self._catalogues = catalogues
        self._closed = False
        self._keeps = keeps
        self._kept: Greeting | None = None
        if keeps is not None:
            greeting.keep(keeps, None)  # until there is a welcome again
        self._measure()
        self._dress()
        glass.front.measure(self.theme)
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
        self.router = Router(
            glass.front,
            self.journey,
            catalogues,
            self.tree,
            self.reader,
            still=screen.reduced_motion,
            dress=self._suit,
        )
        self._crash_handler = CrashHandler(self.router.crashed)

    @property
    def theme(self) -> Tokens:
        """The measures and colours of everything."""
        theme: Tokens = self._glass.theme
        return theme

    @property
    def root(self) -> Widget:
        """Holds the screens."""
        return self._glass.root

    def run(self) -> None:
        """Serves whoever comes until the end."""
        self._glass.begin()
        self._begin()
        self._glass.bind(on_stop=lambda _glass: self._close())
        self._glass.run()

    def _knock(self) -> None:
        """Staff want in."""
        self.router.key(Key.STAFF)

    def _leave(self, again: bool) -> None:
        """Ends the program for staff, once they have seen that it ends."""
        self.again = again
        Clock.schedule_once(lambda _seconds: self.end(), LAST_LOOK)

    def _begin(self) -> None:
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
            patience=lambda: PATIENCE if self.journey.ease.slow else 1,
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
        pressed = self._glass.front.early()
        self.router.draw()
        self._unkept = self.tree.listen(lambda _picture: self._keep())
        for node in pressed:
            if self.router.holds(node):
                self.router.press(node)
                self.router.draw()
        self.when_drawn(self._first_drawn)
        events.log("screen.started", width=self.theme.width, height=self.theme.height, loop=self._screen.loop)

    def _first_drawn(self) -> None:
        """The first picture is on the screen: now for what was left out of it."""
        self._glass.smooth()
        self.router.warm()

    def _keep(self) -> None:
        """Keeps what the next start greets with: the welcome that whoever comes finds now, if they find one."""
        served = self.journey.session is not None and self._terminal.service.state == "in_service"
        if self._keeps is None or served:
            return
        view, known = self.journey.view(), self._terminal.catalogue
        wanted: Greeting | None = None
        if view.name == greeting.SHOWN and known is not None:
            if view.language != view.languages[0]:
                return  # somebody has just chosen another
            wanted = Greeting(
                self._glass.panel,
                self._panel_inches(),
                self._middle(),
                known.site.brand,
                known.site.logo,
                attract.lasting(view),
                self._glass.front.said,
            )
        if wanted != self._kept:
            self._kept = wanted
            self.bridge.call(partial(greeting.keep, self._keeps, wanted))

    def _close(self) -> None:
        """Puts everything away, in the reverse order of its making. Kivy may call this twice."""
        if self._closed:
            return
        self._closed = True
        self._unkept()
        damage.close()
        self.router.close()
        self.bridge.close()
        self._corner.close()
        self._finger.close()
        self._keys.close()
        self._switch.close()
        ExceptionManager.remove_handler(self._crash_handler)
        events.log("screen.stopped")

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
        """Takes note of what staff say of the panel."""
        self._glass.measure(self._panel_inches(), self._middle())

    def _dress(self) -> None:
        """Puts on the council's colours and logo."""
        known = self._terminal.catalogue
        self._glass.dress(*((known.site.brand, known.site.logo) if known else (None, None)))

    def _suit(self) -> None:
        """Follows what the person wants, and once nobody is there what the hub has said since the last drawing: for
        another size and for other colours everything is made anew."""
        if self._glass.suit(self.journey.ease):
            self.router.suit(self.theme)
        if self.journey.session is not None:
            return
        before = self.theme
        self._measure()
        self._dress()
        if self.theme is not before:
            self.router.measure(self.theme)
