"""The languages of the site, each in its own words and letters. Choosing one leads back to where somebody was."""

from __future__ import annotations

from typing import Final

from kiosk.domain.languages import NAMES
from kiosk.terminal.session import Session
from ui.presenters import bar
from ui.presenters.scene import Scene
from ui.presenters.view import Choice, Choices, Fixed, View, say

SCREEN: Final = "languages"


def view(scene: Scene) -> View:
    """A plain list."""
    offered = tuple(
        Choice(f"language:{tag}", Fixed(NAMES[tag]), tag == scene.language, language=tag) for tag in scene.languages
    )
    return View(
        SCREEN,
        scene.title,
        say("Which language would you like?"),
        (Choices(say("Language"), offered),),
        status=scene.status,
        lead=say("Your place and your answers stay as they are."),
        language=scene.language,
        bar=tuple(name for name in scene.bar(bar.BACK) if name != bar.LANGUAGE),
        path=scene.path,
    )


def choose(session: Session, tag: str, scene: Scene) -> bool:
    """Speaks another language from now on; false when the site has none of that name."""
    if tag not in scene.languages:
        return False
    session.language = tag
    return True
