"""Staff have the screen for a moment: to wipe the glass, or to see that it shows and feels what it should."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal
from uuid import UUID

from kiosk.domain.commands import Kind
from ui.presenters.scene import Scene
from ui.presenters.view import Action, Fixed, Notice, Paragraph, Plural, Tile, View, say

CLEANING: Final = 30.0
"""Seconds for which no touch counts while the glass is wiped."""

CHECKING: Final = 120.0
"""Seconds for which the check picture waits for somebody to come to it."""

SEEN: Final = "action:seen"


@dataclass(frozen=True, slots=True)
class Takeover:
    """What the screen shows for staff.

    Attributes:
        until: on the monotonic clock, in seconds; then it ends by itself.
        command: what asked for it; `None` for somebody at the terminal.
        code: what the check picture shows.
    """

    kind: Literal["clean", "check_screen"]
    until: float
    command: UUID | None = None
    code: str = ""

    def left(self, now: float) -> int:
        """Seconds until it ends, as they are counted down."""
        return max(0, math.ceil(self.until - now))


def begun(kind: str, command: UUID | None, code: str, now: float) -> Takeover | None:
    """What a command takes the screen for; `None` when it does not."""
    if kind == Kind.CLEAN:
        return Takeover("clean", now + CLEANING, command)
    return Takeover("check_screen", now + CHECKING, command, code) if kind == Kind.CHECK_SCREEN else None


def view(scene: Scene, taken: Takeover, left: int) -> View:
    """The face of a takeover, with so many seconds left."""
    return _cleaning(scene, left) if taken.kind == "clean" else _check(scene, taken)


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
