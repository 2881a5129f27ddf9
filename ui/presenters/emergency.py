"""An emergency has the screen: everybody sees what to do, and a warden who shows who they are sees who is in."""

from __future__ import annotations

import math
from collections.abc import Callable, Coroutine
from typing import Any, Final, TypeVar
from uuid import UUID

from kiosk.domain import readers
from kiosk.domain.errors import KioskError
from kiosk.domain.printing import Printed
from kiosk.domain.roll_calls import ACCOUNTED, Kind, Mark, Procedure
from kiosk.domain.staff_door import PIN_DIGITS, Shown
from ui.presenters import emergency_views as views
from ui.presenters.desk import Desk
from ui.presenters.fire_box import FireBox
from ui.presenters.scene import Scene
from ui.presenters.view import View

T = TypeVar("T")

QUIET: Final = 60.0
"""Seconds without a press after which names are shut again."""

AGAIN: Final = 20.0
"""Seconds after which it is said aloud again what to do."""

LOOKS: Final = 2.0
"""Seconds between looks at what wardens elsewhere have ticked."""

TURN: Final = 8.0
"""Seconds until what to do is written in the next language."""


class EmergencyRoom:
    """Satisfies `ui.presenters.rooms.Room`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._box = FireBox(desk, self._let_in)
        self._visit = 0
        self._now = self._begun = self._cried = 0.0
        self._said: UUID | None = None
        self.leave()

    def leave(self) -> None:
        """Whoever had the names open goes, and nothing that was typed is kept. What is under way stays."""
        self._visit += 1
        self._place, self._typed, self._trouble = "", "", ""
        self._printed: str | None = None
        self._page, self._opens, self._busy = 0, 0.0, False
        self._quiet_since = self._looked = self._now
        self._box.leave()
        self._desk.roll_call().leave()

    @property
    def open(self) -> bool:
        """Whether something is under way."""
        return self._desk.roll_call().current is not None

    @property
    def seizes(self) -> bool:
        """Whoever is at the screen has to go, too."""
        return self.open

    def view(self, scene: Scene) -> View:
        """What everybody is to do; the list, for a warden."""
        desk = self._desk.roll_call()
        call = desk.current
        if call is None:
            raise LookupError("nothing is under way")
        if (names := desk.names) is not None:
            if self._place in ("more", "end"):
                prints = scene.capabilities.printer == "usable" and not call.procedure.hides
                return views.more(scene, prints=prints, ends=self._place == "end")
            return views.roll(scene, call, names, self._page, self._printed, self._trouble)
        match self._place:
            case "door":
                return views.door(scene, len(self._typed), self._trouble or None, self._left, code=desk.code_opens)
            case "code":
                return self._box.view(scene)
        return views.public(call, scene, self._turn)

    def press(self, name: str, language: str) -> None:
        """Does what the thing with that id does."""
        self._quiet_since = self._now
        match name:
            case "action:wardens":
                self._place, self._trouble = "door", ""
            case "action:leave":
                self.leave()
            case "action:code" if self._place == "door":
                self._place = "code"
            case _ if name.startswith("key:"):
                self.type(name.removeprefix("key:"))
            case _ if self._desk.roll_call().names is not None:
                self._press_list(name, language)

    def type(self, text: str) -> None:
        """Characters from any keyboard. The last digit of a PIN knocks."""
        self._quiet_since = self._now
        if self._place == "code":
            self._box.type(text)
        elif self._place == "door" and not self._busy and not self._left:
            if text == "backspace":
                self._typed = self._typed[:-1]
            elif text.isascii() and text.isdigit():
                self._typed, self._trouble = (self._typed + text)[:PIN_DIGITS], ""
            if len(self._typed) == PIN_DIGITS:
                self._show(Shown("pin", self._typed))

    def key(self, name: str) -> None:
        """A key of a real keyboard that is no character."""
        back = "action:list" if self._place in ("more", "end") else "action:leave"
        self.press({"back": back, "backspace": "key:backspace"}.get(name, name), "")

    def shown(self, reading: readers.Shown | readers.Unread) -> bool:
        """A card was held to a reader: a warden's opens the names wherever the screen is."""
        if not self.open or self._busy or self._desk.roll_call().names is not None:
            return False
        self._quiet_since = self._now
        if isinstance(reading, readers.Unread):
            self._place, self._trouble = "door", "unread"
        elif reading.kind == "card":
            self._place = "door"
            self._show(Shown("card", reading.digest))
        return True

    def tick(self, now: float) -> bool:
        """Time passes; whether what is shown has changed."""
        left, turn, self._now = self._left, self._turn, now
        call, names = self._desk.roll_call().current, self._desk.roll_call().names
        if call is None:
            was, self._said = self._said, None
            if was is not None:
                self.leave()
            return was is not None
        begun = call.id != self._said
        if begun:
            self._begun = now
        # A voice that goes on in a lockdown tells whoever means harm where people are.
        again = now - self._cried >= AGAIN and call.kind is not Kind.TEST and call.procedure is not Procedure.LOCKDOWN
        if begun or (again and names is None):
            self._cry()
        if (names is not None or self._place) and now - self._quiet_since >= QUIET:
            self.leave()
            return True
        if names is not None and now - self._looked >= LOOKS:
            self._looked = now
            self._ask(self._desk.roll_call().look(), lambda _roll: None)
        return begun or left != self._left or (not self._place and turn != self._turn)

    def _cry(self) -> None:
        """Says what to do, in each language."""
        call = self._desk.roll_call().current
        offer = self._desk.catalogue()
        if call is not None:
            self._said, self._cried = call.id, self._now
            site = None if offer is None else offer.site
            self._desk.roll_call().cry(views.sentences(call, site), ("en",) if site is None else site.languages)

    def _show(self, shown: Shown) -> None:
        self._typed, self._busy = "", True
        self._ask(self._desk.roll_call().open(shown), lambda _roll: self._let_in())

    def _let_in(self) -> None:
        """The names are open: they go to the printer at once, because whoever opened them may have to run."""
        self._place, self._trouble, self._page, self._busy = "list", "", 0, False
        self._quiet_since = self._looked = self._now
        self._print()

    def _print(self, language: str = "") -> None:
        call, offer = self._desk.roll_call().current, self._desk.catalogue()
        if call is None or call.procedure.hides or self._desk.capabilities().printer != "usable":
            return
        spoken = language or ("en" if offer is None else offer.site.languages[0])
        self._printed = "printing"
        self._ask(self._desk.roll_call().print(spoken), self._came_out)

    def _came_out(self, printed: Printed) -> None:
        self._printed = printed.outcome

    def _press_list(self, name: str, language: str) -> None:
        desk = self._desk.roll_call()
        match name:
            case "action:next":
                self._page += 1
            case "action:before":
                self._page = max(0, self._page - 1)
            case "action:more" | "roll:end":
                self._place = "end" if name == "roll:end" else "more"
            case "action:list":
                self._place = "list"
            case "roll:print":
                self._place = "list"
                self._print(language)
            case "roll:close":
                self.leave()
            case "roll:ended" if self._place == "end":
                self._ask(desk.end(), lambda _none: self.leave())
            case _ if desk.names is not None:
                for line in desk.names.lines:
                    if name == views.person_id(line.person):
                        found = desk.names.mark(line.person) in ACCOUNTED
                        self._trouble = ""
                        self._ask(desk.mark(line.person, Mark.UNKNOWN if found else Mark.SAFE), lambda _roll: None)

    def _ask(self, coroutine: Coroutine[Any, Any, T], then: Callable[[T], None]) -> None:
        """Asks, and drops the answer once whoever it was for has gone."""
        visit = self._visit

        def told(answer: T) -> None:
            if visit == self._visit:
                then(answer)
                self._desk.changed()

        def failed(error: Exception) -> None:
            if visit == self._visit:
                self._kept_out(error)
                self._desk.changed()

        self._desk.ask(coroutine, told, failed)

    def _kept_out(self, error: Exception) -> None:
        self._busy, self._trouble = False, error.code if isinstance(error, KioskError) else "fault"
        if isinstance(error, KioskError) and isinstance(seconds := error.data.get("seconds"), int | float):
            self._opens = self._now + seconds

    @property
    def _turn(self) -> int:
        """How often what to do was written in the next language."""
        return int((self._now - self._begun) / TURN)

    @property
    def _left(self) -> int:
        """Seconds until the door may be tried again."""
        return max(0, math.ceil(self._opens - self._now)) if self._opens else 0
