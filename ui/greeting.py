"""What a terminal greets with while it is still being started: the welcome it showed last, kept on its disk.

Nothing in it is anybody's, nor of any day: the council's name, colours and logo, the words of the welcome and its
buttons. What follows from the time, the clock and the notices, is left out, and their place stays empty.

It is taken off the disk when it is used, and put back when the same welcome stands there again. So it never outlives
a state in which nobody is welcome (out of service, an emergency, staff at work), however the program ended; and a
greeting that cannot be shown is not tried twice.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from kiosk.domain.definition import Localised
from kiosk.domain.languages import NAMES
from kiosk.domain.logos import Png
from kiosk.domain.site import Brand, Logo
from ui.presenters import bar
from ui.presenters.view import Action, Message, Text, View

if TYPE_CHECKING:
    from kiosk.terminal.settings import ScreenSettings

FILE = "greeting.json"

SHOWN = "attract"
"""The name of the view that greets."""


@dataclass(frozen=True, slots=True)
class Panel:
    """The part of the screen's settings that a window is opened with. Lengths are pixels."""

    width: int
    height: int
    fullscreen: bool
    loop: Literal["event", "stock"]
    partial_frames: bool

    @classmethod
    def of(cls, screen: ScreenSettings) -> Panel:
        """That of a terminal's settings."""
        return cls(screen.width, screen.height, screen.fullscreen, screen.loop, screen.partial_frames)


@dataclass(frozen=True, slots=True)
class Greeting:
    """A welcome that was shown.

    Attributes:
        view: of it what lasts (`ui.presenters.attract.lasting`).
        inches, middle: the panel's diagonal, and millimetres from the floor to its middle.
        held: pixels of the place for notices.
    """

    panel: Panel
    inches: float
    middle: float
    brand: Brand
    logo: Logo | None
    view: View
    held: float


def take(folder: Path) -> Greeting | None:
    """The greeting kept in a folder, which does not hold it any more; `None` where there is none to be used."""
    path = folder / FILE
    try:
        text = path.read_text("utf-8")
        path.unlink()
        return _read(json.loads(text))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def keep(folder: Path, greeting: Greeting | None) -> None:
    """Keeps a greeting for the next start, whole or not at all; or none, where nobody is to be greeted."""
    path = folder / FILE
    # Without it a start takes longer, and nothing else is different.
    with suppress(OSError):
        if greeting is None:
            path.unlink(missing_ok=True)
            return
        draft = folder / f"{FILE}.new"
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(_written(greeting), file)
        draft.replace(path)


def _written(greeting: Greeting) -> dict[str, object]:
    panel, brand, logo, view = greeting.panel, greeting.brand, greeting.logo, greeting.view
    document: dict[str, object] = {
        "panel": [panel.width, panel.height, panel.fullscreen, panel.loop, panel.partial_frames],
        "inches": greeting.inches,
        "middle": greeting.middle,
        "brand": [brand.colour, brand.dark, brand.accent],
        "held": greeting.held,
        "title": _text_written(view.title),
        "heading": _text_written(view.heading),
        "lead": _text_written(view.lead),
        "actions": [[each.id, _text_written(each.label), each.icon] for each in view.actions],
        "language": view.language,
        "languages": view.languages,
        "bar": view.bar,
    }
    if logo is not None:
        picture = logo.picture
        data = base64.b64encode(picture.data).decode()
        document["logo"] = [data, picture.width, picture.height, _text_written(logo.alt), logo.on_white]
    return document


def _read(document: Mapping[str, Any]) -> Greeting:
    language = document["language"]
    if language not in NAMES or not NAMES.keys() >= set(document["languages"]) or not document["actions"]:
        raise ValueError
    if not set(bar.ORDER) >= set(document["bar"]):
        raise ValueError
    return Greeting(
        Panel(*document["panel"]),
        float(document["inches"]),
        float(document["middle"]),
        Brand(*document["brand"]),
        _logo(*document["logo"]) if "logo" in document else None,
        View(
            SHOWN,
            _text(document["title"]),
            _text(document["heading"]),
            actions=tuple(Action(name, _text(label), icon=icon) for name, label, icon in document["actions"]),
            lead=None if document["lead"] is None else _text(document["lead"]),
            language=language,
            bar=tuple(document["bar"]),
            languages=tuple(document["languages"]),
        ),
        float(document["held"]),
    )


def _logo(data: str, width: int, height: int, alt: object, on_white: bool) -> Logo:
    return Logo(Png(base64.b64decode(data, validate=True), width, height), _localised(alt), on_white)


def _text_written(text: Text | None) -> object:
    match text:
        case None:
            return None
        case Message(sentence, args) if not args:
            return sentence
        case Localised(en, cy, more):
            return [en, cy, more]
    raise TypeError(text)


def _text(written: object) -> Text:
    return Message(written) if isinstance(written, str) else _localised(written)


def _localised(written: Any) -> Localised:
    en, cy, more = written
    return Localised(en, cy, tuple((language, words) for language, words in more))
