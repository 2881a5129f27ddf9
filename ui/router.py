"""Which screen is in front, and what becomes of a session.

The journey decides what is shown; the router draws it, hands it presses and keys, and cleans up: when a session ends,
the widgets that showed it are emptied of all they held, and when a screen fails it is built again with its answers.
Screens are made once, while nobody is there, and used for every session after.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from gettext import NullTranslations
from uuid import UUID

from kivy.cache import Cache
from kivy.clock import Clock

from kiosk import events
from kiosk.domain.events import FormTaken, ReceiptChanged, ScreenAsked
from kiosk.domain.readers import Shown, Unread
from ui import crash
from ui.ahead import Ahead
from ui.bridge import Bridge
from ui.housekeeping import Housekeeping
from ui.keys import TYPING, Key
from ui.presenters import announcing, bar, semantics
from ui.presenters.desk import HOUSE
from ui.presenters.flow import CONTINUE
from ui.presenters.focus import Focus
from ui.presenters.journey import Journey
from ui.presenters.reading import Reader
from ui.presenters.semantics import Node
from ui.presenters.view import View
from ui.presenters.words import Words
from ui.screens.front import Front
from ui.semantics import LiveTree, with_turners
from ui.theme.tokens import Tokens

TICK, REST = 1.0, 0.1
"""Seconds between looks at the time; and after the first picture before more is made: whoever waited goes first."""


class Router:
    """Draws the journey into a widget. Belongs to Kivy's thread.

    Args:
        front: the screens, which nobody follows yet.
        journey: made by `run`, and closed here.
        tree: told what is on the screen.
        reader: reads it out, when somebody wants that.
        still: whether steps appear at once.
        dress: called before a drawing, so that colours and measures follow what the hub says.
    """

    def __init__(
        self,
        front: Front,
        journey: Journey,
        catalogues: Mapping[str, NullTranslations],
        tree: LiveTree,
        reader: Reader,
        *,
        still: bool,
        dress: Callable[[], None],
    ) -> None:
        self._front, self._journey = front, journey
        front.follow(self.press, lambda: self._publish(None), still=still)
        self._catalogues, self._tree, self._reader, self._dress = catalogues, tree, reader, dress
        self._housekeeping = Housekeeping()
        self._ahead = Ahead(journey, lambda view: self._front.prepare(view, Words(view.language, catalogues)))
        self._focus, self._keyed = Focus(), False
        self._shown: View | None = None
        self._nodes: tuple[Node, ...] = ()
        self._session: UUID | None = None
        self._crashed: UUID | None = None
        self._redraw = Clock.create_trigger(lambda _seconds: self.draw(), -1)
        self._ticking = Clock.schedule_interval(lambda _seconds: journey.tick(time.monotonic()), TICK)

    def listen(self, bridge: Bridge) -> None:
        """Follows what the terminal tells."""
        bridge.listen(FormTaken, lambda fact: self._journey.form_taken(fact.id))
        bridge.listen(ReceiptChanged, lambda fact: self._journey.receipt_changed(fact.receipt))
        bridge.listen(ScreenAsked, lambda asked: self._journey.asked(asked, time.monotonic()))
        bridge.listen(Shown, self.shown)
        bridge.listen(Unread, self.shown)
        for kind in HOUSE:
            bridge.listen(kind, lambda _fact: self._journey.house_changed())

    def changed(self) -> None:
        """Draws before the next frame, once however often it is called."""
        self._redraw()

    def warm(self) -> None:
        """Makes what a visitor will need, a widget at a time: whatever else there is to do goes first."""
        self._warming = self._front.warmed()
        Clock.schedule_once(self._warm_on, REST)

    def _warm_on(self, _seconds: float) -> None:
        if next(self._warming, self) is self:
            self._housekeeping.made(empty=self._session is None)
            self.changed()  # after which the words of the step that comes first are drawn ahead
        else:
            Clock.schedule_once(self._warm_on, 0)

    def measure(self, theme: Tokens) -> None:
        """The panel has other measures: every screen is made anew."""
        self._front.theme = theme
        self._throw_away()
        self.warm()

    def suit(self, theme: Tokens) -> None:
        """The person wants other measures and colours, or is gone."""
        self._front.suit(theme)

    def close(self) -> None:
        """Ends the session and clears the screen."""
        self._ticking.cancel()
        self._journey.restart()
        self._redraw.cancel()
        self._ahead.close()
        self._reader.silence()
        self._wipe()
        self._housekeeping.close()

    def holds(self, node: str) -> bool:
        """Whether something with that id is on the screen."""
        return any(each.id == node for each in self._nodes)

    # --- drawing ---

    def draw(self) -> None:
        """Shows what the journey shows now."""
        session = self._journey.session
        now = session.id if session else None
        if self._session is not None and now != self._session:
            self._reader.leave()
            self._wipe()
            self._housekeeping.left()
        if now != self._session:
            self._session = now
            events.log("screen.session_started" if now else "screen.session_ended", session=str(now) if now else None)
        self._dress()
        self._show(view := self._journey.view())
        self._housekeeping.drawn()
        self._ahead.shown(view.name)

    def _show(self, view: View) -> None:
        say = Words(view.language, self._catalogues)
        self._front.show(view, say)
        self._nodes = semantics.tree(view, say)
        before, self._shown = self._shown, view
        new = before is None or (before.name, before.heading) != (view.name, view.heading)
        self._focus.show(self._nodes, new=new)
        told = announcing.announcement(before, view, say, self._nodes)
        self._publish(told)
        self._reader.show(told, announcing.Shown(view, self._nodes, say), self._journey.ease)

    def _publish(self, announcement: announcing.Announcement | None) -> None:
        if self._front.screen is None:
            return
        self._front.screen.ring(self._focus.around if self._keyed else ())
        targets = self._front.screen.targets()
        nodes = with_turners(self._nodes, targets)
        self._tree.show(nodes, targets, self._front.theme.height, self._focus.current, announcement)

    # --- what a person does ---

    def press(self, node: str) -> None:
        """A touch on a widget was completed."""
        self._reader.hush()
        self._keyed = False
        self._do(node)

    def type(self, text: str) -> None:
        """Characters came from a real keyboard. A space where nothing is typed presses."""
        self._reader.hush()
        self._journey.tick(time.monotonic())
        if text == " " and self._shown is not None and self._shown.keyboard is None:
            self.key(Key.ENTER)
        else:
            self._journey.type(text)

    def key(self, key: Key) -> None:
        """A real key was pressed."""
        self._reader.hush()
        self._journey.tick(time.monotonic())
        match key:
            case Key.NEXT | Key.PREVIOUS:
                self._move(key)
            case Key.STAFF:
                self._journey.knock(time.monotonic())
            case Key.ENTER if (pressed := self._focus.enter()) is not None:
                self._do(pressed)
            case Key.REPEAT:
                self._tree.repeat(self._reader.repeat(self._focus.node))
            case Key.SPEECH:
                self.speak(not self._reader.on)
            case Key.EASIER:
                self._do(bar.EASIER)
            case Key.VOLUME | Key.SPEED | Key.LOUDER | Key.QUIETER:
                if self._reader.on:
                    self._journey.change_voice(key.value)
            case Key.ENTER if not self.turned(CONTINUE):
                self._journey.key("enter")
            case Key.BACK | Key.LEFT | Key.RIGHT | Key.BACKSPACE:
                self._journey.key(TYPING[key])

    def _do(self, node: str) -> None:
        self._journey.tick(time.monotonic())
        if not self.turned(node):
            self._journey.press(node)

    def turned(self, node: str) -> bool:
        """Whether a press on a node turned the page, which is no business of the journey's."""
        if turned := self._front.turned(node):
            self._journey.touch()
            self._publish(None)
        return turned

    def _move(self, key: Key) -> None:
        node = self._focus.next() if key is Key.NEXT else self._focus.previous()
        self.point([] if node is None else [node.id], node)

    def speak(self, wanted: bool) -> None:
        """Reads the screens out from now on, or no longer. A screen at which nobody can begin is read out once."""
        if wanted and not self._reader.offered:
            return
        if not self._journey.read_aloud(wanted) and wanted:
            self._reader.once()

    def headphones(self, plugged: bool) -> None:
        """They were plugged in, or pulled out: then nothing private may be said any more."""
        self._reader.hush()
        self._reader.plugged = plugged
        self.speak(plugged)

    def shown(self, reading: Shown | Unread) -> None:
        """A reader has told something."""
        now = time.monotonic()
        self._journey.tick(now)
        if self._journey.shown(reading, now):
            self._reader.hush()

    def hear(self, node: str) -> None:
        """A finger came to something while the screen is read out."""
        self._reader.hush()
        self._journey.tick(time.monotonic())
        self.point([node], next((each for each in self._nodes if each.id == node), None))

    def point(self, nodes: Sequence[str], said: Node | None) -> None:
        """Puts the focus on things, and the ring around them, and says what there is to say of it."""
        if said is not None:
            self._reader.hush()
        if (first := self._focus.to(*nodes)) is not None or not nodes:
            self._keyed = first is not None
            if first is not None and self._front.screen is not None:
                self._front.screen.reveal(first.id)
            self._publish(None)
        if said is not None:
            self._reader.node(said)

    def act(self, node: str) -> None:
        """Two taps pressed what the finger had come to, as Enter does."""
        self.press(node if self._focus.to(node) is None else self._focus.enter() or node)

    # --- when something goes wrong, and when it is over ---

    def crashed(self, error: BaseException) -> None:
        """A screen has failed. The first time in a session its step is built again with its answers; the second time
        the session ends and the start is shown."""
        again = self._session is None or self._crashed == self._session
        crash.tell(error, "start" if again else "rebuilt")
        self._crashed = self._session
        self._throw_away()
        if again:
            self._journey.restart()
        self.changed()

    def _wipe(self) -> None:
        """Empties every widget of what it showed of the person before."""
        self._front.forget()
        self._shown = None
        self._nodes = ()
        self._focus = Focus()
        self._keyed = False
        self._crashed = None
        self._tree.clear()
        for category in ("kv.texture", "kv.image", "kv.loader"):
            Cache.remove(category)

    def _throw_away(self) -> None:
        self._front.throw_away()
        self._shown = None
        self._housekeeping.thrown_away()
