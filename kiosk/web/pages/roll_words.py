"""Roll-calls in the words of the staff pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from kiosk.domain import roll_words
from kiosk.domain.roll_calls import Kind, Line, Mark, Procedure, Source

PROCEDURES: Final[Mapping[Procedure, tuple[str, str]]] = {
    Procedure.EVACUATION: ("Evacuation", "Everybody leaves, and gathers outside. Every screen shows the way out."),
    Procedure.INVACUATION: ("Invacuation", "Everybody stays inside, or comes in. No screen shows a name or a place."),
    Procedure.LOCKDOWN: ("Lockdown", "Everybody hides behind locked doors. No screen shows a name or a place."),
    Procedure.COMMUNICATION: ("Announcement", "Everybody stops and listens to staff."),
}
"""What a procedure is called, and what it asks of people."""

KINDS: Final[Mapping[Kind, tuple[str, str]]] = {
    Kind.LIVE: ("Real", "It is an emergency."),
    Kind.DRILL: ("Drill", "The same, and the screens say that it is a drill."),
    Kind.TEST: ("Test", "The screens change, and ask nobody to do anything."),
}

TAGS: Final[Mapping[Kind, tuple[str, str]]] = {
    Kind.LIVE: ("Real", "govuk-tag--red"),
    Kind.DRILL: ("Drill", "govuk-tag--yellow"),
    Kind.TEST: ("Test", "govuk-tag--grey"),
}

SOURCES: Final[Mapping[Source, str]] = {
    Source.CONTACT: "by the fire panel",
    Source.PAGE: "from a staff page",
    Source.TERMINAL: "at a terminal",
    Source.FIRE_BOX: "with the code of the fire box",
}

MARKS: Final[Mapping[Mark, tuple[str, str]]] = {
    Mark.SAFE: ("Safe", "govuk-tag--green"),
    Mark.LEFT: ("Had left", "govuk-tag--grey"),
    Mark.MISSING: ("Missing", "govuk-tag--red"),
    Mark.UNKNOWN: ("Not found yet", "govuk-tag--yellow"),
}

PRESSES: Final[tuple[tuple[Mark, str], ...]] = (
    (Mark.SAFE, "Safe"),
    (Mark.MISSING, "Missing"),
    (Mark.LEFT, "Had left"),
)
"""What a warden can say of somebody, and what the button says."""

TIMINGS: Final = (
    ("opened", "A warden had the names"),
    ("first", "The first was accounted for"),
    ("half", "Half were accounted for"),
    ("last", "Everybody was accounted for"),
    ("ended", "It was ended"),
)

ACTIONS: Final[Mapping[str, str]] = {
    "fire_box_code_made": "Made a new code for the fire box",
    "fire_test_announced": "Announced a test of the fire panel",
    "fire_test_withdrawn": "Took back a test of the fire panel",
    "roll_call_begun": "Began a roll-call",
    "roll_call_ended": "Ended a roll-call",
    "roll_call_exported": "Took a roll-call as a file",
    "roll_call_opened": "Opened the names of a roll-call",
}

REASONS: Final[Mapping[str, str]] = {
    "roll_call_over": "It had ended.",
    "roll_call_unknown": "There was none of this id.",
    "window_refused": "The times would not do.",
    "window_unknown": "There was none of this id.",
    **{
        f"{procedure}_{kind}": f"{PROCEDURES[procedure][0]}, {KINDS[kind][0].lower()}."
        for procedure in Procedure
        for kind in Kind
    },
}


def how(line: Line) -> str:
    """How we know that somebody is in."""
    return roll_words.how(line.how, sure=line.sure, language="en")


def lasted(seconds: float | None) -> str:
    """A span of time, as people say it."""
    if seconds is None:
        return "Not"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def minutes_ago(moment: datetime, now: datetime) -> str:
    """How old something is."""
    minutes = max(0, int((now - moment).total_seconds() // 60))
    return f"{minutes} min ago" if minutes < 120 else f"{minutes // 60} h ago"
