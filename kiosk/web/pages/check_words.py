"""The lines of a check, and what became of commands, in words for staff."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.domain.checks import CheckKind, Line
from kiosk.domain.commands import Command, CommandState, Kind
from kiosk.domain.lamps import Lamp
from kiosk.services.device_words import OTHER, REASONS
from kiosk.web.pages.standing import counted, space

KINDS: Mapping[CheckKind, str] = {CheckKind.OPENING: "Opening check", CheckKind.CLOSING: "Closing check"}

LAMPS: Mapping[Lamp, str] = {
    Lamp.GOOD: "Good",
    Lamp.LOOK: "Needs a look",
    Lamp.BAD: "Needs somebody",
    Lamp.OFF: "Not looked at yet",
}

WANTED: Mapping[str, str] = {
    Kind.CLEAN: "Lock for cleaning",
    Kind.CHECK_SCREEN: "Show the check picture",
    Kind.TEST_PRINT: "Print a test page",
    Kind.CLOSE: "Close",
    Kind.OPEN: "Open",
    Kind.OPEN_DOOR: "Open a door",
    Kind.READ_CARD: "Read a card",
}
"""What was asked of a screen."""

_TITLES: Mapping[str, str] = {
    "record": "The hub’s record",
    "backup": "Backup",
    "review": "Submissions that need review",
    "inside": "Visitors who are still in",
    "numbers": "Emergency numbers",
    "heard": "Reaches the hub",
    "screen": "Screen and touch",
    "printer": "Printer",
    "cards": "Reader of cards",
    "devices": "Other devices",
    "service": "Serves people",
    "empty": "Nobody is using it",
    "night": "For the night",
    "outbox": "Waiting to be sent",
    "clock": "Clock",
    "disk": "Disk",
}

_PICTURE: Mapping[str, str] = {
    "not_asked": "Show the check picture, and go, look and listen: where it has a voice it says its number.",
    "asked": "It was asked to show the check picture.",
    "shown": "It shows the check picture. Touch it there, or say here that you see it.",
    "touched": "Somebody touched the check picture.",
    "seen": "Somebody saw it.",
    "not_seen": "Somebody did not see it. Is the screen off, cracked or turned away?",
    "in_use": "Somebody is using it. Wait until they have finished, then ask again.",
    "refused": "Its screen cannot be reached. Restart it.",
    "no_answer": "It did not answer in time. Ask again; if it stays, restart it.",
    "closed": "It is closed, and it closes only when nobody is there.",
}

_TEXTS: Mapping[tuple[str, str], str] = {
    **{(item, why): text for item in ("screen", "empty") for why, text in _PICTURE.items()},
    ("record", "good"): "It can be read and written.",
    ("record", "slow"): "It is slow. The health page says more.",
    ("backup", "good"): "The newest is of the last day.",
    ("backup", "elsewhere"): "The record is on a database server, which has backups of its own.",
    ("backup", "none"): "There is none yet. It is made at night.",
    ("backup", "old"): "The last nights made none. The hub’s log says why.",
    ("review", "none"): "None.",
    ("review", "some"): "They wait for somebody to look at them.",
    ("inside", "none"): "Nobody, as far as anybody knows.",
    ("inside", "some"): "Look for each of them before you lock up.",
    ("numbers", "not_asked"): "Read them through, and say whether they are right.",
    ("numbers", "seen"): "Somebody read them: they are right.",
    ("numbers", "not_seen"): "Somebody read them: they are not right. Change them on the page Site.",
    ("heard", "heard"): "It calls.",
    ("heard", "silent"): "Nothing was heard of it for minutes. Is it off, or its network down?",
    ("heard", "says_nothing"): "It calls, but its version does not say how it is. Bring it up to date.",
    ("printer", "not_asked"): "Print a test page, and look at it: nothing may be faint, and the code can be read.",
    ("printer", "asked"): "It was asked to print a test page.",
    ("printer", "printed"): "It printed a test page. Nothing on it may be faint.",
    ("printer", "no_answer"): "It has not said yet whether it printed. Look at its paper.",
    ("printer", "unknown"): "It cannot tell whether it printed. Look at its paper.",
    ("printer", "hidden"): "It prints nothing while a lockdown or an invacuation goes on.",
    ("printer", "busy"): "It is printing one already.",
    ("printer", "kind_unknown"): "Its version cannot be asked. Print from its menu for staff.",
    ("cards", "not_asked"): "Ask for a card, and hold one to it.",
    ("cards", "asked"): "It waits for a card. Hold one to it; it need not be anybody’s.",
    ("cards", "read"): "A card was read.",
    ("cards", "in_use"): "Somebody is using the screen. Wait until they have finished, then ask again.",
    ("cards", "no_answer"): "It did not answer in time. Ask again; if it stays, restart it.",
    ("devices", "well"): "They are well. Hold a code to a scanner to try it.",
    ("devices", "wrong"): "Something is wrong. The terminal’s own page says what to do.",
    ("service", "in_service"): "It does.",
    ("service", "closed"): "It is closed. Open it.",
    ("night", "closed"): "It is closed. It says so, and which number to ring.",
    ("night", "open"): "It is on, and serves whoever comes. Close it if nobody should.",
    ("outbox", "none"): "Nothing.",
    ("clock", "trusted"): "It knows the time.",
    ("clock", "untrusted"): "It does not know the time. It learns it from the hub; look at its network.",
}

_DONE: Mapping[str, str] = {
    "shown": "Shown",
    "closed": "Closed",
    "opened": "Opened",
    "released": "Opened",
    "touched": "Checked, by a touch",
    "printed": "Printed",
    "card_read": "A card was read",
    "card_added": "A card was added",
}

_REFUSED: Mapping[str, str] = {
    "in_use": "Somebody is using it, so nothing was done.",
    "no_screen": "Its screen cannot be reached.",
    "no_reader": "It has no reader of cards that works.",
    "kind_unknown": "Its version does not know this.",
    "withdrawn": "It was withdrawn.",
}


@dataclass(frozen=True, slots=True)
class Told:
    """A line in words."""

    item: str
    lamp: Lamp
    title: str
    text: str


def told(line: Line) -> Told:
    """A line of a check."""
    return Told(line.item, line.lamp, _TITLES.get(line.item, line.item), _text(line))


def became(command: Command, state: CommandState) -> str:
    """What became of a command, for whoever gave it."""
    match state:
        case CommandState.GIVEN:
            return "Asked, not answered yet"
        case CommandState.DONE if command.kind == Kind.CLEAN:
            return "Locked"
        case CommandState.DONE:
            return _DONE.get(command.result or "", "Done")
        case CommandState.REFUSED:
            return _REFUSED.get(command.result or "", "It refused.")
    return "It did not answer in time, so nothing is done."


def _text(line: Line) -> str:
    match line.item, line.why:
        case "outbox", "waiting":
            return f"{counted(line.count or 0, 'submission')}. Leave it on until they are sent."
        case "outbox", "held":
            return f"{counted(line.count or 0, 'submission')} that the hub could not take."
        case "disk", why:
            return f"{'Only ' if why == 'little' else ''}{space(line.count or 0)} free."
        case "review", "some":
            return f"{counted(line.count or 0, 'submission')}. {_TEXTS['review', 'some']}"
        case "inside", "some":
            return f"{counted(line.count or 0, 'visitor')}. {_TEXTS['inside', 'some']}"
        case "printer" | "cards", why if (line.item, why) not in _TEXTS:
            return " ".join(REASONS.get(why, OTHER))
        case "service", why if (line.item, why) not in _TEXTS:
            return f"Out of service: {why.replace('_', ' ')}."
    return _TEXTS.get((line.item, line.why), line.why.replace("_", " "))
