"""A visitor's way through the screens: what each press, key and passing second does.

Everything private is in the session; the journey itself keeps nothing of a person. Calls are synchronous; what takes
time goes through `desk.ask`, and its answer is dropped when the session it belongs to has ended.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Literal
from uuid import UUID

from kiosk.domain import ease_codes
from kiosk.domain.commands import Kind
from kiosk.domain.ease import PLAIN, Ease
from kiosk.domain.events import Receipt, ScreenAsked
from kiosk.domain.languages import offered
from kiosk.domain.readers import FRESH, Shown, Unread
from kiosk.terminal.session import Session
from ui.presenters import bar, editing, languages, screens, travel, voice
from ui.presenters.desk import Desk
from ui.presenters.flows import Flows
from ui.presenters.form_under_way import FormUnderWay
from ui.presenters.patience import Absence, Patience
from ui.presenters.presses import Presses
from ui.presenters.rooms import Rooms
from ui.presenters.scene import Scene, scene_of
from ui.presenters.staff_room import StaffRoom
from ui.presenters.takeover import Takeovers
from ui.presenters.view import View


class Journey:
    """The screens for whoever comes.

    Args:
        desk: the house.
        language: shown before there is a catalogue, whose first language is shown then.
        idle_s: seconds without a press before the screen asks whether anybody is there.
        countdown_s: seconds of countdown after that, at least 20.
    """

    def __init__(self, desk: Desk, *, language: str = "en", idle_s: float = 90, countdown_s: float = 30) -> None:
        self.session: Session | None = None
        self._desk = desk
        self._form = FormUnderWay(desk)
        self._flows = Flows(desk, self)
        self._presses = Presses(self, desk, self._form, self._flows)
        self._default = language
        self._chosen: str | None = None
        self._patience = Patience(idle_s, countdown_s)
        self._warned = False
        self._shown_second: object = None
        self._takeovers = Takeovers(desk)
        clean = partial(self._takeovers.begin, Kind.CLEAN, None, {})
        self._staff = StaffRoom(desk, lambda: clean(self._patience.now or 0.0))
        self._rooms = Rooms(desk, self._staff)
        self._absence = Absence()

    def view(self) -> View:
        """The screen as it is now."""
        scene = self.scene()
        seized = self._takeovers.view(scene, self._patience.now or 0.0) or self._rooms.view(scene)
        if seized is not None:
            return replace(seized, logo=scene.logo)
        return screens.show(scene, warned=self._warned, flows=self._flows.screens)

    def rebuild(self) -> View:
        """The same step again with its answers, after its screen has failed. The keyboard is put away."""
        if self.session is not None:
            self.session.active, self.session.caret, self.session.layer = None, 0, "lower"
        return self.view()

    def restart(self) -> None:
        """Empties the session and shows the start: for a screen that has failed twice, and for shutting down."""
        self._takeovers.end()
        self._rooms.leave()
        self.end()

    def press(self, name: str) -> None:
        """Does what the thing with that id does. An id that is not on the screen does nothing."""
        self._patience.touch()
        if self._takeovers.taken is not None:
            self._takeovers.touch()
        elif (room := self._rooms.now) is not None:
            room.press(name, self.language)
        elif self._warned:
            self._warned = False
            if name == "action:finish":
                self.end()
        elif self.session is None:
            self._presses.nobody(name)
        elif not self.session.sending:
            self._presses.press(self.session, name)
        if self.session is not None and self.session.screen == "home" and not self.scene().serves:
            self.end()  # where there is nothing to do, nobody is asked whether they are still there
        self._desk.changed()

    def type(self, text: str) -> None:
        """Characters from any keyboard, for the line that is active."""
        if (room := self._rooms.now) is not None:
            room.type(text)
            self._desk.changed()
        elif self.touch() and self._awake is not None and editing.type_text(self._awake, text, self._desk.today()):
            self._desk.changed()

    def key(self, name: Literal["backspace", "left", "right", "enter", "back"]) -> None:
        """A key of a real keyboard that is no character."""
        if (room := self._rooms.now) is not None:
            room.key(name)
            self._desk.changed()
            return
        session = self._awake if self.touch() else None
        if session is None:
            return
        if name == "back":
            self.press(bar.BACK)
        elif self._presses.key(session, name):
            self._desk.changed()

    def read_aloud(self, wanted: bool) -> bool:
        """Has the screens read out, or no longer. Whoever wants it where nobody is being served begins; false where
        nobody can."""
        if wanted and self.session is None:
            self.press("action:start")
        if self.session is not None and wanted != self.ease.aloud:
            self.change_voice("aloud")
        return self.session is not None

    def change_voice(self, name: str) -> None:
        """Does what the thing of the voice with that name does, on whatever screen somebody is."""
        self._patience.touch()
        if self.session is not None:
            self.session.ease = voice.turned(self.session.ease, name, self._desk.speech())
            self._desk.changed()

    def scanned(self, code: str) -> bool:
        """A reader has read a code, wherever somebody is: the screens become as it says. False when it says nothing
        here."""
        wanted = ease_codes.read(code)
        if wanted is None or self._seized:
            return False
        self.touch()
        if self.session is None:
            travel.go(self.begin(), "easier")
        if self.session is not None:
            heard = self.scene().voice is not None
            self.session.ease = wanted if heard else replace(wanted, aloud=False)
        self._desk.changed()
        return True

    def shown(self, reading: Shown | Unread, now: float) -> bool:
        """A reader has told something, for whoever is there `now` and asks for it or for nobody. Whether it was."""
        if now - reading.at > FRESH:
            return False
        if isinstance(reading, Shown) and reading.kind == "code" and self.scanned(reading.text):
            return True
        heard = self._takeovers.shown(reading) or self._rooms.shown(reading)
        if not heard and not self._seized and self.scene().reason is None:
            heard = self._flows.shown(self.session, reading)
        if heard:
            self.touch()
            self._desk.changed()
        return heard

    def tick(self, monotonic: float) -> None:
        """Time passes. Called about once a second; `monotonic` in seconds."""
        self._patience.tick(monotonic)
        if self.session is None:
            if self._chosen is not None and self._patience.asks(PLAIN):
                self.end()
        elif not self._patience.left(self.ease):
            self.end()
        elif self._patience.asks(self.ease) and not self.session.sending:
            self._warned = True
        told = [self._absence.tick(self._desk.hub_reachable(), monotonic), self._rooms.tick(monotonic)]
        if any([*told, self._takeovers.tick(monotonic), self._flows.tick(self.session, monotonic)]):
            self._desk.changed()
        self._make_way()
        now = self._desk.now_local()
        second = self._takeovers.left or (self._countdown() if self._warned else now and now.minute)
        if second != self._shown_second:
            self._shown_second = second
            self._desk.changed()

    def asked(self, asked: ScreenAsked, now: float) -> None:
        """Staff want something of the screen. Whoever is at it goes first, unless staff said that they need not.

        Args:
            now: on the monotonic clock.
        """
        self.tick(now)
        if now >= asked.until:
            return
        used = self._rooms.now is not None or (self.session is not None and asked.args.get("end_session") != "yes")
        if used or (asked.kind == Kind.READ_CARD and not self._desk.capabilities().cards):
            self._desk.screen_answered(asked.id, "refused", "in_use" if used else "no_reader")
            return
        if self.session is not None:
            self.end()
        self._takeovers.begin(asked.kind, asked.id, asked.args, now)
        self._desk.changed()

    def knockable(self) -> bool:
        """Whether staff may come to their door: nobody is at the screen, and nothing has it."""
        return self.session is None and not self._seized

    def knock(self, now: float) -> None:
        """Somebody who knows of the door for staff wants in. `now` on the monotonic clock."""
        self.tick(now)
        if self.knockable():
            self._staff.knock(now)

    def receipt_changed(self, given: Receipt) -> None:
        """A submission has come further; only the one on screen matters here."""
        if self.session is not None:
            self._form.came_further(self.session, given)

    def form_taken(self, offered_id: UUID) -> None:
        """Somebody has opened on their phone what a screen offered; only the one here matters."""
        if self.session is not None:
            self._form.taken(self.session, offered_id)

    def house_changed(self) -> None:
        """The catalogue, the hub, the service or the clock is not what it was."""
        self._make_way()
        if self.session is not None:
            self._form.house_changed(self.session)
            self._flows.house_changed(self.session)
        self._desk.changed()

    def _make_way(self) -> None:
        """Whoever is there goes when something takes the screen from them."""
        if (room := self._rooms.now) is not None and room.seizes and (self.session or self._takeovers.taken):
            self._takeovers.end()
            self.end()

    @property
    def language(self) -> str:
        """The language on the screen."""
        if self.session is not None:
            return self.session.language
        offer = self._desk.catalogue()
        return self._chosen or (self._default if offer is None else offered(offer.site.languages)[0])

    @property
    def ease(self) -> Ease:
        """How the person at the screen wants it."""
        return PLAIN if self.session is None else self.session.ease

    @property
    def _seized(self) -> bool:
        return self._takeovers.taken is not None or self._rooms.now is not None

    @property
    def _awake(self) -> Session | None:
        """The session, when keys may go to it."""
        return None if self._warned or self.session is None or self.session.sending else self.session

    def touch(self) -> bool:
        """Notes that somebody is there; false when that is all the key was for."""
        self._patience.touch()
        warned, self._warned = self._warned, False
        if warned:
            self._desk.changed()
        return not warned

    def scene(self) -> Scene:
        """What there is to look at now."""
        now = scene_of(self._desk, self.session, self.language, self._countdown(), away=self._absence.told)
        return replace(now, tiles=self._flows.tiles(now))

    def _countdown(self) -> int:
        return self._patience.left(self.ease) if self._warned else 0

    def begin(self) -> Session:
        """A session for whoever has just come."""
        self.session = self._desk.begin(self.language)
        self._patience.touch()
        return self.session

    def end(self) -> None:
        """Empties the session at once. Whoever comes next finds the first language again."""
        if self.session is not None:
            self._form.left(self.session)
            self.session.end()
        self.session = None
        self._chosen = None
        self._warned = False
        self._desk.changed()

    def switch_language(self) -> None:
        """To the other language, or to the list of them."""
        if (other := bar.other_language(self.language, self.scene().languages)) is None:
            travel.go(self.session or self.begin(), languages.SCREEN)
        elif self.session is None:
            self._chosen = other
        else:
            self.session.language = other
