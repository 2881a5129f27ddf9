"""Nobody is here: what the screen says to whoever comes through the door."""

from __future__ import annotations

from ui.presenters.scene import Scene
from ui.presenters.view import Action, Notice, Part, View, say


def view(scene: Scene) -> View:
    """The building's name, the messages of the day, and one button."""
    messages: tuple[Part, ...] = ()
    if scene.site is not None:
        messages = tuple(Notice(message, (), "info", "info") for message in scene.site.messages_on(scene.today))
    return View(
        "attract",
        scene.title,
        say("Welcome. How can we help?"),
        messages,
        (Action("action:start", say("Start here"), icon="arrow-right"),),
        status=scene.clock,
        lead=say("You can fill in a council form, or find a telephone number."),
        language=scene.language,
        bar=scene.bar(),
    )
