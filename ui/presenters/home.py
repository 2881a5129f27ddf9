"""The first choice. A tile is there only when its service works."""

from __future__ import annotations

from ui.presenters import opening
from ui.presenters.scene import Scene
from ui.presenters.view import Part, Text, Tile, View, say


def view(scene: Scene) -> View:
    """Council forms where there are any, and help always; when the offices are closed, that they are."""
    tiles: list[Part] = []
    if scene.forms:
        tiles.append(
            Tile(
                "tile:forms",
                say("Council forms"),
                say("Report, ask or tell us something"),
                "file-text",
                size="large",
                tone="brand",
            )
        )
    tiles.append(
        Tile(
            "tile:help",
            say("Help and telephone numbers"),
            say("Ring the council, or get help now"),
            "phone",
            size="large",
            tone="night",
        )
    )
    return View(
        "home",
        scene.title,
        _greeting(scene),
        tuple(tiles),
        status=scene.status,
        lead=opening.away_in_a_line(scene)
        or opening.closed_in_a_line(scene)
        or say("Choose what you need. Help is always at the bottom."),
        language=scene.language,
        bar=scene.bar(),
        path=scene.path,
    )


def _greeting(scene: Scene) -> Text:
    if scene.now is None:
        return say("Hello. How can we help?")
    if scene.now.hour < 12:
        return say("Good morning. How can we help?")
    if scene.now.hour < 18:
        return say("Good afternoon. How can we help?")
    return say("Good evening. How can we help?")
