"""The words of the staff's pages for codes that the rest of the hub works with."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from kiosk.domain.hand_overs import Work
from kiosk.domain.roles import StaffRole
from kiosk.domain.sources import Source
from kiosk.interfaces.facts import AuditEntry, DeliveryState, SubmissionState
from kiosk.web import host_words
from kiosk.web.pages import (
    delivery_words,
    directory_words,
    door_words,
    forms_words,
    message_words,
    parcel_words,
    people_words,
    roll_words,
    room_words,
    visit_words,
)

SOURCES: Mapping[Source, str] = {
    Source.TERMINAL: "A terminal",
    Source.WEB: "The web site",
    Source.LINK: "A link that staff sent",
}

STATES: Mapping[SubmissionState, tuple[str, str]] = {
    SubmissionState.RECEIVED: ("On its way", "govuk-tag--blue"),
    SubmissionState.ACCEPTED: ("Accepted", "govuk-tag--green"),
    SubmissionState.FAILED: ("Not delivered", "govuk-tag--red"),
    SubmissionState.NEEDS_REVIEW: ("Needs review", "govuk-tag--yellow"),
}
"""What a submission's state is called, and the colour of its tag."""

DELIVERY_STATES: Mapping[DeliveryState, tuple[str, str]] = {
    DeliveryState.WAITING: ("Waiting", "govuk-tag--blue"),
    DeliveryState.DELIVERED: ("Accepted", "govuk-tag--green"),
    DeliveryState.DEAD: ("Set aside", "govuk-tag--red"),
}

WORKS: Mapping[Work, tuple[str, str]] = {
    Work.NEW: ("New", "govuk-tag--blue"),
    Work.IN_HAND: ("In hand", "govuk-tag--yellow"),
    Work.DONE: ("Done", "govuk-tag--green"),
}
"""How far somebody has got with what they were handed."""

OUTCOMES: Mapping[str, str] = {
    "accepted": "Accepted",
    "refused": "Refused",
    "put_off": "Did not work, will try again",
    "done": "Done",
    "failed": "Failed",
}

ROLES: Mapping[StaffRole, str] = {
    StaffRole.ADMINISTRATOR: "Administrator",
    StaffRole.FACILITIES: "Facilities",
    StaffRole.CONTACT_CENTRE: "Contact centre",
    StaffRole.TENANT_MANAGER: "Tenant manager",
    StaffRole.TENANT_USER: "Tenant user",
    StaffRole.WARDEN: "Fire warden",
}
"""What a role is called."""

_REASONS: Mapping[str, str] = {
    "clean": "To be locked for cleaning.",
    "check_screen": "To show the check picture.",
    "close": "To close.",
    "open": "To open.",
    "read_card": "To read a card.",
    "opening": "The opening check.",
    "closing": "The closing check.",
    "good": "All was well.",
    "look": "Something needs a look.",
    "bad": "Something needs somebody.",
    **people_words.REASONS,
    **directory_words.REASONS,
    **delivery_words.REASONS,
    **forms_words.REASONS,
    **visit_words.REASONS,
    **roll_words.REASONS,
    **room_words.REASONS,
    "answers_unfit": "Its answers do not fit the form it names.",
    "in_hand": "It is in hand.",
    "new": "It is new.",
    "to_person": "To a person.",
    "to_team": "To a team.",
    "cannot_connect": "The service could not be reached.",
    "cannot_open": "It is sealed to a key this hub no longer has.",
    "cannot_send": "The address in the settings cannot be used.",
    "code_unknown": "The enrolment code was wrong, used or too old.",
    "destination_unknown": "The settings name no such service. Add it under [destinations], then try again.",
    "envelope_differs": "What is sealed differs from what stands on the outside.",
    "erased": "It was erased after the time this site keeps it.",
    "fault": "Something went wrong in the hub. The log says more.",
    "form_unknown": "This version of the form is not known here or too old to be read. Publish it, then try again.",
    "link_unknown": "The link was wrong, used or too old.",
    "no_answer": "The service did not answer in time.",
    "nothing_to_try": "It was accepted or on its way already.",
    "sign_in_refused": "The name and password did not match.",
    "submission_refused": "What is sealed is not a submission.",
    "submission_unknown": "There was no such submission.",
    "submission_unreadable": "What is sealed is not a submission.",
    "terminal_unknown": "There was no such terminal, or it was withdrawn before.",
}

