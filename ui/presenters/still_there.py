"""Nobody has pressed anything for a while: asks, counts down in sight, and says what happens at the end."""

from __future__ import annotations

from ui.presenters.scene import Scene, unsent
from ui.presenters.view import Action, Notice, Plural, View, say


def view(scene: Scene) -> View:
    """`scene.countdown` seconds are left."""
    gone = (
        say("Then your answers will be deleted from this screen.")
        if unsent(scene.here)
        else say("Then this screen goes back to the start.")
    )
    return View(
        "still_there",
        scene.title,
        say("Are you still there?"),
        (Notice(Plural("{n} second left", "{n} seconds left", scene.countdown), (gone,), "info", "clock"),),
        (
            Action("action:still_here", say("I am still here")),
            Action("action:finish", say("I have finished"), "second"),
        ),
        status=scene.status,
        language=scene.language,
        announce=Plural("{n} second left", "{n} seconds left", 10) if scene.countdown <= 10 else None,
        path=scene.path,
    )
