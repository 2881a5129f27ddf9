"""How parcels are, and what was done about them, in words for staff and tenants."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from kiosk.domain.parcel_rules import Takes, Wishes
from kiosk.domain.parcels import Did, Purpose
from kiosk.interfaces.records.parcels import ParcelRow

STATES: Mapping[Did, tuple[str, str]] = {
    Did.CALLED: ("Courier waits", "govuk-tag--yellow"),
    Did.LEFT: ("Waiting", "govuk-tag--blue"),
    Did.HANDED: ("Handed over", "govuk-tag--green"),
    Did.GONE: ("Not left", "govuk-tag--grey"),
    Did.COLLECTED: ("Collected", "govuk-tag--green"),
    Did.RETURNED: ("Sent back", "govuk-tag--grey"),
}

TAKES: Mapping[Takes, str] = {
    Takes.ANYBODY: "From anybody",
    Takes.KNOWN: "Only from carriers with a PIN or a pass",
    Takes.NOBODY: "From nobody",
}

ACTIONS: Mapping[str, str] = {
    "parcel_collected": "Marked a parcel as collected",
    "parcel_label_erased": "Erased the name on a parcel",
    "parcel_returned": "Marked a parcel as sent back",
    "parcel_gone": "Noted that a courier has gone",
    "parcel_options_changed": "Changed how deliveries are taken",
    "parcel_wishes_changed": "Changed what a team or tenant wants done with parcels",
    "parcel_photo_seen": "Looked at the photo of a parcel",
    "carrier_added": "Gave a carrier a PIN",
    "pass_given": "Gave a courier a pass",
    "carrier_ended": "Ended a carrier’s PIN or a pass",
}


_PATIENCE: Final = timedelta(minutes=30)
"""After which nobody believes that a courier still waits, though nobody has said that they left."""


def state(row: ParcelRow, now: datetime) -> tuple[str, str]:
    """How it stands, in one word."""
    if row.state is Did.CALLED and now - row.at > _PATIENCE:
        return ("Nobody said how it ended", "govuk-tag--grey")
    return STATES[row.state]


def what(row: ParcelRow) -> str:
    """What it is, and for whom."""
    whose = row.recipient or "somebody we do not know"
    if row.purpose is Purpose.PICK_UP:
        return f"To be collected from {whose}"
    return f"{row.number} for {whose}" if row.number > 1 else f"For {whose}"


def ended(row: ParcelRow) -> str:
    """Who ended it, where that is still known."""
    match row.ended_by:
        case None:
            return ""
        case "code":
            return "with the code, at a terminal"
        case "courier":
            return "said by the courier"
    return f"by {row.ended_by}"


def told(wanted: Wishes | None, email: str) -> str:
    """Who hears of a parcel."""
    ways = [] if wanted is None else [wanted.mobile, wanted.webhook and f"the program “{wanted.webhook}”"]
    found = [each for each in ((wanted.email if wanted else "") or email, *ways) if each]
    return ", ".join(found) or "Nobody: it only stands on the page"
