"""The staff's words for where submissions go, what became of them, and what to do when they did not get there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kiosk.domain.keeping import Then
from kiosk.domain.outcomes import Outcome

KINDS: Final[Mapping[str, str]] = {"webhook": "Service", "email": "Mailbox", "folder": "Folder"}
"""What a kind of destination is called; one of somebody else's says itself."""

OUTCOMES: Final[Mapping[Outcome, tuple[str, str]]] = {
    Outcome.DONE: ("Done", "govuk-tag--green"),
    Outcome.PARTLY: ("Partly done", "govuk-tag--yellow"),
    Outcome.MANUAL: ("By hand", "govuk-tag--blue"),
}
"""What became of a submission, and the colour of its tag."""

CHOICES: Final[Mapping[Outcome, str]] = {
    Outcome.DONE: "Done, as the person asked",
    Outcome.PARTLY: "Partly done",
    Outcome.MANUAL: "Somebody has to do it by hand",
}

THEN: Final[Mapping[Then, str]] = {
    Then.DELETE: "deleted",
    Then.ANONYMISE: "made anonymous",
}

REASONS: Final[Mapping[str, str]] = {
    "certificate_unknown": "The mail server’s certificate is not one we trust.",
    "destination_unfit": "This destination takes submissions only.",
    "disk_full": "The disk of the folder is full.",
    "folder_away": "The folder is not there.",
    "folder_refused": "The hub may not write in the folder.",
    "no_encryption": "The mail server offers no encryption, and nothing is sent in the clear.",
    "overran": "The destination did not come back in time.",
    "target_fault": "The destination’s plug-in fell over. The log says more.",
    "target_off": "The destination’s plug-in cannot be used. The health page says why.",
    "outcome_unfit": "A reason was missing, or too long.",
    "done": "It is done.",
    "partly": "It is partly done.",
    "manual": "Somebody has to do it by hand.",
    "robot_unknown": "There was no such robot, or it was withdrawn.",
    "robot_unfit": "A name or the forms were missing.",
}

REMEDIES: Final[Mapping[str, str]] = {
    "cannot_connect": "It is tried again by itself. If it stays so, ask whoever runs the service, or the network.",
    "no_answer": "It is tried again by itself. If it stays so, ask whoever runs the service.",
    "cannot_send": "Correct the address in the settings, start the hub again, then send it again here.",
    "certificate_unknown": "Name the server’s certificate in mail.certificates of the settings.",
    "destination_unknown": "Add the destination to the settings, start the hub again, then send it again here.",
    "disk_full": "Make room on that disk. It is tried again by itself.",
    "folder_away": "See that the folder is there, and mounted. It is tried again by itself.",
    "folder_refused": "Let the hub’s user write in the folder. It is tried again by itself.",
    "overran": "It is tried again by itself. If it stays so, ask whoever made the plug-in.",
    "target_fault": "It is tried again by itself. If it stays so, ask whoever made the plug-in.",
    "target_off": "Install the plug-in again and start the hub. Until then it waits.",
    "form_unknown": "Publish this version of the form, then send it again here.",
    "cannot_open": "Put the hub’s old keys back, then send it again here.",
}


def reason(code: str) -> str | None:
    """Why a destination has not taken something, in words; `None` where others know better."""
    for beginning, who in (("smtp_", "The mail server"), ("status_", "The service")):
        if code.startswith(beginning):
            return f"{who} answered {code.removeprefix(beginning)}."
    return REASONS.get(code)


def remedy(code: str | None) -> str:
    """What to do about it; empty where nothing is to be done here."""
    if code is None:
        return ""
    if code in ("status_401", "status_403"):
        return "The service does not take our signature: agree on the secret anew, then send it again here."
    if code.startswith(("status_", "smtp_")):
        return "Ask whoever runs it what it says to this reference. Then send it again here."
    return REMEDIES.get(code, "")


ACTIONS: Final[Mapping[str, str]] = {
    "submission_resent": "Sent a submission to one destination again",
    "submission_outcome": "Said what became of a submission",
    "submission_summarised": "Took a PDF of a submission",
    "destination_checked": "Checked a destination",
    "anonymous_exported": "Exported anonymous answers",
    "robot_made": "Added a robot",
    "robot_granted": "Changed what a robot may speak about",
    "robot_withdrawn": "Withdrew a robot",
    "copy_code_sent": "Sent a code to an address for a copy",
    "copy_sent": "Sent somebody a copy of their answers",
}
