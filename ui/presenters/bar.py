"""The bar at the bottom of every screen: the same few ways out, always in the same order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ui.presenters.view import Fixed, Text, say
from ui.presenters.words import NAMES

BACK: Final = "bar:back"
START_AGAIN: Final = "bar:start_again"
LANGUAGE: Final = "bar:language"
EASIER: Final = "bar:easier"
HELP: Final = "bar:help"

ORDER: Final = (BACK, START_AGAIN, LANGUAGE, EASIER, HELP)


@dataclass(frozen=True, slots=True)
class Item:
    """One button of the bar. `language` is the language its label is in."""

    id: str
    label: Text
    icon: str
    language: str


def item(name: str, language: str) -> Item:
    """A button of the bar by its id, for a screen in a language."""
    match name:
        case "bar:back":
            return Item(name, say("Back"), "chevron-left", language)
        case "bar:start_again":
            return Item(name, say("Start again"), "rotate-ccw", language)
        case "bar:language":
            other = other_language(language)
            return Item(name, Fixed(NAMES[other]), "globe", other)
        case "bar:easier":
            return Item(name, say("Easier to use"), "accessibility", language)
        case "bar:help":
            return Item(name, say("Help"), "circle-question-mark", language)
    raise KeyError(name)


def other_language(language: str) -> str:
    """The language the button switches to: named in its own words, so that whoever needs it can read it."""
    return "en" if language == "cy" else "cy"
