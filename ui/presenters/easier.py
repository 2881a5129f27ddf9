"""One plain screen on which a person says what makes the screens easier for them. It counts until they leave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from kiosk.domain.ease import PLAIN, Ease, Pace
from ui.presenters import bar, take_along, voice
from ui.presenters.scene import Scene
from ui.presenters.view import Action, Choice, Choices, Part, Text, View, say

_SIZES: Final[tuple[tuple[str, Text, Ease], ...]] = (
    ("text_100", say("Ordinary text"), Ease(text=100)),
    ("text_130", say("Larger text"), Ease(text=130)),
    ("text_160", say("Largest text"), Ease(text=160)),
)
_WISHES: Final[tuple[tuple[str, Text, str], ...]] = (
    ("contrast", say("High contrast"), "contrast"),
    ("low", say("Everything lower down"), "arrow-down-to-line"),
    ("slow", say("More time"), "timer"),
    ("still", say("Nothing moves"), "pause"),
    ("pictures", say("Simple pictures"), "image"),
    ("hand_left", say("Left hand only"), "move-left"),
    ("hand_right", say("Right hand only"), "move-right"),
    ("scan", say("One switch"), "scan"),
)
_PACES: Final[tuple[tuple[Pace, Text], ...]] = (
    ("slow", say("Slow")),
    ("ordinary", say("Ordinary")),
    ("quick", say("Quick")),
)
_TURNED: Final[Mapping[str, Ease]] = MappingProxyType({name: ease for name, _label, ease in _SIZES})


def view(scene: Scene) -> View:
    """Everything that can be asked for, and what is asked for now."""
    ease = scene.ease
    sizes = [
        Choice(f"ease:{name}", label, ease.text == wanted.text, half=True, picture="a-large-small")
        for name, label, wanted in _SIZES
    ]
    wishes = [
        Choice(f"ease:{name}", label, chosen(ease, name), multiple=True, half=True, picture=picture)
        for name, label, picture in _WISHES
    ]
    if scene.voice is not None:
        wishes.insert(0, voice.wish(ease))
    helps: list[Part] = [Choices(say("Size of text"), tuple(sizes)), Choices(say("Other help"), tuple(wishes))]
    if ease.scan:
        paces = [Choice(f"ease:scan_{pace}", label, ease.scan == pace, half=True) for pace, label in _PACES]
        helps.append(Choices(say("Speed of the ring"), tuple(paces)))
    if scene.voice is not None and ease.aloud:
        helps += voice.parts(ease, scene.voice, socket=scene.socket)
    helps += take_along.row(scene)
    undo = (Action("action:plain", say("Put everything back"), "second", "rotate-ccw"),) if ease != PLAIN else ()
    return View(
        "easier",
        scene.title,
        say("What would help you?"),
        tuple(helps),
        (Action("action:carry_on", say("Carry on"), icon="arrow-right"), *undo),
        status=scene.status,
        lead=say("It all goes back when you leave."),
        language=scene.language,
        bar=tuple(name for name in scene.bar(bar.BACK) if name != bar.EASIER),
        path=scene.path,
    )


def chosen(ease: Ease, name: str) -> bool:
    """Whether something is asked for, by its name on the screen."""
    match name:
        case "contrast":
            return ease.contrast
        case "low":
            return ease.low
        case "slow":
            return ease.slow
        case "still":
            return ease.still
        case "pictures":
            return ease.pictures
        case "scan":
            return bool(ease.scan)
    return name == f"hand_{ease.hand}"


def turned(ease: Ease, name: str) -> Ease:
    """What is asked for after a press on one of them. A name that is none changes nothing."""
    if name in _TURNED:
        return replace(ease, text=_TURNED[name].text)
    if (pace := next((each for each, _label in _PACES if name == f"scan_{each}"), None)) is not None:
        return replace(ease, scan=pace)
    wanted = not chosen(ease, name)
    match name:
        case "contrast":
            return replace(ease, contrast=wanted)
        case "low":
            return replace(ease, low=wanted)
        case "slow":
            return replace(ease, slow=wanted)
        case "still":
            return replace(ease, still=wanted)
        case "pictures":
            return replace(ease, pictures=wanted)
        case "scan":
            return replace(ease, scan="ordinary" if wanted else "")
        case "hand_left":
            return replace(ease, hand="left" if wanted else "")
        case "hand_right":
            return replace(ease, hand="right" if wanted else "")
    return ease
