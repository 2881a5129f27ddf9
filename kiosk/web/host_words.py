"""The words of the pages for hosts, in English as everything for staff: behind a link, and the staff's own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from kiosk.domain.host_calls import Call
from kiosk.domain.languages import NAMES
from kiosk.domain.visit_details import Need, Needs
from kiosk.domain.waiting import State
from kiosk.services.host_reading import Seen

STATES: Final[Mapping[State, tuple[str, str]]] = {
    State.WAITING: ("Waits", "govuk-tag--blue"),
    State.ASKED: ("Host asked", "govuk-tag--blue"),
    State.COMING: ("Somebody is coming", "govuk-tag--green"),
    State.FIVE_MINUTES: ("In five minutes", "govuk-tag--green"),
    State.SEND_UP: ("Sent on", "govuk-tag--green"),
    State.CANNOT: ("Host cannot come", "govuk-tag--yellow"),
    State.PASSED_ON: ("Passed on", "govuk-tag--blue"),
    State.TEAM_TOLD: ("Team asked", "govuk-tag--blue"),
    State.CONTACT_CENTRE_TOLD: ("Contact centre asked", "govuk-tag--yellow"),
    State.UNANSWERED: ("Nobody has answered", "govuk-tag--red"),
    State.ENDED: ("Met", "govuk-tag--grey"),
}
"""How a call stands, and the colour of its tag."""

DONE: Final[Mapping[str, str]] = {
    "coming": "They are told that somebody is coming.",
    "five_minutes": "They are told that somebody comes in about five minutes.",
    "send_up": "They are told where to go.",
    "cannot": "They are told that you cannot come, and somebody else is asked.",
    "pass_on": "It was passed on. They are told that somebody else is asked.",
    "turn_away": "They are told that they cannot come in now.",
    "met": "Noted. Nobody else is asked.",
    "let_through": "Their name is shown in the waiting area.",
    "say": "They are shown what you wrote.",
}
"""What was done, by what was pressed."""

PROBLEMS: Final[Mapping[str, tuple[str, str]]] = {
    "place_unfit": ("place", "Enter a place of 40 characters or fewer, such as room 2"),
    "nobody_there": ("to", "They cannot be asked just now, or were asked before. Choose somebody else"),
    "words_unfit": ("words", "Enter one message of 140 characters or fewer"),
    "words_too_many": ("words", "There were ten messages already. Go and see them, or ring"),
    "answer_unknown": ("place", "Press one of the buttons"),
}
"""By the code of what went wrong: the field it is about, and what to do."""

_NEEDS: Final[Mapping[Need, str]] = {
    Need.BSL: "British Sign Language",
    Need.HEARING_LOOP: "a hearing loop",
    Need.INTERPRETER: "an interpreter",
    Need.LARGE_TEXT: "large text",
    Need.HIGH_CONTRAST: "strong contrast",
    Need.READ_ALOUD: "things read aloud",
    Need.MORE_TIME: "more time",
    Need.LOW_REACH: "things within low reach",
    Need.STEP_FREE: "a way without steps",
    Need.SEAT: "a seat",
}

ACTIONS: Final[Mapping[str, str]] = {
    "host_coming": "Said that they come to a visitor",
    "host_five_minutes": "Said that they come to a visitor in five minutes",
    "host_send_up": "Sent a visitor on",
    "host_cannot": "Said that they cannot come to a visitor",
    "host_passed_on": "Passed a visitor on",
    "host_met": "Met a visitor",
    "host_wrote": "Wrote to a visitor",
    "host_chose": "Chose how they are told of visitors",
    "name_let_through": "Let a visitor’s name onto the waiting screens",
}
"""What people of the house did, as the audit names it."""


def needs(wanted: Needs) -> str:
    """What helps a visitor, in a line; empty when they said nothing."""
    said = [_NEEDS[each] for each in Need if each in wanted.wanted]
    if wanted.language in NAMES and wanted.language != "en":
        said.append(f"speaks {NAMES[wanted.language]}")
    if wanted.words:
        said.append(wanted.words)
    return ", ".join(said)


def called(seen: Seen) -> str:
    """What staff call somebody who waits."""
    return seen.details.name or (f"Number {seen.visit.badge}" if seen.visit.badge else "A visitor")


def since(call: Call, now: datetime) -> str:
    """For how long they have waited."""
    minutes = int((now - call.made_at).total_seconds() // 60)
    return "just now" if minutes < 1 else "1 minute" if minutes == 1 else f"{minutes} minutes"
