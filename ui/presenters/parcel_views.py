"""The screens of a courier, and of somebody who collects.

What a recipient wants done stands above the button that says it was done. What nobody here can do, such as sign, is
said before anybody waits for it; and that somebody was told is said only once it is so.
"""

from __future__ import annotations

from typing import Final

from kiosk.domain.definition import Localised
from kiosk.domain.ease import PLAIN
from kiosk.domain.hours_in_words import words
from kiosk.domain.languages import NAMES
from kiosk.domain.parcel_offer import Offer, Recipient
from kiosk.domain.parcel_rules import Takes
from kiosk.domain.parcels import Did, Purpose
from ui.presenters import bar, delivery, flow, parcel_photos
from ui.presenters.delivery import Delivery
from ui.presenters.parcel_desk import Heard, ParcelDesk
from ui.presenters.scene import Scene
from ui.presenters.view import (
    Action,
    Choice,
    Choices,
    Fields,
    Fixed,
    Notice,
    Paragraph,
    Part,
    Plural,
    Receipt,
    Row,
    Text,
    Tile,
    Typed,
    View,
    say,
)

MOST_TILES: Final = 6
"""Recipients that have a tile: those most used."""

MOST_FOUND: Final = 3
"""Of a search at once, so that they have room beside the keyboard."""

EACH: Final = (1, 2, 3, 4, 5)
"""Numbers of parcels that are one press away."""


def choose(scene: Scene, said: Delivery, desk: ParcelDesk) -> View:
    """Whom it is for: those most used as tiles, and every other way below them. Where words are large the other ways
    are in the list, because as buttons they would leave no room for it."""
    every = desk.recipients()
    parts: list[Part] = [
        Tile(f"to:{each.id}", each.name, None, "building-2" if each.tenant else "users")
        for each in every[:MOST_TILES]
    ]
    ways = _ways(said, desk, more=len(every) > MOST_TILES)
    if narrow := _narrow(scene):
        parts += [Row(each.id, each.label) for each in ways]
    heading = say("Who is it for?") if said.purpose is Purpose.DELIVERY else say("Who are you collecting from?")
    lead = None if said.carrier is None else say("Hello {carrier}.", carrier=Fixed(said.carrier.name))
    return flow.page(scene, heading, parts, () if narrow else ways, lead=lead)


def _narrow(scene: Scene) -> bool:
    """Whether there is room for few buttons."""
    return scene.ease.text > PLAIN.text or bool(scene.ease.hand) or scene.ease.low


def _ways(said: Delivery, desk: ParcelDesk, *, more: bool) -> list[Action]:
    """What leads on besides the tiles."""
    ways = [Action("parcel:search", say("Somebody else"), "second", icon="search")] if more else []
    if said.purpose is Purpose.PICK_UP:
        return ways
    offer = desk.offer()
    if offer is not None and offer.unknown is not None:
        ways.append(Action("parcel:unknown", say("I do not know who it is for"), "second"))
    ways.append(Action("parcel:pick_up", say("I have come to collect"), "second"))
    if desk.carriers() and said.carrier is None:
        ways.append(Action("parcel:pin", say("I have a PIN or a pass"), "second"))
    return ways


def search(scene: Scene, said: Delivery, desk: ParcelDesk) -> View:
    """Finding a recipient by name."""
    session = scene.here
    parts: list[Part] = [Fields((flow.field_of(session, "name", say("Name of the team or company")),))]
    fitting = found(said, desk)
    parts += [Row(f"to:{each.id}", each.name) for each in fitting]
    typed = said.typed.get("name", "").strip()
    offer = desk.offer()
    if typed and not fitting:
        parts.append(Paragraph(say("We find nobody called “{name}” here.", name=Typed(typed))))
        if said.purpose is Purpose.DELIVERY and offer is not None and offer.unknown is not None:
            parts.append(Row("parcel:unknown", say("I do not know who it is for")))
    away = Action("action:close_keyboard", say("Put the keyboard away"), "second")
    count = Plural("{n} name fits", "{n} names fit", len(fitting)) if typed else None
    return flow.page(
        scene,
        say("Who is it for?") if said.purpose is Purpose.DELIVERY else say("Who are you collecting from?"),
        parts,
        (away,) if session.active and not scene.ease.low else (),
        announce=count,
    )


