"""The first choice. A tile is there only when its service works."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ui.presenters import opening
from ui.presenters.scene import Scene
from ui.presenters.view import Part, Text, Tile, View, say


def view(scene: Scene) -> View:
    """What most people come for, then what else there is; when the offices are closed, that they are."""
    return View(
        "home",
        scene.title,
        _greeting(scene),
        tuple(_tiles(scene)),
        status=scene.status,
        lead=opening.away_in_a_line(scene) or opening.closed_in_a_line(scene) or say("Choose what you need."),
        language=scene.language,
        bar=scene.bar(),
        path=scene.path,
    )


def _tiles(scene: Scene) -> Iterator[Part]:
    """The services for whoever comes to the building, then council forms where there are any. Where there are only
    forms, help has a tile as large as theirs."""
    yield from (tile for tile in scene.tiles if tile.size == "large")
    forms = Tile("tile:forms", say("Council forms"), say("Report, ask or tell us something"), "file-text")
    if scene.forms:
        yield forms if scene.tiles else replace(forms, size="large", tone="brand")
    yield from (tile for tile in scene.tiles if tile.size == "small")
    if not scene.tiles:
        numbers = say("Ring the council, or get help now")
        yield Tile("tile:help", say("Help and telephone numbers"), numbers, "phone", size="large", tone="night")


def _greeting(scene: Scene) -> Text:
    if scene.now is None:
        return say("Hello. How can we help?")
    if scene.now.hour < 12:
        return say("Good morning. How can we help?")
    if scene.now.hour < 18:
        return say("Good afternoon. How can we help?")
    return say("Good evening. How can we help?")
