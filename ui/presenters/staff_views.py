"""What staff see at the terminal: the door, the menu behind it, and how the screen is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from kiosk.domain.devices import Device, State
from kiosk.domain.doors import Door
from kiosk.domain.terminals import LEAST_FREE_MB, Health
from ui.presenters.scene import Scene
from ui.presenters.view import (
    Action,
    Field,
    Fields,
    Keyboard,
    Notice,
    Paragraph,
    Part,
    Plural,
    Row,
    Text,
    View,
    say,
)

LEAVE: Final = Action("action:leave", say("Leave this menu"), "second")
BACK: Final = Action("action:menu", say("Back to the menu"))
BOX: Final = Action("action:code", say("Use the code of the fire box"), "second")
LOUDER: Final = {"loud:quiet": -3, "loud:usual": 0, "loud:loud": 3}
"""Steps louder than usual, by what is pressed to hear it."""

SENTENCE: Final = say("This is how loud this screen speaks.")


def door(scene: Scene, typed: int, trouble: str | None, seconds: int, *, code: bool = False) -> View:
    """Digits to type, that nobody behind them can read; and why it did not open, if it did not.

    Args:
        code: whether the code of the fire box opens anything here.
    """
    field = Field("field:pin", say("Your PIN"), "•" * typed, typed, error=None)
    waits = seconds > 0
    parts: tuple[Part, ...] = (Fields((field,)),)
    if trouble is not None:
        wait = (Plural("You can try again in {n} second", "You can try again in {n} seconds", seconds),)
        told = Notice(_closed(trouble), wait if waits else (), "problem", "lock")
        parts = (told,) if waits else (told, *parts)
    return View(
        "staff_door",
        scene.title,
        say("For staff: enter your PIN"),
        parts,
        (*((BOX,) if code else ()), Action("action:leave", say("Go back to the start"), "second")),
        status=scene.clock,
        lead=_DIGITS_OR_CARD if scene.capabilities.cards else _DIGITS,
        keyboard=None if waits else Keyboard.PIN,
        language=scene.language,
    )


_DIGITS: Final = say("It has six digits. You chose it on the staff pages, under your account.")
_DIGITS_OR_CARD: Final = say(
    "It has six digits, and you chose it on the staff pages. Or hold your card to the reader."
)


def menu(
    scene: Scene, *, prints: bool, sounds: bool, doors: bool, leads: bool, may_exit: bool, trouble: str | None
) -> View:
    """What can be done; what cannot is not there."""
    rows = [Row("staff:health", say("See how this screen is"), None, "activity")]
    if leads:
        rows.append(
            Row("staff:roll_call", say("Begin a roll-call"), say("Fire, lockdown, a drill or a test"), "siren")
        )
    if sounds:
        rows.append(Row("staff:sound", say("Set how loud it speaks"), None, "volume-2"))
    if doors:
        rows.append(Row("staff:doors", say("Open a door"), None, "door-open"))
    if prints:
        rows.append(Row("staff:print", say("Print a test page"), None, "printer"))
    rows += [
        Row("staff:clean", say("Lock the screen for cleaning"), say("No touch counts for 30 seconds"), "sparkles"),
        Row("staff:restart", say("Restart this screen"), say("It takes about half a minute"), "rotate-cw"),
    ]
    if may_exit:
        rows.append(Row("staff:exit", say("Close the program"), say("Somebody has to start it again"), "power"))
    said = () if trouble is None else (Notice(_closed(trouble), (), "problem", "triangle-alert"),)
    return View(
        "staff_menu",
        scene.title,
        say("What do you want to do?"),
        (*said, *rows),
        (LEAVE,),
        status=scene.clock,
        lead=say("This menu closes after a minute. What you do here is noted with your name."),
        language=scene.language,
        path=1,
    )


def health(scene: Scene, known: Health | None, devices: tuple[Device, ...], *, voice: bool) -> View:
    """Each part, whether it works, and what to do where it does not."""
    parts: tuple[Part, ...] = (Paragraph(say("One moment")),)
    if known is not None:
        found = sorted(_parts(scene, known, devices, voice), key=lambda each: each.tone != "problem")
        parts = (*found, Paragraph(say("Version {version}", version=known.version), "muted"))
    return _inside("staff_health", scene, say("How this screen is"), parts)


def sound(scene: Scene) -> View:
    """How loud the voice is, to be heard."""
    rows = (
        Row("loud:quiet", say("Quiet"), None, "volume-1"),
        Row("loud:usual", say("As usual"), None, "volume-2"),
        Row("loud:loud", say("Loud"), None, "megaphone"),
    )
    stays = say("You hear a sentence each time. It stays as you leave it.")
    return _inside("staff_sound", scene, say("How loud shall it be?"), rows, stays)


def printed(scene: Scene, outcome: str | None) -> View:
    """What became of the test page."""
    told: Part
    match outcome:
        case None:
            told = Paragraph(say("One moment"))
        case "printed":
            told = Notice(say("The test page was printed"), (), "success", "circle-check")
        case "not_printed":
            told = Notice(say("The test page was not printed"), (_LOOK_AT_PRINTER,), "problem", "triangle-alert")
        case _:
            told = Notice(say("Look whether a test page came out"), (_LOOK_AT_PRINTER,), "info", "info")
    return _inside("staff_print", scene, say("Print a test page"), (told,))


def doors(scene: Scene, known: Sequence[Door]) -> View:
    """Which of them."""
    rows = tuple(Row(f"open:{door.id}", door.name, None, "door-open") for door in known)
    noted = say("Its lock is released for a few seconds, once. That is noted with your name.")
    return _inside("staff_doors", scene, say("Which door?"), rows, noted)


def opened(scene: Scene, outcome: str | None) -> View:
    """What became of it."""
    told: Part
    match outcome:
        case None:
            told = Paragraph(say("One moment"))
        case "released":
            told = Notice(say("The door can be opened now"), (), "success", "circle-check")
        case "unknown":
            told = Notice(
                say("Try whether the door opens"), (say("Nobody can say whether its lock heard."),), "info", "info"
            )
        case _:
            why = _SHUT.get(outcome, say("Its lock does not answer. Tell whoever looks after the building."))
            told = Notice(say("The door stays shut"), (why,), "problem", "triangle-alert")
    return _inside("staff_door_open", scene, say("Open a door"), (told,))


def ending(scene: Scene, *, again: bool) -> View:
    """The last that is seen."""
    heading = say("This screen is restarting") if again else say("This screen is closing")
    lead = say("It is back in about half a minute.") if again else None
    return View("staff_ending", scene.title, heading, status=scene.clock, lead=lead, language=scene.language, path=2)


_SHUT: Final = {
    "clock_untrusted": say("This screen does not know the time. It has to reach the council's computer first."),
    "not_noted": say("This screen cannot note what is done here, so nothing can be done. Its disk needs care."),
    "out_of_hours": say("It is not opened at this time."),
    "hours_unknown": say("It is not opened at this time."),
    "not_enabled": say("It is not opened from here."),
    "no_grant": say("You may not open it any more."),
    "under_way": say("It is being opened already."),
    "too_many": say("It was opened too often within an hour."),
    "too_many_for_one": say("It was opened too often within an hour."),
}
_LOOK_AT_PRINTER: Final = say("Look at its paper, its cover and its cable.")


def _inside(name: str, scene: Scene, heading: Text, parts: tuple[Part, ...], lead: Text | None = None) -> View:
    return View(
        name, scene.title, heading, parts, (BACK,), status=scene.clock, lead=lead, language=scene.language, path=2
    )


def _closed(code: str) -> Text:
    match code:
        case "wrong" | "wait":
            return say("That PIN is not right")
        case "wrong_card":
            return say("This card is nobody's here")
        case "unread":
            return say("That card could not be read. Hold it still.")
        case "locked":
            return say("Too many wrong PINs: locked for an hour")
        case "unknown_staff":
            return say("This screen does not know its staff now. It has to reach the council's computer first.")
        case "not_noted":
            return say("This screen cannot note what is done here, so nothing can be done. Its disk needs care.")
    return say("That did not work. Please try again.")


def _parts(scene: Scene, known: Health, devices: tuple[Device, ...], voice: bool) -> Iterator[Notice]:
    yield _part(known.in_service, say("People can use this screen"), say("Nobody can use this screen now"), _ASK)
    yield _part(
        scene.hub_reachable,
        say("The council's computer answers"),
        say("The council's computer does not answer"),
        say("Forms are saved here and sent later. Look at the network cable."),
    )
    yield _part(
        not known.held,
        Plural("{n} form waits to be sent", "{n} forms wait to be sent", known.waiting)
        if known.waiting
        else say("Every form was sent"),
        Plural("{n} form was not accepted", "{n} forms were not accepted", known.held),
        say("Nothing is lost: they are kept here. Tell whoever looks after Foyer."),
    )
    yield _part(known.clock_trusted, say("The clock is right"), say("The clock may be wrong"), _NETWORK)
    roomy = known.free_mb >= LEAST_FREE_MB
    yield _part(roomy, say("There is room on the disk"), say("The disk is nearly full"), _ASK)
    if known.last_good_settings:
        yield _part(False, _ASK, say("Its new settings cannot be used, so it runs on those before"), _ASK)
    silent = say("Look at its loudspeaker and its sound settings.")
    yield _part(voice, say("It can read screens aloud"), say("It cannot read screens aloud"), silent)
    for device in devices:
        yield _device(device)


_ASK: Final = say("Tell whoever looks after Foyer.")
_NETWORK: Final = say("The council's computer sets it. Look at the network cable.")


def _part(good: bool, well: Text, badly: Text, remedy: Text) -> Notice:
    if good:
        return Notice(well, (), "success", "circle-check")
    return Notice(badly, (remedy,), "problem", "triangle-alert")


def _device(device: Device) -> Notice:
    name = device.model or device.id
    if device.health.state is State.ONLINE:
        told = (say("It is simulated, for this demonstration."),) if device.simulated else ()
        return Notice(say("{device} works", device=name), told, "success", "circle-check")
    remedy = _REMEDIES.get(device.health.reason, _POWER)
    if device.health.state is State.DEGRADED:
        return Notice(say("{device} works, and needs care", device=name), (remedy,), "info", "info")
    return Notice(say("{device} does not work", device=name), (remedy,), "problem", "triangle-alert")


_POWER: Final = say("Look at its power and its cable. Then restart this screen.")
_REMEDIES: Final = {
    "paper_out": say("It has no paper. Put in a new roll."),
    "paper_low": say("Its paper is nearly used up. Put in a new roll."),
    "cover_open": say("Its cover is open. Close it."),
}
