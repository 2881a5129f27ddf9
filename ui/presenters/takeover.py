"""Staff have the screen for a moment: to wipe the glass, or to see that it shows and feels what it should."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal
from uuid import UUID

from kiosk.domain.commands import CLEANING, Kind
from kiosk.domain.errors import KioskError
from kiosk.domain.readers import Shown, Unread
from ui.presenters.desk import Desk
from ui.presenters.scene import Scene
from ui.presenters.view import Action, Fixed, Notice, Paragraph, Plural, Tile, View, say

CHECKING: Final = 120.0
"""Seconds for which the check picture waits for somebody to come to it."""

READING: Final = 40.0
"""Seconds for which a card is waited for that staff want to add."""

READ: Final = 6.0
"""Seconds for which it is said that it was added."""

SEEN: Final = "action:seen"

Card = Literal["awaited", "asked", "added", "read", "credential_taken", "unread", "failed"]
"""How far a card that staff want to add has come."""


@dataclass(frozen=True, slots=True)
class Takeover:
    """What the screen shows for staff.

    Attributes:
        until: on the monotonic clock, in seconds; then it ends by itself.
        command: what asked for it; `None` for somebody at the terminal.
        code: what the check picture shows, or whose the card becomes; empty for a card that is only to be read.
        card: how far the card has come that is to be added.
        of_visitor: whether the card becomes that of somebody who is expected.
    """

    kind: Literal["clean", "check_screen", "read_card"]
    until: float
    command: UUID | None = None
    code: str = ""
    card: Card = "awaited"
    of_visitor: bool = False

    def left(self, now: float) -> int:
        """Seconds until it ends, as they are counted down."""
        return max(0, math.ceil(self.until - now))


class Takeovers:
    """The screen in the hands of staff, while it is. `now` is always of the monotonic clock, in seconds."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._now = 0.0
        self.taken: Takeover | None = None

    def begin(self, kind: str, command: UUID | None, args: Mapping[str, str], now: float) -> None:
        """Takes the screen for a command, if that is what it is for, and says what became of it."""
        match kind:
            case Kind.CLEAN:
                self.taken = Takeover("clean", now + CLEANING, command)
            case Kind.CHECK_SCREEN:
                self.taken = Takeover("check_screen", now + CHECKING, command, args.get("code", ""))
                self._sound(self.taken.code)
            case Kind.READ_CARD:
                whose = args.get("account", "") or args.get("visit", "")
                self.taken = Takeover("read_card", now + READING, command, whose, of_visitor="visit" in args)
            case _:
                self.taken = None
        if command is not None:
            self._desk.screen_answered(command, "done", "closed" if self.taken is None else "shown")

    def _sound(self, code: str) -> None:
        """Has the voice say the number of the check picture, digit by digit: whoever stands there hears that it
        works."""
        voice = self._desk.speech()
        if voice.trouble is None:
            voice.say(", ".join(code), "en", voice.usual)

    def end(self) -> None:
        """Gives the screen back."""
        self.taken = None

    def touch(self) -> None:
        """A cloth presses everything and means nothing by it; a touch on the check picture says that it is seen, and
        one while a card is awaited that none will come."""
        taken = self.taken
        if taken is not None and taken.kind != "clean":
            self.taken = None
            if taken.kind == "check_screen" and taken.command is not None:
                self._desk.screen_answered(taken.command, "done", "touched")

    def tick(self, now: float) -> bool:
        """Time passes; whether it has ended."""
        self._now = now
        if self.taken is None or now < self.taken.until:
            return False
        self.taken = None
        return True

    @property
    def left(self) -> int:
        """Seconds until it ends; 0 while staff have not taken it."""
        return 0 if self.taken is None else self.taken.left(self._now)

    def shown(self, reading: Shown | Unread) -> bool:
        """A card was held to a reader; whether it was awaited."""
        taken = self.taken
        if taken is None or taken.command is None or taken.kind != "read_card":
            return False
        if taken.card in ("asked", "added", "read"):
            return False
        if isinstance(reading, Shown) and reading.kind == "code":
            return False
        if isinstance(reading, Unread):
            self.taken = replace(taken, card="unread")
            return True
        if not taken.code:
            self.taken = replace(taken, card="read", until=self._now + READ)
            self._desk.screen_answered(taken.command, "done", "card_read")
            return True
        self.taken = replace(taken, card="asked", until=self._now + READING)
        adding = self._desk.staff().add_card(taken.command, reading.digest)
        then, failed = self._told(taken.command, "added"), self._told(taken.command, "failed")
        self._desk.ask(adding, then, failed)
        return True

    def view(self, scene: Scene, now: float) -> View | None:
        """What there is to see of it; `None` when staff have not taken the screen."""
        taken = self.taken
        if taken is None:
            return None
        match taken.kind:
            case "clean":
                return _cleaning(scene, taken.left(now))
            case "check_screen":
                return _check(scene, taken)
            case "read_card":
                return _card(scene, taken, taken.left(now))

    def _told(self, command: UUID, card: Card) -> Callable[[object], None]:
        """What to do with the answer, while the same card is still the matter."""

        def told(answer: object) -> None:
            taken = self.taken
            if taken is None or taken.command != command:
                return
            taken_already = isinstance(answer, KioskError) and answer.code == "credential_taken"
            self.taken = replace(taken, card="credential_taken" if taken_already else card)
            if card == "added":
                self.taken = replace(self.taken, until=self._now + READ)
            self._desk.changed()

        return told


