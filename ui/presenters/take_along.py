"""Taking along what makes the screens easier: a code that another terminal reads."""

from __future__ import annotations

from typing import Final

from kiosk.domain import ease_codes
from kiosk.domain.ease import PLAIN
from ui.presenters import bar
from ui.presenters.scene import Scene
from ui.presenters.view import Action, Code, Paragraph, Row, View, say

SCREEN: Final = "take_along"


def row(scene: Scene) -> tuple[Row, ...]:
    """What leads here, once there is something to take along."""
    if scene.ease == PLAIN:
        return ()
    return (Row("take:along", say("Take these settings with me"), say("To another screen like this one"), "qr-code"),)


def view(scene: Scene) -> View:
    """The code, and in words what it holds and what it does not."""
    return View(
        SCREEN,
        scene.title,
        say("Take a picture of this code"),
        (
            Code(ease_codes.written(scene.ease), say("It says how you like the screen, and nothing about you.")),
            Paragraph(say("Hold it to the reader of another screen like this one. That screen changes to suit you.")),
            Paragraph(say("Nobody can see from it who you are or what you did here."), "muted"),
        ),
        (Action("action:carry_on", say("Carry on"), icon="arrow-right"),),
        status=scene.status,
        language=scene.language,
        bar=scene.bar(bar.BACK),
        path=scene.path,
    )
