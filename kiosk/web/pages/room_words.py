"""The staff's words for rooms and their bookings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from kiosk.domain.bookings import LONGEST_TITLE, State
from kiosk.services.booking_lists import Free
from kiosk.services.booking_notices import times

STATES: Final[Mapping[State, tuple[str, str]]] = {
    State.BOOKED: ("Booked", "govuk-tag--blue"),
    State.CONFIRMED: ("They are here", "govuk-tag--green"),
    State.RELEASED: ("Released", "govuk-tag--grey"),
    State.CANCELLED: ("Called off", "govuk-tag--grey"),
}
"""What a booking's state is called, and the colour of its tag."""

OVER: Final = ("Over", "govuk-tag--grey")

DONE: Final[Mapping[str, str]] = {
    "booked": "The room is booked.",
    "changed": "The booking is changed.",
    "cancelled": "The booking is called off, and the room is free again.",
    "released": "The room is free again.",
    "confirmed": "Noted that they are here.",
}

UNFIT: Final[Mapping[str, tuple[str, str]]] = {
    "room": ("room", "Choose a room that is in use"),
    "ends": ("ends", "The end must be after the beginning, and at most a day later"),
    "day": ("day", "Choose a time that is not over, within a year"),
    "title": ("title", f"What it is for must be {LONGEST_TITLE} characters or fewer"),
}
"""By what is wrong with a booking: the field it is about, and what to do."""

ACTIONS: Final[Mapping[str, str]] = {
    "booking_made": "Booked a room",
    "booking_changed": "Changed the booking of a room",
    "booking_cancelled": "Called off the booking of a room",
    "booking_released": "Gave back a room",
    "booking_confirmed": "Said that those a room was booked for are there",
    "booking_title_erased": "Erased what a room was booked for",
    "booking_stays": "Said that visitors are still here",
}

REASONS: Final[Mapping[str, str]] = {
    "room_taken": "Somebody else had the room then.",
    "booking_unknown": "There is no such booking.",
    "booking_changed": "It was changed meanwhile, or was over.",
    "booking_unfit": "The room or the time would not do.",
}

TROUBLES: Final[Mapping[str, tuple[str, str]]] = {
    "booking_unknown": (
        "There is no such booking",
        "It may be somebody else’s, or the address is wrong. The page of rooms shows what there is.",
    ),
    "booking_changed": (
        "This booking has changed meanwhile",
        "Somebody else changed it or called it off, or it is over. Go back and look at how it is now.",
    ),
}


def taken(room: str, free: Free) -> str:
    """That a room is somebody else's then, and what is free."""
    said = [f"{room} is taken then."]
    if free.rooms:
        said.append(f"Free then: {listed([each.name.en for each in free.rooms])}.")
    if free.nearest is not None:
        _, begins, ends = times(free.nearest)
        said.append(f"{room} is free from {begins} to {ends}.")
    if len(said) == 1:
        said.append("Nothing else is free then; try another day.")
    return " ".join(said)


def listed(names: Sequence[str]) -> str:
    """`A, B and C`."""
    return " and ".join([*([", ".join(names[:-1])] if names[:-1] else []), *names[-1:]])
