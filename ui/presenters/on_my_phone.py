"""Going on with a form on one's own phone: a code to point its camera at, and what happens then."""

from __future__ import annotations

from typing import Final, Literal

from kiosk.domain import continuations, receipts
from kiosk.domain.continuations import Offered
from ui.presenters import bar
from ui.presenters.scene import Scene
from ui.presenters.view import Action, Code, Fixed, Notice, Paragraph, Part, Text, View, say

SCREEN: Final = "on_my_phone"
TAKEN: Final = "taken"


def offered(scene: Scene) -> bool:
    """Whether the form on screen can go on on a phone now: there are pages for it, and a hub in reach."""
    session = scene.session
    if session is None or session.form is None or session.receipt is not None:
        return False
    return scene.hub_reachable and scene.site is not None and scene.site.public_url is not None


def action(scene: Scene, *, first: bool = False) -> tuple[Action, ...]:
    """The button that leads here; the first choice where a photo or a file is wanted, which a screen cannot take."""
    look: Literal["main", "second"] = "main" if first else "second"
    button = Action("action:on_my_phone", say("Do this on my phone"), look, icon="smartphone")
    return (button,) if offered(scene) else ()


def view(scene: Scene) -> View:
    """The code; before it comes, that it is coming; or why there is none."""
    offer = scene.here.phone
    parts: tuple[Part, ...]
    match offer:
        case Offered() if scene.site is not None and scene.site.public_url is not None:
            heading, parts = say("Point your phone’s camera at this code"), _code(scene.site.public_url, offer)
        case "failed":
            heading = say("We could not make a code")
            parts = (
                Notice(
                    say("There is no connection just now."),
                    (say("Your answers are still here. You can go on at this screen."),),
                    "problem",
                    "wifi-off",
                ),
            )
        case _:
            heading, parts = say("Making your code"), (Paragraph(say("This takes a moment.")),)
    return View(
        SCREEN,
        scene.title,
        heading,
        parts,
        (Action("action:carry_on", say("Go on at this screen"), "second"),),
        status=scene.status,
        language=scene.language,
        bar=scene.bar(bar.BACK, bar.START_AGAIN),
        path=scene.path,
        announce=None if not isinstance(offer, Offered) else say("The code works once, for five minutes."),
    )


def taken(scene: Scene) -> View:
    """Somebody has the form on their phone; nothing of it is here any more."""
    return View(
        TAKEN,
        scene.site.name if scene.site is not None else say("Council reception"),
        say("Your form is on your phone"),
        (
            Paragraph(say("Go on there. You can also keep it and send it later.")),
            Paragraph(say("Nothing that you answered is left on this screen."), "muted"),
        ),
        (
            Action("action:finish", say("I have finished"), icon="check"),
            Action("action:another", say("Do something else"), "second"),
        ),
        language=scene.language,
        bar=scene.bar(),
        path=scene.path + 1,
    )


def _code(public_url: str, offer: Offered) -> tuple[Part, ...]:
    leads: Text = say("It leads to {domain}", domain=receipts.domain_of(public_url))
    address = continuations.address(public_url, offer.token)
    if receipts.on_this_machine(public_url):
        here = (say("A phone cannot open these pages. Open this address in a browser here:"), Fixed(address))
        return (Code(address, leads), Notice(say("This is a trial on one computer"), here, "info", "info"))
    return (
        Code(address, leads),
        Paragraph(say("Your answers go with you. There is nothing of them in the code itself.")),
        Paragraph(say("The code works once, for five minutes. Then this screen lets go of your answers."), "muted"),
    )