_ACTIONS: Mapping[str, str] = {
    **message_words.ACTIONS,
    **people_words.ACTIONS,
    **directory_words.ACTIONS,
    **delivery_words.ACTIONS,
    **forms_words.ACTIONS,
    **door_words.ACTIONS,
    **host_words.ACTIONS,
    **visit_words.ACTIONS,
    **room_words.ACTIONS,
    **parcel_words.ACTIONS,
    **roll_words.ACTIONS,
    "account_made": "Made an account",
    "record_restored": "Brought the record back from a backup",
    "signed_in": "Signed in",
    "signed_out": "Signed out",
    "submission_shown": "Looked at a submission",
    "happenings_tried_again": "Tried again to take in what terminals told",
    "submission_tried_again": "Asked to try a submission again",
    "submissions_listed": "Looked at the list of submissions",
    "submission_handed_over": "Handed a submission over",
    "submission_noted": "Wrote a note on a submission",
    "submission_work_marked": "Said how far a submission has got",
    "submissions_exported": "Exported submissions",
    "upload_downloaded": "Had a file of a submission",
    "form_link_sent": "Sent somebody a link to a form",
    "submissions_searched": "Searched what people wrote",
    "activity_shown": "Looked at the activity",
    "activity_exported": "Exported the activity",
    "statistics_exported": "Exported statistics",
    "go_live_confirmed": "Confirmed a line of the go-live checklist",
    "go_live_taken_back": "Took back a line of the go-live checklist",
    "check_begun": "Began an opening or closing check",
    "check_finished": "Finished an opening or closing check",
    "terminal_commanded": "Asked something of a screen",
    "terminal_enrolled": "Enrolled as a terminal",
    "terminal_invited": "Made an enrolment code",
    "terminal_changed": "Changed what a terminal is",
    "terminal_replaced": "Was replaced by another terminal",
    "terminal_replacement_invited": "Made a code to replace a terminal",
    "terminal_withdrawn": "Withdrew a terminal",
    "site_changed": "Changed the settings of the site",
    "site_restored": "Went back to the file of the site",
}

_TROUBLES: Mapping[str, tuple[str, str]] = {
    **people_words.TROUBLES,
    **directory_words.TROUBLES,
    **forms_words.TROUBLES,
    **visit_words.TROUBLES,
    **room_words.TROUBLES,
    "form_expired": (
        "This page has expired",
        "Go back, reload the page and try again. If it happens again, make sure that your browser keeps cookies and "
        "that the address begins with https, or that you are at the hub’s own machine.",
    ),
    "link_unknown": (
        "This link cannot be used",
        "It was used before, is more than 24 hours old, or is not complete. Start the hub again to get a new one.",
    ),
    "site_changed_meanwhile": (
        "Somebody else changed this meanwhile",
        "Nothing of yours was saved. Open the page again, look at what it says now, and make your change there.",
    ),
    "site_not_changed": ("There is nothing to go back from", "This part is as the site’s file has it."),
    "site_list_full": ("There is no room for more", "Remove one that is not needed any more first."),
    "too_many_tries": ("Too many tries", "Wait 15 minutes, then try again."),
    "check_unknown": (
        "There is no such check",
        "It is finished, or the address is wrong. The list shows what there is.",
    ),
    "terminal_unknown": (
        "There is no such terminal",
        "It was withdrawn or replaced before, or the address is wrong. The list of terminals shows what there is.",
    ),
    "not_handed_over": (
        "It is with nobody",
        "The submission was not handed to anybody. Go back and hand it over first.",
    ),
    "too_many_open": (
        "Too many pages are open",
        "Close some of them. This one works as well without being told of changes.",
    ),
    "nothing_to_try": (
        "There is nothing to try again",
        "The submission is accepted or on its way, or still does not fit.",
    ),
}

_TROUBLES_BY_STATUS: Mapping[int, tuple[str, str]] = {
    404: ("Page not found", "Check the address, or begin again at the start."),
    405: ("Page not found", "Check the address, or begin again at the start."),
    413: ("That is too long", "Go back and send less."),
    503: (
        "The hub cannot reach its record",
        "Nothing was changed. Try again in a minute; if it stays, look for a full disk.",
    ),
}


def reason(code: str | None) -> str:
    """Why something happened, for staff; a code without words says itself."""
    if code is None:
        return ""
    if (known := delivery_words.reason(code)) is not None:
        return known
    return _REASONS.get(code, code.replace("_", " "))


def action(code: str) -> str:
    """What somebody did."""
    return _ACTIONS.get(code, code.replace("_", " "))


def trouble(status: int, code: str) -> tuple[str, str]:
    """Title and advice of the page for a request that cannot be answered as asked."""
    if (known := _TROUBLES.get(code) or _TROUBLES_BY_STATUS.get(status)) is not None:
        return known
    if status >= 500:
        return "Sorry, there is a problem with the hub", "Try again in a minute. The log says more."
    return "That did not work", "Go back and try again."


def subject_path(entry: AuditEntry) -> str | None:
    """The page of the site where what was acted on can be seen; `None` where there is none."""
    if entry.subject is None or entry.outcome != "done":
        return None
    try:
        UUID(entry.subject)
    except ValueError:
        return None
    if entry.action.startswith("submission_"):
        return f"/submissions/{entry.subject}"
    if entry.action.startswith("booking_"):
        return f"/rooms/bookings/{entry.subject}"
    if entry.action.startswith("visit_"):
        return f"/visits/{entry.subject}"
    if entry.action.startswith("check_"):
        return f"/checks/{entry.subject}"
    if entry.action in ("entry_added", "entry_changed", "entry_restored"):
        return f"/directory/{entry.subject}"
    if entry.action.startswith("directory_"):
        return f"/directory/imports/{entry.subject}"
    return f"/terminals/{entry.subject}" if entry.action.startswith("terminal_") else None
