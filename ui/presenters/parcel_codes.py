"""Where digits are typed: a carrier's PIN or pass, and the hand-over code of somebody who collects."""

from __future__ import annotations

from dataclasses import replace

from kiosk.domain.parcel_offer import Offer
from ui.presenters import flow
from ui.presenters.delivery import CODE, Delivery
from ui.presenters.parcel_views import onward, wishes
from ui.presenters.scene import Scene
from ui.presenters.view import Action, Fields, Paragraph, Part, Plural, View, say


def typed(scene: Scene, said: Delivery) -> View:
    """Digits that open something: a carrier's PIN or pass, or a hand-over code."""
    collects = scene.here.screen == CODE
    label = say("Your code") if collects else say("Your PIN or pass")
    wrong = {
        "": None,
        "unknown": say("We do not know these digits. Please look again."),
        "too_many": say("Too many were wrong. Please try again in ten minutes."),
    }[said.wrong]
    field = flow.field_of(scene.here, "code", label, error=wrong)
    # Many drivers share a PIN, and others stand in the foyer; a hand-over code is used up at once.
    parts: list[Part] = [Fields((field if collects else replace(field, value="•" * len(field.value)),))]
    if collects:
        heading, lead = say("Type your hand-over code"), say("The eight digits in the message that we sent you.")
    else:
        heading, lead = say("Type your PIN or pass"), say("You can go on without one: press Back.")
    return flow.page(scene, heading, parts, (onward(),), lead=None if scene.ease.low else lead, error=wrong)


def take(scene: Scene, said: Delivery, offer: Offer | None) -> View:
    """What waits under the code, and where."""
    waiting = said.waiting
    if waiting is None:
        raise LookupError("no code was typed")
    whose = None if offer is None else offer.get(waiting.recipient) or offer.unknown
    parts: list[Part] = [] if whose is None else [Paragraph(say("For {name}", name=whose.name), "strong")]
    parts += [] if whose is None else wishes(whose, say("Where couriers leave them"))
    parts.append(Paragraph(say("Look for the reference {reference} or your name.", reference=waiting.reference)))
    heading = Plural("Take your parcel", "Take your {n} parcels", waiting.number)
    return flow.page(
        scene, heading, parts, (Action("action:take", say("I have taken it"), icon="check", accepts=True),)
    )


def taken(scene: Scene, said: Delivery) -> View:
    """It is noted that they have it."""
    lead = say("We note it when the connection is back.") if said.heard == "later" else None
    actions = (Action("action:finish", say("I have finished"), icon="check"),)
    return flow.page(
        scene, say("Thank you. We have noted it."), (), actions, lead=lead, picture="package-check", ways=()
    )
