"""The screen can serve nobody: who can, instead."""

from __future__ import annotations

from ui.presenters.scene import Scene
from ui.presenters.view import Notice, Text, View, say


def view(scene: Scene) -> View:
    """Says that it is not the visitor's fault, that we know, and which number to ring."""
    return View(
        "out_of_service",
        scene.title,
        say("Sorry, this screen is not working"),
        (
            Notice(_why(scene.reason), (say("Please try again later, or ring us."),), "problem", "triangle-alert"),
            *scene.ring(),
        ),
        status=scene.status,
        lead=say("You have done nothing wrong. Help still works: the button is at the bottom."),
        language=scene.language,
        bar=scene.bar(),
    )


def _why(reason: str | None) -> Text:
    match reason:
        case "withdrawn":
            return say("The council has taken this screen out of use.")
        case "disk_full":
            return say("This screen's memory is full, so it cannot save forms.")
        case "journal_failed":
            return say("This screen cannot save forms at the moment.")
        case "power":
            return say("The power has failed, and this screen is about to switch itself off.")
    return say("This screen is waiting for the council's computer and has nothing to show yet.")
