"""Screens at which there is nothing to do: in a waiting area, beside the door of a room, and closed for the night."""

from __future__ import annotations

from dataclasses import replace

from ui.presenters import opening
from ui.presenters.scene import Scene
from ui.presenters.view import Fixed, Notice, Part, Text, View, say


def view(scene: Scene) -> View:
    """For people who wait: where they are, the time, and what is new today. Nothing to press but help."""
    heading: Text = say("Please wait here")
    return _face("waiting", scene, heading, say("You do not need to do anything here. Help is at the bottom."))


def room_panel(scene: Scene) -> View:
    """Beside a room: which it is, and the time. It promises nothing it cannot do."""
    place = scene.details.place or scene.details.name if scene.details is not None else ""
    heading = Fixed(place) if place else say("Room panel")
    return _face("room_panel", scene, heading, say("To ask about this room, press Help for the numbers to ring."))


def closed(scene: Scene) -> View:
    """Staff have closed it for the night: who can be rung, and that help still works."""
    return View(
        "closed",
        scene.title,
        say("This screen is closed now"),
        scene.ring(),
        status=scene.clock,
        lead=say("Staff will open it again. Help still works: the button is at the bottom."),
        language=scene.language,
        bar=scene.bar(),
    )


def _face(name: str, scene: Scene, heading: Text, lead: Text) -> View:
    parts: list[Part] = []
    if scene.site is not None:
        parts += [Notice(message, (), "info", "info") for message in scene.site.messages_on(scene.today)]
    if (standing := opening.notice(scene)) is not None:
        parts.append(replace(standing, body=()))  # what else it says is about what can be done at a screen
    return View(
        name,
        scene.title,
        heading,
        tuple(parts),
        status=scene.clock,
        lead=lead,
        language=scene.language,
        bar=scene.bar(),
    )