def found(said: Delivery, desk: ParcelDesk) -> list[Recipient]:
    """Those that fit what was typed, the best first."""
    offer = desk.offer()
    return [] if offer is None else offer.find(said.typed.get("name", ""))[:MOST_FOUND]


def one(scene: Scene, said: Delivery, offer: Offer | None, *, known: bool) -> View:
    """What its recipient wants done, how many, and that it was done."""
    whose = delivery.whose(said, offer)
    back, note = Action("action:gone", say("I am taking it back with me"), "second"), say("What they say")
    if not said.unknown and whose.takes is Takes.NOBODY:
        parts = [*wishes(whose, note), *scene.ring()]
        return flow.page(scene, say("{name} takes no parcels here", name=whose.name), parts, (_main(back),))
    if not said.unknown and whose.takes is Takes.KNOWN and said.carrier is None:
        pin = (Action("action:pin", say("I have a PIN or a pass")),) if known else ()
        heading = say("{name} takes parcels only from carriers they know", name=whose.name)
        return flow.page(scene, heading, wishes(whose, note), (*pin, back))
    if not said.unknown and not whose.open(scene.now):
        come = Action("action:call", say("Ask them to come"), icon="bell-ring")
        heading, narrow = say("{name} takes no parcels just now", name=whose.name), _narrow(scene)
        rows = (Row(back.id, back.label),) if narrow else ()
        return flow.page(scene, heading, (*wishes(whose, note), *rows), (come,) if narrow else (come, back))
    parts = wishes(whose)
    if said.unknown:
        parts.append(Paragraph(say("You can leave this empty. They find out whose it is.")))
        parts.append(Fields((flow.field_of(scene.here, "label", say("Name on the label"), optional=True),)))
    parts.append(Paragraph(say("How many parcels?"), "strong"))
    parts.append(Choices(say("How many parcels?"), _numbers(said.number)))
    if scene.here.active is not None:
        actions: tuple[Action, ...] = (Action("action:continue", say("Put the keyboard away"), "second"),)
    else:
        actions = (
            Action("action:left", say("I have left it here"), icon="check", accepts=True),
            Action("action:sign", say("Somebody must sign or take it"), "second", icon="pen-line"),
        )
    return flow.page(scene, say("Leave it for {name}", name=whose.name), parts, actions)


def number(scene: Scene) -> View:
    """How many, where it is more than a few."""
    field = flow.field_of(scene.here, "number", say("Number of parcels"))
    return flow.page(scene, say("How many parcels?"), (Fields((field,)),), (onward(),))


def sign(scene: Scene, said: Delivery, offer: Offer | None) -> View:
    """Nobody here can sign: what that leaves."""
    whose = delivery.whose(said, offer)
    return flow.page(
        scene,
        say("Nobody in this foyer can sign"),
        (
            Paragraph(say("We can ask {name} to come down now. We cannot promise that they will.", name=whose.name)),
            Paragraph(say("You can also leave it, if your company lets you. Our reference is your proof.")),
        ),
        (
            Action("action:call", say("Ask them to come"), icon="bell-ring"),
            Action("action:left", say("I have left it here"), "second"),
            Action("action:gone", say("I am taking it back with me"), "second"),
        ),
        picture="pen-line",
    )


def waits(scene: Scene, said: Delivery, offer: Offer | None) -> View:
    """Somebody was asked to come, or could not be."""
    whose = delivery.whose(said, offer)
    collects = said.purpose is Purpose.PICK_UP
    wait = say("Please wait a few minutes. Now and then we ask whether you are still there.")
    parts: list[Part] = [Paragraph(wait)] if said.called == "told" else []
    parts.append(Paragraph(say("If nobody comes, choose what you do. They hear of it.")))
    leave = () if collects else (Action("action:left", say("I have left it here"), "second"),)
    done = say("They gave it to me") if collects else say("They have taken it")
    gone = say("I am leaving without it") if collects else say("I am taking it back with me")
    asked = {
        "told": say("We have asked {name} to come", name=whose.name),
        "noted": say("We have no way to reach {name} now", name=whose.name),
        "later": say("We cannot reach {name} just now", name=whose.name),
    }[said.called or "later"]
    return flow.page(
        scene,
        asked,
        parts,
        (Action("action:handed", done, icon="check"), *leave, Action("action:gone", gone, "second")),
        announce=asked,
        picture="bell-ring" if said.called == "told" else "wifi-off",
        ways=(),
    )