def _cleaning(scene: Scene, left: int) -> View:
    """Calm, with nothing to press: a cloth on the glass presses everything."""
    ends = say("Then it works again. There is nothing you need to press.")
    return View(
        "cleaning",
        scene.title,
        say("This screen is being cleaned"),
        (Notice(Plural("{n} second left", "{n} seconds left", left), (ends,), "info", "clock"),),
        status=scene.clock,
        lead=say("Touches do not count while it is wiped."),
        language=scene.language,
    )


def _check(scene: Scene, taken: Takeover) -> View:
    """A number to compare with the page that staff hold, each colour the screens use, and something to touch."""
    name = scene.details.name if scene.details is not None else ""
    return View(
        "check_screen",
        scene.title,
        say("Screen check: {code}", code=taken.code),
        (
            Notice(say("This is how good news looks"), (), "success", "circle-check"),
            Notice(say("This is how bad news looks"), (), "problem", "triangle-alert"),
            Tile("tile:brand", say("Colour of the council"), None, "square", tone="brand"),
            Tile("tile:night", say("Colour of the night"), None, "square", tone="night"),
            *([Paragraph(Fixed(name), "muted")] if name else []),
        ),
        (Action(SEEN, say("I can read this, and touch works")),),
        status=scene.clock,
        lead=say("This is a check by staff. It ends by itself in two minutes."),
        language=scene.language,
    )


def _card(scene: Scene, taken: Takeover, left: int) -> View:
    """A card is awaited, to open the menu for staff or only to be read; and what became of it."""
    added = (
        say("This card is noted for the visit") if taken.of_visitor else say("This card opens the menu for staff now")
    )
    parts: dict[Card, Notice] = {
        "asked": Notice(say("One moment"), (), "info", "clock"),
        "added": Notice(added, (), "success", "circle-check"),
        "read": Notice(say("A card was read: the reader works"), (), "success", "circle-check"),
        "credential_taken": Notice(
            say("This card opens for somebody else"), (say("Hold another one to the reader."),), "problem", "lock"
        ),
        "unread": Notice(say("That card could not be read"), (say("Hold it still."),), "problem", "triangle-alert"),
        "failed": Notice(
            say("The card was not added"), (say("Begin again on the staff page."),), "problem", "triangle-alert"
        ),
    }
    ends = Plural("This ends by itself in {n} second.", "This ends by itself in {n} seconds.", left)
    return View(
        "read_card",
        scene.title,
        say("Hold the card to the reader"),
        (parts[taken.card], Paragraph(ends, "muted"))
        if taken.card in parts
        else (Notice(ends, (), "info", "clock"),),
        (Action(SEEN, say("Close"), "second"),),
        status=scene.clock,
        lead=say("Staff are adding a card. They see on their page whose it becomes.") if taken.code else None,
        language=scene.language,
    )
