"""After sending: the reference, how far the form has come, and what happens next."""

from __future__ import annotations

from kiosk.domain import receipts, second_facts
from kiosk.domain.ease import PLAIN
from kiosk.domain.events import Receipt as Given
from ui.presenters import opinion
from ui.presenters.scene import Scene
from ui.presenters.view import Action, Notice, Paragraph, Part, Receipt, Text, View, say


def view(scene: Scene) -> View:
    """Raises `LookupError` when nothing was saved."""
    session, form = scene.here, scene.form
    given = session.receipt
    if given is None:
        raise LookupError("nothing was saved")
    address = link(scene, given)
    leads = None if address is None else say("Follow it on your phone: {domain}", domain=receipts.domain_of(address))
    states = _states(given)
    narrow = scene.ease.text > PLAIN.text or bool(scene.ease.hand)
    parts: list[Part] = [
        Receipt(
            given.reference,
            () if narrow else states,
            address or receipts.in_words(scene.site, scene.form, given, scene.language),
            leads,
        )
    ]
    if narrow:  # beside the code there is no room for them; one says how far it is, so that the rest is soon reached
        parts.append(Notice(_said(given), (), "success", "circle-check"))
    if given.state == "saved" and not scene.hub_reachable:
        waits = say("It will be sent when the connection is back. You do not have to wait.")
        parts.append(Notice(say("We have saved your form here."), (waits,), "info", "info"))
    parts.append(Paragraph(say("What happens next"), "strong"))
    parts += [Paragraph(paragraph) for paragraph in form.confirmation]
    parts += opinion.offer(scene)
    parts += _without_the_code(scene, address)
    parts += scene.ring()
    return View(
        "receipt",
        scene.title,
        say("Thank you. Keep your reference."),
        tuple(parts),
        (Action("action:finish", say("I have finished"), icon="check"), *_others(scene, narrow=narrow)),
        status=_said(given),
        lead=paper(scene) or _keep(address),
        language=scene.language,
        bar=scene.bar(),
        path=scene.path + 1,
        announce=paper(scene) or _said(given),
    )


def _without_the_code(scene: Scene, address: str | None) -> tuple[Paragraph, ...]:
    """Where the form is found again with the reference alone, and one thing that was given in it."""
    if address is None or not second_facts.asked(scene.form):
        return ()
    domain = receipts.domain_of(address)
    return (
        Paragraph(
            say(
                "If you lose the code, go to {domain}/status with your reference and one thing that you told us.",
                domain=domain,
            )
        ),
    )


def _keep(address: str | None) -> Text:
    if address is None:
        return say("Write it down, or take a picture of this screen.")
    return say("Write it down, or point your phone’s camera at the code.")


def _others(scene: Scene, *, narrow: bool) -> tuple[Action, ...]:
    """What else can be done. Where words are large there is room for one thing: first paper, then something else."""
    offered = (*prints(scene), Action("action:another", say("Do something else"), "second"))
    return offered[:1] if narrow else offered


def prints(scene: Scene) -> tuple[Action, ...]:
    """The button that prints, only while a printer works and nothing has come out."""
    if scene.capabilities.printer != "usable" or scene.here.printed not in (None, "not_printed"):
        return ()
    label = say("Print my receipt") if scene.here.printed is None else say("Try to print again")
    return (Action("action:print", label, "second", icon="printer"),)


def paper(scene: Scene) -> Text | None:
    """What became of the receipt on paper, once somebody asked for it. It stands below the heading, where it is seen
    however large the words are."""
    simulated = scene.capabilities.simulated
    match scene.here.printed:
        case "printing":
            return say("Your receipt is being printed.")
        case "printed" if simulated:
            return say("Your receipt is printed, on a printer that is simulated for this demonstration.")
        case "printed":
            return say("Your receipt is printed. Take it from the printer.")
        case "not_printed":
            return say("We could not print your receipt. Write the reference down, or take a picture of this screen.")
        case "unknown":
            return say(
                "We cannot tell whether your receipt was printed. If nothing comes out, write the reference down."
            )
    return None


def link(scene: Scene, given: Given) -> str | None:
    """Where the person can follow it on their own phone, in the language of the screen; `None` when there is no such
    page. It is good at once: until the hub has the submission, the page says that it is on its way."""
    return None if scene.site is None else receipts.link(scene.site, given.link, scene.language)


def _said(given: Given) -> Text:
    match given.state:
        case "saved":
            return say("Saved here")
        case "sent":
            return say("Sent to the council")
    return say("Accepted by the service")


def _states(given: Given) -> tuple[tuple[Text, bool], ...]:
    return (
        (say("Saved here"), True),
        (say("Sent to the council"), given.state in ("sent", "accepted")),
        (say("Accepted by the service"), given.state == "accepted"),
    )
