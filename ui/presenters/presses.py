"""What each press does for whoever is at the screen, by the id of the thing that was pressed."""

from __future__ import annotations

from typing import Final, Literal, Protocol

from kiosk.domain.ease import PLAIN
from kiosk.terminal.session import Session
from ui.presenters import bar, easier, editing, languages, opinion, signpost, take_along, travel
from ui.presenters.desk import Desk
from ui.presenters.flows import Flows
from ui.presenters.form_under_way import FormUnderWay
from ui.presenters.scene import Scene, unsent
from ui.presenters.view import View

_SHARED: Final = frozenset({"bar", "field", "key"})
"""Kinds of things that are the same on every screen."""


class Screen(Protocol):
    """What of the journey a press may need."""

    def begin(self) -> Session: ...

    def view(self) -> View: ...

    def scene(self) -> Scene: ...

    def end(self) -> None: ...

    def switch_language(self) -> None: ...

    def change_voice(self, name: str) -> None: ...


class Presses:
    """Keeps nothing: everything is in the session it is given. An id that is not on the screen does nothing."""

    def __init__(self, screen: Screen, desk: Desk, form: FormUnderWay, flows: Flows) -> None:
        self._screen, self._desk, self._form, self._flows = screen, desk, form, flows

    def nobody(self, name: str) -> None:
        """Does what the thing with that id does where nobody is being served."""
        match name:
            case "action:start" if (scene := self._screen.scene()).reason is None and scene.serves:
                self._screen.begin()
            case bar.LANGUAGE if name in self._screen.view().bar:
                self._screen.switch_language()
            case bar.EASIER | bar.HELP:
                travel.go(self._screen.begin(), name.removeprefix("bar:"))

    def press(self, session: Session, name: str) -> None:
        """Does what the thing with that id does on the screen that the session is at."""
        kind, _, rest = name.partition(":")
        if kind not in _SHARED and self._flows.press(session, name, self._screen.view(), self._screen.scene()):
            return
        match kind:
            case "bar":
                self._press_bar(session, name)
            case "action":
                self._press_action(session, rest)
            case "tile" if session.screen in ("home", "help"):
                self._press_tile(session, rest)
            case "form" if session.screen in ("forms", signpost.SCREEN):
                self._form.open(session, rest)
            case "sign" if session.screen == "forms":
                travel.go(session, signpost.SCREEN, rest)
            case "answer" if session.screen == "answers":
                self._form.change(session, rest)
            case "language" if session.screen == languages.SCREEN:
                if languages.choose(session, rest, self._screen.scene()):
                    self._press_bar(session, bar.BACK)
            case "ease" if session.screen == "easier":
                session.ease = easier.turned(session.ease, rest)
            case "take" if session.screen == "easier" and session.ease != PLAIN:
                travel.go(session, take_along.SCREEN)
            case "voice" if session.screen == "easier" and self._screen.scene().voice is not None:
                self._screen.change_voice(rest)
            case "choice" | "entry" if session.screen == "question":
                self._form.choose(session, rest)
            case "opinion":
                opinion.press(session, rest)
            case "field":
                editing.activate(session, name, self._desk.today())
            case "key":
                editing.press(session, name, self._desk.today())

    def key(self, session: Session, name: Literal["backspace", "left", "right", "enter"]) -> bool:
        """Does what a key of a real keyboard does that is no character; whether that changes anything."""
        today = self._desk.today()
        if name != "enter":
            return editing.move(session, name, today)
        if not editing.new_line(session, today) and not editing.next_line(session, today):
            onward = {"action:continue"} & {action.id for action in self._screen.view().actions}
            self.press(session, onward.pop() if onward else "action:close_keyboard")
        return True

    def _press_bar(self, session: Session, name: str) -> None:
        if name not in self._screen.view().bar:
            return
        match name:
            case bar.BACK:
                if not self._form.back(session):
                    travel.arrive(session, "home")
            case bar.START_AGAIN if unsent(session):
                travel.go(session, "start_again")
            case bar.START_AGAIN:
                self._form.left(session)
                travel.home(session)
            case bar.LANGUAGE:
                self._screen.switch_language()
            case bar.EASIER | bar.HELP:
                travel.go(session, name.removeprefix("bar:"))

    def _press_tile(self, session: Session, name: str) -> None:
        if name == "forms" and session.screen == "home" and self._screen.scene().forms:
            travel.go(session, "forms")
        elif name == "on_my_phone" and session.screen == "help":
            self._form.to_phone(session)
        elif name == "help" or (name == "help_now" and session.screen == "help"):
            travel.go(session, name)

    def _press_action(self, session: Session, name: str) -> None:
        if f"action:{name}" not in {action.id for action in self._screen.view().actions}:
            return
        match name:
            case "plain":
                session.ease = PLAIN
            case "carry_on":
                self._press_bar(session, bar.BACK)
            case "begin":
                self._form.begin(session)
            case "continue":
                self._form.go_on(session)
            case "add" | "remove":
                self._form.turn_entries(session, name)
            case "send":
                self._form.send(session)
            case "answers":
                travel.arrive(session, "answers")
            case "finish" | "leave":
                self._screen.end()
            case "another":
                travel.home(session)
            case "on_my_phone":
                self._form.to_phone(session)
            case "print":
                self._form.print(session)
            case "tell":
                opinion.tell(session, self._desk)
            case "no_thanks":
                self._form.back(session)
            case "stay":
                session.wanted = None
                self._form.back(session)
            case "delete":
                self._form.delete(session)
            case "more":
                session.page += 1
            case "close_keyboard":
                editing.activate(session, None, None)
