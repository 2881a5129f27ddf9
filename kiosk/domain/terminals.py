"""Terminals: what they are for, where they hang, how they say they are, and what about that is trouble."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

from kiosk.domain.devices import Device
from kiosk.domain.doors import DoorState

SILENT_AFTER = timedelta(seconds=150)
"""A terminal reports every minute and asks for news all the time; longer without a word is trouble."""

AWAY_AFTER = timedelta(seconds=60)
"""A terminal asks for news every 25 s, and a hub notes for the others whom it heard every 30 s: one that is longer
without a word may have let people in or out that nobody else knows of."""

FORGOTTEN_AFTER = timedelta(days=1)
"""One that is silent for longer is out of use, as far as the roll goes: the page of terminals says so."""

PANEL_INCHES = (5.0, 120.0)
HEIGHT_MM = (200, 3000)
"""What a panel can measure from corner to corner, and how high its middle can be above the floor."""

LEAST_FREE_MB = 200
"""Megabytes of free disk below which somebody should look: thousands of submissions, but not for ever."""


CLOSED = "closed"
"""The reason of a terminal that staff have closed. That is no trouble: it is what they wanted."""


class Role(StrEnum):
    """What a terminal is there for."""

    VISITOR = "visitor"
    WAITING = "waiting"
    ROOM_PANEL = "room_panel"


@dataclass(frozen=True, slots=True)
class Details:
    """What staff say of a terminal. `mounting_height_mm` is from the floor to the middle of the panel."""

    name: str
    place: str = ""
    role: Role = Role.VISITOR
    panel_inches: float | None = None
    mounting_height_mm: int | None = None


@dataclass(frozen=True, slots=True)
class Health:
    """How a terminal says it is.

    Attributes:
        version: of Foyer on it.
        in_service: whether people can be served there; `reason` is a code that says why not.
        waiting: submissions the hub has not got yet, `held` of which it could not take.
        clock_trusted: whether it knows the time.
        free_mb: megabytes of free disk.
        last_good_settings: whether its settings cannot be used, so that it runs on the last good ones.
        devices: each as it is; none where a terminal of an older version does not say.
        doors: those it opens, in the same way.
    """

    version: str
    in_service: bool
    reason: str | None
    waiting: int
    held: int
    clock_trusted: bool
    free_mb: int
    last_good_settings: bool
    devices: tuple[Device, ...] = ()
    doors: tuple[DoorState, ...] = ()


Trouble = Literal["never_heard", "silent", "out_of_service", "doors", "held", "settings", "clock", "disk", "devices"]


def troubles(health: Health) -> tuple[Trouble, ...]:
    """What is wrong with a terminal by its own word, the worst first."""
    found: list[Trouble] = []
    if not health.in_service and health.reason != CLOSED:
        found.append("out_of_service")
    if any(door.trouble for door in health.doors):
        found.append("doors")
    if health.held:
        found.append("held")
    if health.last_good_settings:
        found.append("settings")
    if not health.clock_trusted:
        found.append("clock")
    if health.free_mb < LEAST_FREE_MB:
        found.append("disk")
    if any(device.health.reasons for device in health.devices):
        found.append("devices")
    return tuple(found)


def silence(seen_at: datetime | None, enrolled_at: datetime, now: datetime) -> tuple[Trouble, datetime] | None:
    """That nothing was heard of a terminal for too long, and since when."""
    if now - (seen_at or enrolled_at) <= SILENT_AFTER:
        return None
    return ("never_heard", enrolled_at) if seen_at is None else ("silent", seen_at)
