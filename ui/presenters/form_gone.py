"""Staff have withdrawn the form that somebody is filling in: what becomes of what they typed, and how to go on.

A form keeps the version it was begun in, and the hub takes one of any version it knows, so nothing is lost by it.
"""

from __future__ import annotations

from typing import Final

from ui.presenters import bar
from ui.presenters.scene import Scene, unsent
from ui.presenters.view import Action, Notice, Part, View, say

SCREEN: Final = "form_gone"


def view(scene: Scene) -> View:
    """Tells it once. Going on is the main choice; nothing is deleted that somebody has not asked to be."""
    typed = unsent(scene.here)
    empty, kept = say("You have not written anything yet."), say("What you wrote is still here. It is not sent yet.")
    notice = Notice(
        say("Staff have just taken this form off this screen."),
        (kept if typed else empty, say("You can still finish it and send it: the council will read it.")),
        "info",
        "info",
    )
    parts: tuple[Part, ...] = (notice, *scene.ring())
    leave = say("Delete my answers") if typed else say("Stop here")
    return View(
        SCREEN,
        scene.title,
        say("This form is no longer offered"),
        parts,
        (
            Action("action:carry_on", say("Carry on"), icon="arrow-right"),
            Action("action:another", leave, "second"),
        ),
        status=scene.status,
        lead=say("You have done nothing wrong. You can also ring us instead."),
        language=scene.language,
        bar=scene.bar(bar.BACK),
        path=scene.path,
    )
