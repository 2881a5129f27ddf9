"""The code of the fire box, typed at a terminal: a line, and why it did not open anything."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.domain import fire_box
from kiosk.domain.errors import KioskError
from ui.presenters.desk import Desk
from ui.presenters.scene import Scene
from ui.presenters.view import Action, Field, Fields, Keyboard, Text, View, say


class FireBox:
    """What is typed, until it is whole. Nothing of it is kept once it was tried or left.

    Args:
        opened: called once the names are open.
    """

    def __init__(self, desk: Desk, opened: Callable[[], None]) -> None:
        self._desk, self._opened = desk, opened
        self.leave()

    def leave(self) -> None:
        """Forgets what was typed."""
        self._typed, self._trouble, self._busy = "", "", False

    def type(self, text: str) -> None:
        """Symbols, and what takes one away. The last of them knocks."""
        if self._busy:
            return
        before = self._typed
        if text == "backspace":
            self._typed = self._typed[:-1]
        else:
            self._typed, self._trouble = (self._typed + fire_box.plain(text))[: fire_box.SYMBOLS], ""
        if len(before) < len(self._typed) == fire_box.SYMBOLS:
            self._busy = True
            self._desk.ask(self._desk.roll_call().open_by_code(self._typed), self._let_in, self._kept_out)

    def view(self, scene: Scene) -> View:
        """The line, and the keys."""
        typed = fire_box.grouped(self._typed)
        label = say("20 letters and digits, on paper in the fire box")
        field = Field("field:code", label, typed, len(typed), error=_closed(self._trouble) if self._trouble else None)
        return View(
            "roll_code",
            scene.title,
            say("Enter the code of the fire box"),
            (Fields((field,)),),
            (Action("action:leave", say("Go back"), "second"),),
            status=scene.clock,
            keyboard=Keyboard.POSTCODE,
            language=scene.language,
            path=1,
        )

    def _let_in(self, _roll: object) -> None:
        self.leave()
        self._opened()
        self._desk.changed()

    def _kept_out(self, error: Exception) -> None:
        self._busy = False
        self._trouble = error.code if isinstance(error, KioskError) else "fault"
        self._desk.changed()


def _closed(code: str) -> Text:
    match code:
        case "misread_code":
            return say("There is a slip in that code. Look at each letter again.")
        case "wrong_code":
            return say("That code opens nothing here. There may be a newer one.")
        case "no_list":
            return say("This screen has no list that a code could open.")
    return say("That did not work. Please try again.")
