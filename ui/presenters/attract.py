"""Nobody is here: what the screen says to whoever comes through the door."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from ui.presenters import opening
from ui.presenters.scene import Scene
from ui.presenters.view import Action, Notice, Part, Text, View, say

MOST_MESSAGES: Final = 3
"""What there is room for, beside a welcome in large letters."""

_CODE: Final = say("If you have a code from us, hold it to the reader now.")
_CHOOSE: Final = say("Choose what you need on the next screen.")


def view(scene: Scene) -> View:
    """The building's name, the messages of the day, whether the offices are open, and one button."""
    messages: tuple[Part, ...] = ()
    heading: Text = say("Welcome. How can we help?")
    if scene.site is not None:
        heading = scene.site.greeting or heading
        today = scene.site.messages_on(scene.today)
        messages = tuple(Notice(message, (), "info", "info") for message in today[:MOST_MESSAGES])
    standing = opening.notice(scene)
    away = (replace(each, body=()) for each in opening.away(scene))
    return View(
        "attract",
        scene.title,
        heading,
        (*messages, *away, *(() if standing is None else (standing,))),
        (Action("action:start", say("Start here"), icon="arrow-right"),),
        status=scene.clock,
        lead=_lead(scene),
        language=scene.language,
        bar=scene.bar(),
    )


def _lead(scene: Scene) -> Text:
    """What can be done here; and with a code, where people who come have them, even before they press anything."""
    if not scene.tiles:
        return say("You can fill in a council form, or find a telephone number.")
    if scene.capabilities.codes:
        return _CODE
    return _CHOOSE


def lasting(shown: View) -> View:
    """A welcome without what is true only of its hour, and without a device that is yet to be found again."""
    lead = _CHOOSE if shown.lead == _CODE else shown.lead
    return replace(shown, parts=(), status=None, lead=lead, logo=None)
