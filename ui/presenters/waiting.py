"""Screens at which there is nothing to do: in a waiting area, beside the door of a room, and closed for the night."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from kiosk.domain.waiting import SOMEBODY_COMES, Called, State
from ui.presenters import opening
from ui.presenters.scene import Scene
from ui.presenters.view import Fixed, Notice, Part, Text, View, say

MOST_CALLED: Final = 4
"""What a screen that lies has room for on one page: nobody stands there to turn it."""

_ASKING: Final = say("Please wait. We are asking somebody to come.")

_CALLS: Final[Mapping[State, Text]] = {
    State.WAITING: say("Please wait."),
    State.COMING: say("Your host is coming down."),
    State.FIVE_MINUTES: say("Your host comes in about five minutes."),
    State.SEND_UP: say("You can go through now."),
}
"""What everybody may read of how it stands; of whoever is still being asked for, that they are to wait."""

_OTHERS: Final[Mapping[State, Text]] = {
    State.COMING: say("Somebody is coming"),
    State.FIVE_MINUTES: say("Somebody comes in about five minutes"),
}
"""The same where it is not their host who comes."""


def view(scene: Scene) -> View:
    """For people who wait: who is called and where to, the time, and what is new today. Nothing to press but help."""
    heading: Text = say("Please wait here")
    lead = say("You do not need to do anything here. Help is at the bottom.")
    face = _face("waiting", scene, heading, lead)
    if not scene.waiting:
        return face
    moving = [each for each in scene.waiting if each.state in SOMEBODY_COMES]
    others = [each for each in scene.waiting if each.state not in SOMEBODY_COMES]
    shown = (*reversed(moving), *_in_turn(scene, others, MOST_CALLED - len(moving)))[:MOST_CALLED]
    return replace(face, parts=(*(_call(scene, each) for each in shown), *face.parts[: MOST_CALLED - len(shown)]))


def _in_turn(scene: Scene, others: Sequence[Called], room: int) -> Sequence[Called]:
    """As many as there is room for; where there are more, others each minute."""
    if len(others) <= room or room <= 0 or scene.now is None:
        return others[: max(0, room)]
    first = scene.now.minute * room % len(others)
    return (*others[first:], *others[:first])[:room]


def _call(scene: Scene, called: Called) -> Notice:
    """Somebody, by the name that may stand here or by their number, and what they are to do."""
    who: Text = Fixed(called.name) if called.name else say("Number {number}", number=Fixed(str(called.number)))
    if called.state is State.SEND_UP and called.place:
        return Notice(who, (say("Go to: {place}", place=Fixed(called.place)),), "success", "arrow-right")
    if called.state is State.UNANSWERED and (ring := scene.ring()):
        # Whoever sits here has long left the screen where it says so.
        return Notice(who, (say("Please ring us: {number}", number=ring[0].number),), "info", "phone")
    moving = called.state in SOMEBODY_COMES
    said = (_OTHERS if called.another else _CALLS).get(called.state) or _CALLS.get(called.state, _ASKING)
    return Notice(who, (said,), "success" if moving else "info", "check" if moving else "clock")


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