def done(scene: Scene, said: Delivery, offer: Offer | None) -> View:
    """The reference, what was done, and whether they were told."""
    whose = delivery.whose(said, offer)
    lead = _told(said, whose)
    kept = Receipt(said.reference, (), _in_words(scene, said))
    parts: list[Part] = [kept] if said.left else []
    parts += [
        Paragraph(say("{number} for {name}", number=count, name=each.name), "strong") for count, each in said.left
    ]
    parts += parcel_photos.missing(said)
    others = []
    if said.left and scene.capabilities.printer == "usable" and said.printed in (None, "not_printed"):
        again = say("Print my proof") if said.printed is None else say("Try to print again")
        others.append(Action("action:print", again, "second", icon="printer"))
    if said.purpose is Purpose.DELIVERY:
        others.append(Action("action:another_parcel", say("Another recipient"), "second", icon="package-plus"))
    finish = Action("action:finish", say("I have finished"), icon="check")
    actions = (finish, *(others[:1] if _narrow(scene) else others))
    heading = say("Thank you. Keep your reference.") if said.left else say("Thank you. We have noted it.")
    return flow.page(scene, heading, parts, actions, lead=_paper(said) or lead, announce=lead, ways=())


def noting(scene: Scene) -> View:
    """While it is kept."""
    return flow.page(scene, say("We are noting it"), (Paragraph(say("This takes a moment.")),), ways=())


def trouble(scene: Scene) -> View:
    """It could not be kept."""
    body = (say("Please take it with you, or ring us."),)
    parts: tuple[Part, ...] = (Notice(say("Nothing was noted."), body, "problem", "package-x"), *scene.ring())
    actions = (Action("action:finish", say("I have finished")),)
    return flow.page(scene, say("We could not note this"), parts, actions, ways=(bar.BACK,))


def wishes(whose: Recipient, title: Text | None = None) -> list[Part]:
    """What a courier must know before anything is left."""
    body: list[Text] = [] if whose.words is None else [whose.words]
    if whose.place:
        body.append(say("Where: {place}", place=Fixed(whose.place)))
    if whose.hours is not None:
        spoken = [words(whose.hours, each) for each in NAMES]
        body.append(
            say("When: {hours}", hours=Localised(spoken[0], spoken[1], tuple(zip(NAMES, spoken, strict=True))[2:]))
        )
    return [Notice(title or say("Before you leave it"), tuple(body), "info", "info")] if body else []


def _numbers(chosen: int) -> tuple[Choice, ...]:
    usual = [Choice(f"number:{each}", Fixed(str(each)), each == chosen, half=True) for each in EACH]
    label: Text = say("More") if chosen in EACH else Fixed(str(chosen))
    return (*usual, Choice("number:more", label, chosen not in EACH, half=True))


def _told(said: Delivery, whose: Recipient) -> Text:
    """Whether they know, as far as that is certain."""
    if said.did is Did.HANDED:
        return say("They have it. Nothing more is needed.")
    heard: Heard = said.heard or "later"
    match heard:
        case "told":
            return say("We are telling {name} now.", name=whose.name)
        case "noted":
            return say("{name} sees it on their list.", name=whose.name)
    return say("It is saved here. {name} is told when the connection is back.", name=whose.name)


def _paper(said: Delivery) -> Text | None:
    match said.printed:
        case "printing":
            return say("Your proof is being printed.")
        case "printed":
            return say("Your proof is printed. Take it from the printer.")
        case "not_printed":
            return say("We could not print it. Write the reference down, or take a picture of this screen.")
        case "unknown":
            return say("We cannot tell whether it was printed. If nothing comes out, take a picture of this screen.")
    return None


def _in_words(scene: Scene, said: Delivery) -> str:
    """What the code holds: the proof, with nothing of a person in it."""
    site = "" if scene.site is None else scene.site.name.get(scene.language)
    when = "" if scene.now is None else f"{scene.now:%Y-%m-%d %H:%M}"
    lines = [f"{count} x {each.name.get(scene.language)}" for count, each in said.left]
    return "\n".join(each for each in (said.reference, site, when, *lines) if each)


def onward() -> Action:
    """The button under something typed."""
    return Action("action:continue", say("Continue"), icon="arrow-right")


def _main(action: Action) -> Action:
    return Action(action.id, action.label, icon=action.icon)
