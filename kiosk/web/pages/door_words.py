"""How doors are, and what became of opening them, in words for staff."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.domain.commands import Command, CommandState
from kiosk.domain.doors import Because, DoorState

ACTIONS: Mapping[str, str] = {
    "door_opened": "Opened a door",
    "door_forced": "Saw a door forced",
    "door_held_open": "Saw a door held open",
    "door_opened_twice": "Saw a door opened a second time",
    "door_shut_again": "Saw a door shut again",
    "door_fire": "Heard the fire panel",
    "door_fire_over": "Heard that the fire panel is calm again",
}

REASONS: Mapping[Because, str] = {
    Because.VISITOR: "Somebody I have spoken to",
    Because.DELIVERY: "A delivery",
    Because.CONTRACTOR: "A contractor",
    Because.COLLEAGUE: "A colleague without a key",
    Because.EMERGENCY: "An emergency",
    Because.TEST: "To try whether it works",
}
"""What somebody may choose who opens a door."""

_PLACES: Mapping[str, tuple[str, str]] = {
    "shut": ("Shut", "govuk-tag--green"),
    "open": ("Open", "govuk-tag--yellow"),
    "unknown": ("Not known", "govuk-tag--grey"),
}
_TROUBLES: Mapping[str, tuple[str, str]] = {
    "forced": ("Forced", "govuk-tag--red"),
    "held_open": ("Held open", "govuk-tag--red"),
}

_WHY: Mapping[str, str] = {
    "door_unknown": "The terminal does not know this door any more.",
    "not_enabled": "Its settings say that it is not opened from here.",
    "withdrawn": "Its terminal was withdrawn.",
    "no_grant": "You may not open doors here any more.",
    "clock_untrusted": "The terminal does not know the time, so its rules cannot be kept.",
    "out_of_hours": "It is not opened at this time.",
    "hours_unknown": "It is opened with the offices, and nobody has said when they are open.",
    "under_way": "It is being opened already.",
    "too_many": "It was opened too often within an hour.",
    "too_many_for_one": "You have opened it too often within an hour.",
    "too_late": "The terminal heard of it too late.",
    "not_noted": "The terminal cannot write down who opens it. Its disk needs care.",
    "nobody_knows": "The board was told, and nobody can say whether it did. Look at the door.",
    "stuck_on": "Its relay is on already. Look at the door.",
    "kind_unknown": "The terminal’s version does not know doors.",
}


def tag(state: DoorState) -> tuple[str, str]:
    """A door in one word."""
    return _TROUBLES.get(state.trouble) or _PLACES[state.place]


def trouble(state: DoorState) -> str | None:
    """What the list of terminals says of it; `None` when all is well."""
    said = {"forced": "was forced", "held_open": "is held open"}.get(state.trouble)
    return None if said is None else f"Door “{state.name}” {said}."


def became(command: Command, state: CommandState) -> str:
    """What became of opening it, for whoever asked."""
    match state:
        case CommandState.GIVEN:
            return "Asked, not answered yet"
        case CommandState.DONE:
            return "Opened"
        case CommandState.REFUSED:
            return f"Not opened. {_WHY.get(command.result or '', 'Its board does not answer as it should.')}"
    return "The terminal did not answer in time, so it was not opened."
