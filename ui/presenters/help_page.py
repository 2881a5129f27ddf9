"""Help, which needs no network: whom to ring and when, what to do in danger, how to leave this page at once."""

from __future__ import annotations

from typing import Final

from ui.presenters import bar, on_my_phone, opening
from ui.presenters.scene import Scene
from ui.presenters.view import Action, Contact, Fixed, Notice, Paragraph, Part, Tile, View, say

LEAVE: Final = Action("action:leave", say("Leave this page now"), "danger", "log-out")

_NATIONAL: Final[tuple[Contact, ...]] = (
    Contact(say("Danger now: police, fire or ambulance"), Fixed("999"), say("Free, day and night"), urgent=True),
    Contact(say("Police, when it is not an emergency"), Fixed("101"), say("Day and night")),
    Contact(say("Somebody to talk to: Samaritans"), Fixed("116 123"), say("Free, day and night")),
)
"""Numbers that are the same everywhere, for a screen that has never heard from its hub."""


def view(scene: Scene) -> View:
    """The council's numbers with their hours, and whether somebody answers now."""
    contacts = scene.ring()
    if scene.site is not None and scene.site.contacts:
        # A number nobody answers now comes after those that somebody may.
        known = (opening.contact(scene, each) for each in scene.site.contacts)
        contacts = tuple(sorted(known, key=lambda each: each.now is not None and not each.answered))
    parts: list[Part] = [
        Tile(
            "tile:help_now",
            say("I need help now"),
            say("Danger, nowhere to sleep, or not safe at home"),
            "life-buoy",
            size="large",
            tone="night",
        ),
        *_phone(scene),
        *contacts,
        *opening.closed(scene),
        Paragraph(say("This screen cannot make telephone calls. It does not listen or watch."), "muted"),
        *_about(scene),
    ]
    return View(
        "help",
        scene.title,
        say("Help"),
        tuple(parts),
        (LEAVE,),
        status=scene.status,
        lead=say("You can ring these numbers from any telephone."),
        language=scene.language,
        bar=_bar(scene),
        path=scene.path,
    )


def _phone(scene: Scene) -> tuple[Part, ...]:
    """From every question it is one press to here, and one more to go on elsewhere."""
    if not on_my_phone.offered(scene):
        return ()
    note = say("Your answers go with you")
    return (Tile("tile:on_my_phone", say("Do this form on my phone"), note, "smartphone", size="large"),)


def now(scene: Scene) -> View:
    """Emergency numbers, and this building's address to read out."""
    numbers: tuple[Contact, ...] = _NATIONAL
    parts: list[Part] = []
    if scene.site is not None:
        if scene.site.emergency:
            numbers = tuple(
                Contact(each.name, Fixed(each.number), each.note, urgent=each.number == "999")
                for each in scene.site.emergency
            )
        where = (Fixed(", ".join(scene.site.address)), Fixed(scene.site.postcode))
        parts.append(Notice(say("You are here"), where, "info", "map-pin"))
    honest = say("This screen cannot ring anybody for you. Use a telephone, or ask somebody near you.")
    return View(
        "help_now",
        scene.title,
        say("I need help now"),
        (*parts, *numbers),
        (LEAVE,),
        status=scene.status,
        lead=honest,
        language=scene.language,
        bar=_bar(scene),
        path=scene.path,
    )


def _about(scene: Scene) -> tuple[Paragraph, ...]:
    """Who runs the service, and where to read how answers are used."""
    said = () if scene.site is None else (scene.site.run_by, scene.site.privacy)
    return tuple(Paragraph(words, "muted") for words in said if words is not None)


def _bar(scene: Scene) -> tuple[str, ...]:
    return tuple(name for name in scene.bar(bar.BACK) if name != bar.HELP)
