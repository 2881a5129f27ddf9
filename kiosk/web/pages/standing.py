"""How a terminal is, in words for staff."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from kiosk.domain.terminals import CLOSED, Health, Role
from kiosk.services.terminals import Standing
from kiosk.web.pages import device_words, door_words, words

ROLES: Mapping[Role, tuple[str, str]] = {
    Role.VISITOR: ("Visitors", "People use it to send forms and find help."),
    Role.WAITING: ("Waiting area", "For people who wait to be seen."),
    Role.ROOM_PANEL: ("Room panel", "Beside the door of a room."),
}
"""What a role is called, and what it is for."""

_SERVICE: Mapping[str, str] = {
    CLOSED: "staff have closed it",
    "disk_full": "its disk is full",
    "journal_failed": "it cannot keep what people would send",
    "power": "the power has failed, and its battery is nearly empty",
    "journal_newer": "a later Foyer was installed on it before",
    "no_catalogue": "it has never been given the site’s forms and numbers",
    "starting": "it is starting",
    "withdrawn": "it was withdrawn",
}


@dataclass(frozen=True, slots=True)
class Told:
    """A standing in words: the tag, and what is wrong, a line each."""

    tag: tuple[str, str]
    lines: tuple[str, ...]


def told(standing: Standing, when: Callable[[datetime], str]) -> Told:
    """What the list says of a terminal."""
    row, health = standing.row, standing.row.health
    if row.withdrawn_at is not None:
        how = "Replaced" if row.replaced_by is not None else "Withdrawn"
        return Told((how, "govuk-tag--grey"), (f"Since {when(row.withdrawn_at)}",))
    if "never_heard" in standing.troubles:
        return Told(("Never heard of", "govuk-tag--red"), ("It was enrolled, but has not called since.",))
    if "silent" in standing.troubles:
        return Told(("Not heard of", "govuk-tag--red"), ("It may be off, or its network may be down.",))
    if health is None:
        return Told(("Calls the hub", "govuk-tag--blue"), ("Its version does not say how it is.",))
    lines = []
    closed = health.reason == CLOSED
    if closed:
        lines.append("Staff have closed it. It says so, and which number to ring.")
    elif not health.in_service:
        lines.append(f"{service(health)}.")
    if health.held:
        lines.append(f"{counted(health.held, 'submission')} the hub could not take.")
    lines += filter(None, map(door_words.trouble, health.doors))
    if "settings" in standing.troubles:
        lines.append("Its settings cannot be used. It runs on the last good ones.")
    if "clock" in standing.troubles:
        lines.append("It does not know the time.")
    if "disk" in standing.troubles:
        lines.append(f"Only {space(health.free_mb)} of disk free.")
    lines += filter(None, map(device_words.trouble, health.devices))
    if health.waiting > health.held:
        lines.append(f"{counted(health.waiting - health.held, 'submission')} waiting to be sent.")
    if not health.in_service and not closed:
        return Told(("Out of service", "govuk-tag--red"), tuple(lines))
    if standing.troubles:
        return Told(("Needs attention", "govuk-tag--yellow"), tuple(lines))
    if closed:
        return Told(("Closed", "govuk-tag--grey"), tuple(lines))
    return Told(("In service", "govuk-tag--green"), tuple(lines))


def facts(standing: Standing, when: Callable[[datetime], str]) -> list[tuple[str, str]]:
    """Everything a terminal said of itself, as pairs of name and value."""
    row, health = standing.row, standing.row.health
    silent = {"silent", "never_heard"} & set(standing.troubles)
    if row.withdrawn_at is not None or (silent and row.seen_at is None):
        reaches = "No"
    elif silent:
        reaches = "No, it has been silent for too long"
    else:
        reaches = "Yes"
    pairs = [("Reaches the hub", reaches), ("Last seen", "Never" if row.seen_at is None else when(row.seen_at))]
    if health is None or row.reported_at is None:
        return [*pairs, ("Health", "It has not said how it is")]
    held = f", of which the hub could not take {health.held}" if health.held else ""
    return [
        ("Service", "In service" if health.in_service else service(health)),
        *pairs,
        ("Waiting to be sent", f"{counted(health.waiting, 'submission')}{held}" if health.waiting else "Nothing"),
        ("Clock", "Trusted" if health.clock_trusted else "Not trusted: submissions are marked so"),
        ("Free disk", space(health.free_mb)),
        ("Settings", "The last good ones: its own cannot be used" if health.last_good_settings else "Good"),
        ("Version", f"Foyer {health.version}, protocol {row.protocol}"),
        ("Said so", when(row.reported_at)),
    ]


def service(health: Health) -> str:
    """Why a terminal serves nobody."""
    because = _SERVICE.get(health.reason or "", words.reason(health.reason))
    return f"Out of service: {because}" if because else "Out of service"


def ago(moment: datetime | None, now: datetime, when: Callable[[datetime], str]) -> str:
    """How long ago something was, for people who want to know whether it is now."""
    if moment is None:
        return "Never"
    minutes = int((now - moment).total_seconds() // 60)
    if minutes < 2:
        return "Just now"
    if minutes < 60:
        return f"{minutes} minutes ago"
    if minutes < 24 * 60:
        return f"{counted(minutes // 60, 'hour')} ago"
    return when(moment)


def counted(number: int, noun: str) -> str:
    """`1 submission`, `2 submissions`."""
    return f"{number} {noun}" if number == 1 else f"{number:,} {noun}s"


def space(megabytes: int) -> str:
    """Room on a disk, as people say it."""
    return f"{megabytes} MB" if megabytes < 1000 else f"{megabytes / 1000:,.1f} GB"
