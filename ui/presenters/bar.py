"""The bar at the bottom of every screen: the same few ways out, always in the same order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kiosk.domain.languages import NAMES
from ui.presenters.view import Fixed, Text, say

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


def item(name: str, language: str, languages: Sequence[str]) -> Item:
    """A button of the bar by its id, for a screen in a language at a site that offers several."""
    match name:
        case "bar:back":
            return Item(name, say("Back"), "chevron-left", language)
        case "bar:start_again":
            return Item(name, say("Start again"), "rotate-ccw", language)
        case "bar:language":
            if (other := other_language(language, languages)) is None:
                return Item(name, say("Language"), "globe", language)
            return Item(name, Fixed(NAMES[other]), "globe", other)
        case "bar:easier":
            return Item(name, say("Easier to use"), "accessibility", language)
        case "bar:help":
            return Item(name, say("Help"), "circle-question-mark", language)
    raise KeyError(name)


def other_language(language: str, languages: Sequence[str]) -> str | None:
    """The language the button switches to, named in its own words, so that whoever needs it can read it; `None` where
    there are more to choose from, and the button leads to a list of them."""
    others = [each for each in languages if each != language]
    return others[0] if len(others) == 1 else None
