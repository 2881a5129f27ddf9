"""Staff at the terminal: a door that nobody finds by chance, and what is done behind it, each use noted first.

Whatever is asked of the terminal goes through `desk.ask`; an answer that comes after staff have left is dropped.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Final
from uuid import UUID

from kiosk.domain import readers
from kiosk.domain.errors import KioskError
from kiosk.domain.printing import Printed
from kiosk.domain.roll_calls import Kind, Procedure
from kiosk.domain.staff_door import PIN_DIGITS, Act, Shown
from kiosk.domain.terminals import Health
from ui.presenters import emergency_views, staff_views
from ui.presenters.desk import Desk
from ui.presenters.fire_box import FireBox
from ui.presenters.scene import Scene
from ui.presenters.view import View

QUIET: Final = 60.0
"""Seconds without a press after which the door falls shut."""


class StaffRoom:
    """Keeps what was typed at the door until it is full, and whose room it is while somebody is in it.

    Args:
        clean: locks the screen for cleaning.
    """

    def __init__(self, desk: Desk, clean: Callable[[], None]) -> None:
        self._desk, self._clean = desk, clean
        self._visit = 0
        # Once the code has opened the names, an emergency has the screen.
        self._box = FireBox(desk, self.leave)
        self.leave()

    def leave(self) -> None:
        """The door is shut, and nothing that was typed is kept."""
        self._visit += 1
        self._place = ""
        self._typed = ""
        self._account: UUID | None = None
        self._trouble: str | None = None
        self._health: Health | None = None
        self._outcome: str | None = None
        self._busy = False
        self._again = False
        self._by_card = False
        self._procedure: Procedure | None = None
        self._box.leave()
        self._quiet_since = self._since = self._opens = self._now = 0.0

    seizes: Final = False
    """Nobody loses the screen to staff."""

    @property
    def open(self) -> bool:
        """Whether staff have the screen, or somebody stands at the door."""
        return bool(self._place)

    def knock(self, now: float) -> None:
        """Somebody knows where the door is."""
        self.leave()
        self._place, self._now, self._quiet_since, self._since = "door", now, now, now
        self._desk.changed()

    def view(self, scene: Scene) -> View:
        """What staff see."""
        match self._place:
            case "door":
                code = self._desk.roll_call().code_opens
                return staff_views.door(scene, len(self._typed), self._trouble, self._left, code=code)
            case "code":
                return self._box.view(scene)
            case "roll_call":
                return emergency_views.started(scene, self._procedure)
            case "health":
                voice = self._desk.speech().trouble is None
                return staff_views.health(scene, self._health, self._desk.devices(), voice=voice)
            case "sound":
                return staff_views.sound(scene)
            case "print":
                return staff_views.printed(scene, self._outcome)
            case "doors" if self._account is not None:
                return staff_views.doors(scene, self._desk.staff().doors(self._account))
            case "opened":
                return staff_views.opened(scene, self._outcome)
            case "ending":
                return staff_views.ending(scene, again=self._again)
        return staff_views.menu(
            scene,
            prints=scene.capabilities.printer == "usable",
            sounds=self._desk.speech().trouble is None,
            doors=self._account is not None and bool(self._desk.staff().doors(self._account)),
            leads=self._account is not None and self._desk.roll_call().may_lead(self._account),
            may_exit=self._desk.staff().may_exit,
            trouble=self._trouble,
        )

    def tick(self, now: float) -> bool:
        """Time passes; whether what is shown has changed."""
        left, self._now = self._left if self.open else 0, now
        if self.open and self._place != "ending" and now - self._quiet_since >= QUIET:
            self.leave()
            return True
        return self.open and left != self._left

    def press(self, name: str, language: str) -> None:
        """Does what the thing with that id does."""
        self._quiet_since = self._now
        if name == "action:leave" and self._place != "ending":
            self.leave()
        elif name.startswith("key:"):
            self.type(name.removeprefix("key:"))
        elif self._place == "door" and name == "action:code":
            self._place = "code"
        elif self._account is not None and not self._busy:
            self._press_inside(self._account, name, language)

    def type(self, text: str) -> None:
        """Digits, and what takes one away. The last of them knocks."""
        self._quiet_since = self._now
        if self._place == "code":
            self._box.type(text)
        if self._place != "door" or self._busy or self._left:
            return
        if text == "backspace":
            self._typed = self._typed[:-1]
        elif text.isascii() and text.isdigit():
            self._typed, self._trouble = (self._typed + text)[:PIN_DIGITS], None
        if len(self._typed) == PIN_DIGITS:
            self.show(Shown("pin", self._typed))

    def key(self, name: str) -> None:
        """A key of a real keyboard that is no character."""
        if name == "back" and self._account is not None and self._place != "menu":
            name = "action:menu"
        self.press({"back": "action:leave", "backspace": "key:backspace"}.get(name, name), "")

    def shown(self, reading: readers.Shown | readers.Unread) -> bool:
        """A card was held to a reader; whether somebody at the door was waited for."""
        if self._place != "door" or self._busy or self._left or reading.at < self._since:
            return False
        if isinstance(reading, readers.Shown) and reading.kind == "code":
            return False
        self._quiet_since = self._now
        if isinstance(reading, readers.Unread):
            self._trouble = "unread"
        else:
            self.show(Shown("card", reading.digest))
        return True

    def show(self, shown: Shown) -> None:
        """Somebody shows who they are: digits, or a card."""
        self._typed, self._busy, self._by_card = "", True, shown.kind == "card"
        self._desk.ask(self._desk.staff().show(shown), self._still(self._let_in), self._still(self._kept_out))

    # --- what became of it ---

    def _let_in(self, account: UUID) -> None:
        self._busy, self._account, self._place, self._trouble = False, account, "menu", None

    def _kept_out(self, error: Exception) -> None:
        self._busy = False
        self._trouble = error.code if isinstance(error, KioskError) else "fault"
        if self._by_card and self._trouble in ("wrong", "wait"):
            self._trouble = "wrong_card"
        if isinstance(error, KioskError) and isinstance(seconds := error.data.get("seconds"), int | float):
            self._opens = self._now + seconds

    def _press_inside(self, account: UUID, name: str, language: str) -> None:
        match name:
            case "action:menu":
                self._place, self._trouble = "menu", None
            case "staff:health":
                self._after(Act.HEALTH, account, self._look)
            case "staff:sound":
                self._after(Act.SOUND, account, partial(self._go, "sound"))
            case _ if name in staff_views.LOUDER and self._place == "sound":
                sound = self._desk.staff().sound(staff_views.LOUDER[name], language)
                self._desk.ask(sound, self._still(lambda _none: None), self._still(self._kept_out))
            case "staff:print":
                self._after(Act.PRINT, account, partial(self._print, language))
            case "staff:doors":
                self._go("doors")
            case "staff:roll_call":
                self._procedure = None
                self._go("roll_call")
            case _ if name.startswith("begin:") and self._place == "roll_call":
                self._begin(name.removeprefix("begin:"), account)
            case _ if name.startswith("open:") and self._place == "doors":
                self._open_door(name.removeprefix("open:"), account)
            case "staff:clean":
                self._after(Act.CLEAN, account, self._wipe)
            case "staff:restart":
                self._after(Act.RESTART, account, partial(self._end, again=True))
            case "staff:exit" if self._desk.staff().may_exit:
                self._after(Act.EXIT, account, partial(self._end, again=False))

    def _after(self, act: Act, account: UUID, then: Callable[[], None]) -> None:
        """Does something once it is noted, and not when it could not be."""
        self._busy = True

        def noted(_none: None) -> None:
            self._busy = False
            then()

        self._desk.ask(self._desk.staff().did(act, account), self._still(noted), self._still(self._kept_out))

    def _go(self, place: str) -> None:
        self._place = place

    def _look(self) -> None:
        self._place, self._health = "health", None
        self._desk.ask(self._desk.staff().look(), self._still(self._seen), self._still(self._kept_out))

    def _seen(self, health: Health) -> None:
        self._health = health

    def _print(self, language: str) -> None:
        self._place, self._outcome = "print", None
        self._desk.ask(self._desk.print_test(language), self._still(self._came_out), self._still(self._kept_out))

    def _came_out(self, printed: Printed) -> None:
        self._outcome = printed.outcome

    def _open_door(self, door: str, account: UUID) -> None:
        """The terminal itself notes whose wish it was, and what became of it."""
        self._place, self._outcome, self._busy = "opened", None, True

        def ended(outcome: str) -> None:
            self._busy, self._outcome = False, outcome

        def stayed_shut(error: Exception) -> None:
            ended(error.code if isinstance(error, KioskError) else "fault")

        opening = self._desk.staff().open_door(door, account)
        self._desk.ask(opening, self._still(lambda released: ended(released.outcome)), self._still(stayed_shut))

    def _begin(self, name: str, account: UUID) -> None:
        """First what people shall do, then whether it is real. The terminal itself notes whose wish it was."""
        procedure, _, kind = name.partition(":")
        self._procedure = Procedure(procedure)
        if kind:
            self._busy = True
            begun = self._desk.roll_call().begin(self._procedure, Kind(kind), account)
            self._desk.ask(begun, self._still(lambda _none: self.leave()), self._still(self._kept_out))

    def _wipe(self) -> None:
        self.leave()
        self._clean()

    def _end(self, *, again: bool) -> None:
        self._place, self._again = "ending", again
        self._desk.staff().leave(again)

    def _still(self, then: Callable[..., None]) -> Callable[..., None]:
        """The same, while the visit it was asked in goes on."""
        visit = self._visit

        def told(answer: object) -> None:
            if visit == self._visit:
                then(answer)
                self._desk.changed()

        return told

    @property
    def _left(self) -> int:
        """Seconds until the door may be tried again."""
        return max(0, math.ceil(self._opens - self._now)) if self._opens else 0
