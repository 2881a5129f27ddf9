"""The staff's words for visits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kiosk.domain.visit_details import Need
from kiosk.domain.visits import Came, State, Went

STATES: Final[Mapping[State, tuple[str, str]]] = {
    State.EXPECTED: ("Expected", "govuk-tag--blue"),
    State.AWAITING: ("Waits to be let in", "govuk-tag--yellow"),
    State.HERE: ("Here", "govuk-tag--green"),
    State.LEFT: ("Left", "govuk-tag--grey"),
    State.CANCELLED: ("Called off", "govuk-tag--grey"),
    State.NOT_COME: ("Did not come", "govuk-tag--grey"),
    State.TURNED_AWAY: ("Turned away", "govuk-tag--red"),
}
"""What a visit's state is called, and the colour of its tag."""

LATE: Final = ("Late", "govuk-tag--orange")

CAME: Final[Mapping[Came, str]] = {
    Came.CODE: "By their code",
    Came.CARD: "By a card",
    Came.NAME: "By name and a second fact",
    Came.WALK_IN: "Nobody expected them",
    Came.STAFF: "Signed in by staff",
    Came.GROUP: "With a group, which one of them checked in",
}

WENT: Final[Mapping[Went, str]] = {
    Went.BADGE: "By their badge",
    Went.CARD: "By a card",
    Went.NAME: "By name",
    Went.HOST: "Their host said so",
    Went.ASKED: "They were asked, and said so",
    Went.DOOR: "Seen at a door",
    Went.STAFF: "Signed out by staff",
    Went.AUTOMATIC: "Nobody saw it: signed out by the clock",
}

NEEDS: Final[Mapping[Need, str]] = {
    Need.BSL: "British Sign Language",
    Need.HEARING_LOOP: "Hearing loop",
    Need.INTERPRETER: "Interpreter",
    Need.LARGE_TEXT: "Large text",
    Need.HIGH_CONTRAST: "Strong contrast",
    Need.READ_ALOUD: "Screen read aloud",
    Need.MORE_TIME: "More time",
    Need.LOW_REACH: "Low reach",
    Need.STEP_FREE: "Step-free way",
    Need.SEAT: "A seat",
}

ACTIONS: Final[Mapping[str, str]] = {
    "visit_invited": "Invited somebody",
    "visit_changed": "Changed an invitation",
    "visit_cancelled": "Called off a visit",
    "visit_sent_again": "Sent an invitation again",
    "visit_arrived": "Signed a visitor in",
    "visit_let_in": "Let a visitor in",
    "visit_turned_away": "Turned a visitor away",
    "visit_left": "Signed a visitor out",
    "visit_badge_voided": "Voided a badge",
    "visit_badge_made": "Made a badge anew",
    "visit_shown": "Looked at a visit",
    "visit_photo_seen": "Looked at the photo of a visitor",
    "visits_searched": "Searched visits",
    "visits_exported": "Exported visits",
    "visits_about": "Looked up what is kept about a visitor",
    "visits_of_person_exported": "Exported what is kept about a visitor",
    "visit_erased": "Erased who a visitor was",
    "visit_card_noted": "Noted a visitor's card",
    "visit_card_released": "Took out a visitor's card",
    "visitor_card_erased": "Forgot a visitor's card",
    "watch_added": "Put somebody on the watch-list",
    "watch_removed": "Took somebody off the watch-list",
}

REASONS: Final[Mapping[str, str]] = {
    "visit_unknown": "There is no such visit.",
    "visit_changed": "It was changed meanwhile.",
    "watch_unknown": "They were not on the list.",
    "watch_unfit": "The name, the reason or the day will not do.",
}

TROUBLES: Final[Mapping[str, tuple[str, str]]] = {
    "visit_unknown": (
        "There is no such visit",
        "It may have been erased, or the address is wrong. The list of visits shows what there is.",
    ),
    "visit_changed": (
        "This visit has changed meanwhile",
        "They have come, or somebody else changed or called it off. Go back and look at how it is now.",
    ),
    "watch_unknown": ("They are not on the watch-list", "Somebody took them off it, or their day is over."),
}

HEADS: Final = (
    *("Day", "State", "Name", "Company", "Type", "To see", "Expected from", "Expected until"),
    *("Arrived", "How arrived", "Left", "How left", "Certain", "Badge", "Private", "Invited by"),
)
"""The columns of an export."""
